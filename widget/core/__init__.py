"""The pure half of the widget: forms, phones, texts, kiosks, the wire's checks.

Nothing here does I/O or knows a framework. Every module runs alike on CPython (the
server), on Pyodide (kiosk pages) and on MicroPython (the corner widget), so it keeps to
what the three have in common; docs/architecture.md, "Python files", lists the limits.
"""

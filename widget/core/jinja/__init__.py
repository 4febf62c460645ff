"""What templates stand on where Jinja2 itself cannot run: MicroPython.

`tools/templates.py` lets Jinja2's own compiler turn each template into Python at build time; that
Python imports these modules. The rules are Jinja2's and MarkupSafe's, for what our templates use;
`tests/templates` holds both to the same bytes. Pure code: no I/O, no browser.
"""

"""Draw the product's templates: one `render` on the server, on Pyodide and on MicroPython.

Where Jinja2 can be imported it draws; elsewhere the modules that `tools/templates.py` compiled at
build time. This is the only place that asks which. The settings that both share, and what a
missing name does, are in `widget/core/templating_jinja2.py`.
"""

try:
    from widget.core.templating_jinja2 import render, render_text
except ImportError:
    from widget.core.templating_compiled import render, render_text

__all__ = ["render", "render_text"]

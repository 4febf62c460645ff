"""What the server's own pages load: our style sheets, and the console's libraries."""

from tools.assets import kiosk
from tools.assets.output import Output
from tools.assets.scripts import bundle
from tools.environment import NODE_MODULES
from tools.steps import ROOT

# The names are the ones that server/console/templates/base.html.j2 asks for.
CONSOLE = {"htmx.min.js": "htmx.org/dist/htmx.min.js"}


def place(output: Output) -> None:
    """Puts styles/, minified, console/ and kiosk/ into the output."""
    for path in sorted((ROOT / "static" / "styles").glob("*.css")):
        output.write(f"styles/{path.name}", bundle(path.relative_to(ROOT).as_posix()))
    for name, source in CONSOLE.items():
        output.write(f"console/{name}", (NODE_MODULES / source).read_bytes())
    kiosk.place(output)

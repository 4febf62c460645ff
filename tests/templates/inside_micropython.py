"""Draws the templates of /job.json and writes what came of it to /drawn.json. On MicroPython."""

import json
from time import ticks_diff, ticks_us  # type: ignore[attr-defined]

from widget.core import templating
from widget.core.jinja.runtime import Environment

ROUNDS = 50

environments: "dict[str, Environment]" = {}


def draw(package: str, name: str, context: "dict[str, object]") -> str:
    """Draw one template of a package; the product's go the product's own way."""
    if package == "widget.drawn":
        return templating.render(name, context)
    if package not in environments:
        environments[package] = Environment(package)
    return environments[package].get_template(name).render(context)


def outcome(package: str, name: str, number: int) -> "list[str]":
    """Give ["drawn", text], or [error's name, its message]."""
    try:
        return ["drawn", draw(package, name, job["contexts"][number])]
    except Exception as error:
        return [type(error).__name__, str(error)]


with open("/job.json") as file:  # noqa: PTH123, MicroPython has no pathlib
    job = json.load(file)
outcomes = [outcome(*drawing) for drawing in job["drawings"]]
package, name, number = job["timed"]
start = ticks_us()
for _ in range(ROUNDS):
    draw(package, name, job["contexts"][number])
milliseconds = ticks_diff(ticks_us(), start) / 1000 / ROUNDS
with open("/drawn.json", "w") as file:  # noqa: PTH123
    json.dump({"outcomes": outcomes, "milliseconds": milliseconds}, file)

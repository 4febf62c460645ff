"""Draws the templates of /job.json and writes what came of it to /drawn.json. On MicroPython."""

import json
import time

import js

from widget.core import templating
from widget.core.jinja import filters
from widget.core.jinja.runtime import Environment

ROUNDS = 50

filters.use_letter_case(js.letterCase.upper, js.letterCase.lower)
environments = {}


def draw(package, name, context):
    """Draw one template of a package; the product's go the product's own way."""
    if package == "widget.drawn":
        return templating.render(name, context)
    if package not in environments:
        environments[package] = Environment(package)
    return environments[package].get_template(name).render(context)


def outcome(package, name, context):
    """Give ["drawn", text], or [error's name, its message]."""
    try:
        return ["drawn", draw(package, name, context)]
    except Exception as error:
        return [type(error).__name__, str(error)]


with open("/job.json") as file:
    job = json.load(file)
outcomes = [outcome(*drawing) for drawing in job["drawings"]]
start = time.ticks_us()
for _ in range(ROUNDS):
    draw(*job["timed"])
milliseconds = time.ticks_diff(time.ticks_us(), start) / 1000 / ROUNDS
with open("/drawn.json", "w") as file:
    json.dump({"outcomes": outcomes, "milliseconds": milliseconds}, file)

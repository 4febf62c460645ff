"""Run tables of cases against widget.core; the same file on every interpreter.

Written for MicroPython, the least of the three. A table is `{function: [case, …]}`, a case
has `args` and what is expected, which is for the caller to compare.
"""

import json
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def run(text: str) -> str:
    """Run every case of every module.

    Args:
        text: JSON, `{module: {function: [{"args": […]}, …]}}`.

    Returns:
        JSON, `{module: {function: [outcome, …]}}`; an outcome is `["is", value]`,
        `["raises", field, message]` or `["crashed", type, message]`.
    """
    tables = json.loads(text)
    out: dict[str, Any] = {}
    for module in tables:
        out[module] = {}
        for name in tables[module]:
            out[module][name] = [_outcome(module, name, case) for case in tables[module][name]]
    return json.dumps(out)


def made(arg: "Any") -> "Any":
    """Build what JSON cannot carry to every interpreter alike.

    Args:
        arg: A value of a table; `{"$chars": [code, …]}` stands for a string of these, and
            `{"$repeat": [text, times]}` for a long one.

    Returns:
        The value.
    """
    if isinstance(arg, list):
        return [made(item) for item in arg]
    if not isinstance(arg, dict):
        return arg
    if "$chars" in arg:
        return "".join([chr(code) for code in arg["$chars"]])
    if "$repeat" in arg:
        return arg["$repeat"][0] * arg["$repeat"][1]
    return {key: made(arg[key]) for key in arg}


def _outcome(module: str, name: str, case: "Any") -> "Any":
    try:
        __import__("widget.core." + module)
        function = getattr(sys.modules["widget.core." + module], name)
        value = function(*[made(arg) for arg in case["args"]])
        return ["is", list(value) if isinstance(value, tuple) else value]
    except Exception as error:
        field = getattr(error, "field", None)
        if field is not None:
            return ["raises", field, getattr(error, "message", "")]
        return ["crashed", type(error).__name__, str(error)]

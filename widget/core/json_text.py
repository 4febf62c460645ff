"""JSON text whose members keep their order on MicroPython, and hostile JSON made safe."""

import json

from widget.core import curation
from widget.core.errors import FieldError

SIZE_LIMIT = 16 * 1024
DEPTH_LIMIT = 12
_LARGEST = 1.7976931348623157e308


def ordered_json(pairs: "list[tuple[str, object]]") -> str:
    """Write a JSON object whose members keep their order on MicroPython too.

    Args:
        pairs: Names and values; values are what JSON can hold, at most 12 levels deep.

    Returns:
        JSON text, the same on every interpreter.

    Raises:
        FieldError: It is nested deeper; the field is "json".
    """
    return "{" + ", ".join([_json(str(k)) + ": " + _json(v) for k, v in pairs]) + "}"


def json_object(value: object, field: str) -> str:
    """Check a JSON object and clean every string in it.

    Args:
        value: JSON text, a dict, a list of pairs, or nothing for an empty object. An empty
            list is one in JSON text too: PHP writes an object without members like that.
        field: The parameter's name, for the error.

    Returns:
        JSON text of at most 16 KiB; the text that was given where nothing had to be cleaned.

    Raises:
        FieldError: It is not a JSON object, too deep, or too large, or holds a number that is
            none in JSON.
    """
    if value is None or value == "":
        return "{}"
    given = value if isinstance(value, str) else ""
    too_large = FieldError(field, "a JSON object of at most 16 KiB")
    if len(given) > SIZE_LIMIT:
        raise too_large
    parsed = _parsed(given, field) if given else value
    if parsed == []:
        return "{}"
    if isinstance(parsed, list) and not given and all(_is_pair(item) for item in parsed):
        members = [(item[0], item[1]) for item in parsed]
    elif isinstance(parsed, dict):
        members = [(key, parsed[key]) for key in parsed]
    else:
        raise FieldError(field, 'a JSON object, such as {"colour": "blue"}')
    cleaned = [(curation.harmless(str(k)), _cleaned(v, field, DEPTH_LIMIT)) for k, v in members]
    text = given if given and cleaned == members else ordered_json(cleaned)
    if len(text.encode("utf-8")) > SIZE_LIMIT:
        raise too_large
    return text


def _parsed(text: str, field: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RuntimeError):  # RuntimeError: nested past the interpreter's limit
        raise FieldError(field, "valid JSON, an object") from None


def _cleaned(value: object, field: str, depth: int) -> object:
    if not depth:
        raise FieldError(field, "nested at most " + str(DEPTH_LIMIT) + " levels deep")
    if isinstance(value, str):
        return curation.harmless(value)
    if isinstance(value, (list, tuple)):
        return [_cleaned(item, field, depth - 1) for item in value]
    if isinstance(value, dict):
        out = {}
        for key in value:
            out[curation.harmless(key)] = _cleaned(value[key], field, depth - 1)
        return out
    if isinstance(value, (int, float)) and not -_LARGEST <= value <= _LARGEST:
        raise FieldError(field, "numbers below 1.8e308; JSON has no NaN and no Infinity")
    return value


def _is_pair(value: object) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 2


def _json(value: object, depth: int = DEPTH_LIMIT + 2) -> str:
    if not depth:
        raise FieldError("json", "nested at most " + str(DEPTH_LIMIT) + " levels deep")
    if isinstance(value, str):
        return _json_string(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join([_json(item, depth - 1) for item in value]) + "]"
    if isinstance(value, dict):
        members = [_json_string(str(k)) + ": " + _json(value[k], depth - 1) for k in value]
        return "{" + ", ".join(members) + "}"
    if isinstance(value, float) and not -_LARGEST <= value <= _LARGEST:
        return "null"
    return json.dumps(value)


def _json_string(value: str) -> str:
    out = []
    for ch in curation.scalars(value):
        if ch == '"' or ch == "\\":
            out.append("\\" + ch)
        elif ch == "\n":
            out.append("\\n")
        elif ch < " " or ch in "\x7f\u2028\u2029":
            out.append("\\u%04x" % ord(ch))
        else:
            out.append(ch)
    return '"' + "".join(out) + '"'

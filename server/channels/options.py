"""Read the options of a channel from its section of the channels file."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")


class OptionError(Exception):
    """An option that a channel cannot work with.

    Attributes:
        key: Which, as the file writes it.
        message: What is wrong with it.
    """

    def __init__(self, key: str, message: str) -> None:
        """Say which and why."""
        super().__init__(f"{key}: {message}")
        self.key = key
        self.message = message


def read(wanted: type[T], options: Mapping[str, Any]) -> T:
    """Fill a dataclass in from a section.

    Args:
        wanted: A dataclass; its fields are `str`, `int`, `float`, `bool`, `list[str]` or
            `dict[str, str]`; those without a default are required.
        options: The section, as TOML gives it.

    Returns:
        The dataclass.

    Raises:
        OptionError: A key is missing, unknown or of another type.
    """
    known = {field.name: field for field in fields(wanted)}  # type: ignore[arg-type]
    for key in options:
        if key not in known:
            raise OptionError(key, f"unknown; there are {', '.join(sorted(known)) or 'none'}")
    types = get_type_hints(wanted)
    values = {}
    for name, field in known.items():
        if name in options:
            values[name] = _checked(name, options[name], types[name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise OptionError(name, "missing")
    return wanted(**values)


def _checked(key: str, value: Any, kind: Any) -> Any:
    words, fits = _KINDS[kind]
    if not fits(value):
        raise OptionError(key, f"must be {words}")
    return float(value) if kind is float else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


_KINDS: dict[Any, tuple[str, Callable[[Any], bool]]] = {
    str: ("a text", lambda value: isinstance(value, str)),
    int: ("a whole number", lambda value: _is_number(value) and isinstance(value, int)),
    float: ("a number", _is_number),
    bool: ("true or false", lambda value: isinstance(value, bool)),
    list[str]: ("a list of texts", lambda value: isinstance(value, list) and _are_texts(value)),
    dict[str, str]: (
        "a table of texts",
        lambda value: isinstance(value, dict) and _are_texts(value.values()),
    ),
}

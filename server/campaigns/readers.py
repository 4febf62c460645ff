"""Small readers of untrusted data, to be put together; each collects all that is wrong.

A reader takes a value and returns it as it is stored, or raises `Problems`.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

Reader = Callable[[Any], Any]
Place = tuple[str | int, ...]


class Problem(NamedTuple):
    """Where something is wrong, and what would be right."""

    place: Place
    message: str

    @property
    def field(self) -> str:
        """The place as people write it, such as `flow.prompts.eng`."""
        return ".".join(map(str, self.place))


class Problems(ValueError):  # noqa: N818
    """Everything that is wrong with a value."""

    def __init__(self, *found: Problem) -> None:
        super().__init__("; ".join(f"{each.field}: {each.message}" for each in found))
        self.found = found


def problem(message: str) -> Problems:
    """Say what would be right in the place of the value itself."""
    return Problems(Problem((), message))


def record(fields: Mapping[str, Reader]) -> Reader:
    """Read a mapping whose keys are known; any may be missing."""

    def read(value: Any) -> dict[str, Any]:
        names = ", ".join(fields)
        given = _mapping(value, f"a mapping with {names}")

        def one(key: str) -> Reader:
            if key in fields:
                return fields[key]
            close = get_close_matches(key, fields, 1)
            return _refuse(f"no such setting; {_or(close[0]) if close else f'there are {names}'}")

        return _each(given, one)

    return read


def mapping(key: Reader, value: Reader, what: str, most: int = 100) -> Reader:
    """Read a mapping with keys of one kind and values of another."""

    def read(found: Any) -> dict[str, Any]:
        given = _mapping(found, what)
        if not 0 < len(given) <= most:
            raise problem(f"{what}, at least one and at most {most}")

        def one(name: str) -> Reader:
            try:
                key(name)
            except Problems as wrong:
                return _refuse(wrong.found[0].message)
            return value

        return _each(given, one)

    return read


def listing(item: Reader, what: str, most: int = 100) -> Reader:
    """Read a list; `what` says what would be right."""

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > most:
            raise problem(f"{what}, at most {most}")
        return list(_each(dict(enumerate(value)), lambda _: item).values())

    return read


def whole(least: int, most: int) -> Reader:
    """Read a whole number."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise problem(f"a whole number from {least} to {most}")
        return int(value)

    return read


def one_of(words: tuple[str, ...]) -> Reader:
    """Read one of some words."""

    def read(value: Any) -> str:
        if value not in words:
            raise problem(f"one of {', '.join(words)}")
        return str(value)

    return read


def yes_no(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise problem("true or false")
    return value


def line(most: int) -> Reader:
    """Read a text without line breaks."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.isprintable() or len(value) > most:
            raise problem(f"a text of one line with at most {most} characters")
        return str(value)

    return read


def _mapping(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise problem(what)
    return {str(key): each for key, each in value.items()}


def _each(given: dict[Any, Any], reader: Callable[[Any], Reader]) -> dict[Any, Any]:
    read, wrong = {}, []
    for key, value in given.items():
        try:
            read[key] = reader(key)(value)
        except Problems as inner:
            wrong += [Problem((key, *each.place), each.message) for each in inner.found]
    if wrong:
        raise Problems(*wrong)
    return read


def _refuse(message: str) -> Reader:
    def read(_value: Any) -> Any:
        raise problem(message)

    return read


def _or(word: str) -> str:
    return f"did you mean {word}?"

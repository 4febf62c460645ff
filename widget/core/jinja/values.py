"""The values that templates handle: HTML that is safe, and names that are not there.

Rules: MarkupSafe's `Markup` and `escape`, Jinja2's `StrictUndefined`, `getattr` and `getitem`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, NoReturn

missing = object()


class UndefinedError(Exception):
    """A template used a name that is not there."""


class Markup:
    """Text that is HTML already.

    Not a `str`: MicroPython refuses subclasses of it in `join`, `replace` and `in`.

    Args:
        text: What to take as safe, as it is.
    """

    def __init__(self, text: object = "") -> None:
        self.text = plain(text)

    def __html__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return is_text(other) and self.text == plain(other)

    def __hash__(self) -> int:
        return hash(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __iter__(self) -> "Iterator[str]":
        return iter(self.text)

    def __contains__(self, part: object) -> bool:
        return plain(part) in self.text

    def __getitem__(self, index: "Any") -> "Markup":
        return Markup(self.text[index])

    def __add__(self, other: object) -> "Markup":
        return Markup(self.text + escaped(other))

    def __radd__(self, other: object) -> "Markup":
        return Markup(escaped(other) + self.text)

    def __mul__(self, times: int) -> "Markup":
        return Markup(self.text * times)

    def startswith(self, start: object) -> bool:
        """Tell whether the text starts so."""
        return self.text.startswith(plain(start))

    def endswith(self, end: object) -> bool:
        """Tell whether the text ends so."""
        return self.text.endswith(plain(end))

    def split(self, separator: object, limit: int = -1) -> "list[Markup]":
        """Cut the text; the parts are as safe as the whole."""
        return [Markup(part) for part in self.text.split(plain(separator), limit)]


class Undefined:
    """What an `if` without `else` gives: nothing. It prints as "" and is false.

    Args:
        hint: What to say when it is used, or None.
        obj: What was asked for the name.
        name: The name that is not there.
    """

    def __init__(self, hint: "str | None" = None, obj: object = missing, name: object = "") -> None:
        self._parts = (hint, obj, name)

    def fail(self, *_args: object, **_named: object) -> "NoReturn":
        """Say which name is not there.

        Raises:
            UndefinedError: Always.
        """
        hint, obj, name = self._parts
        if hint:
            raise UndefinedError(hint)
        if obj is missing:
            raise UndefinedError("'%s' is undefined" % name)
        kind = "None" if obj is None else type(obj).__name__ + " object"
        if isinstance(name, str):
            raise UndefinedError("'%s' has no attribute '%s'" % (kind, name))
        raise UndefinedError("%s has no element %s" % (kind, name))

    def __getattr__(self, name: str) -> "Any":
        if name[:2] == "__":
            raise AttributeError(name)
        return self.fail()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __mod__ = __rmod__ = fail
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __pos__ = __neg__ = fail
    __call__ = __getitem__ = __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = fail

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return 0

    def __str__(self) -> str:
        return ""

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> "Iterator[object]":
        return iter(())

    def __bool__(self) -> bool:
        return False


class StrictUndefined(Undefined):
    """A name that is not there: it can be tested with `is defined` and given a default, no more."""

    __str__ = __len__ = __iter__ = __bool__ = __eq__ = __ne__ = __hash__ = Undefined.fail
    __contains__ = Undefined.fail


def is_text(value: object) -> bool:
    """Tell whether a value is text, safe or not."""
    return isinstance(value, (str, Markup))


def plain(value: object) -> str:
    """Give a value's text as a real `str`."""
    return value.text if isinstance(value, Markup) else str(value)


def escaped(value: object) -> str:
    """Give a value's text, safe to stand in HTML: in text and in quoted attributes.

    Args:
        value: Anything; `Markup` is taken as it is.

    Returns:
        A plain `str`.
    """
    if isinstance(value, Markup):
        return value.text
    text = value if isinstance(value, str) else str(value)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def escape(value: object) -> Markup:
    """Make safe HTML of any value."""
    return Markup(escaped(value))


def soft_text(value: object) -> "str | Markup":
    """Make text of a value; safe text stays marked as safe."""
    return value if isinstance(value, (str, Markup)) else str(value)


def join_text(parts: "Iterable[object]") -> "str | Markup":
    """Put texts one after another; one safe part makes the whole safe, the others escaped."""
    parts = [soft_text(part) for part in parts]
    if any([isinstance(part, Markup) for part in parts]):
        return Markup("".join([escaped(part) for part in parts]))
    return "".join([plain(part) for part in parts])


def concat(parts: "Iterable[str]") -> str:
    """Put drawn pieces together."""
    return "".join(parts)


def defined(value: object, name: str) -> object:
    """Give a variable's value, or the undefined that names it."""
    return StrictUndefined(name=name) if value is missing else value


def given(value: object, name: str) -> object:
    """Give a macro's argument, or the undefined that says that it was not given."""
    if value is missing:
        return StrictUndefined("parameter '%s' was not provided" % name, name=name)
    return value


def contains(part: object, whole: "Any") -> bool:
    """Tell whether something is in a list, a dict or a text: `part in whole`."""
    if isinstance(part, Undefined) and isinstance(whole, dict):
        hash(part)
    return (part.text if isinstance(part, Markup) else part) in whole


def attribute(obj: "Any", name: str) -> "Any":
    """Look up `obj.name`: an attribute, else an item."""
    try:
        return getattr(obj, name)
    except AttributeError:
        pass
    try:
        return obj[name]
    except (TypeError, LookupError, AttributeError):
        return StrictUndefined(obj=obj, name=name)


def item(obj: "Any", key: "Any") -> "Any":
    """Look up `obj[key]`: an item, else an attribute."""
    if isinstance(key, Markup):
        key = key.text
    try:
        return obj[key]
    except (TypeError, LookupError, AttributeError):
        pass
    if isinstance(key, str) and hasattr(obj, key):
        return getattr(obj, key)
    return StrictUndefined(obj=obj, name=key)

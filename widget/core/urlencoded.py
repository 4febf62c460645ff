"""Form encoding, as URLs and the bodies of requests have it."""

from widget.core import curation

_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


def quote(value: object) -> str:
    """Percent-encode one value for a URL.

    Args:
        value: A string or a number.

    Returns:
        ASCII; UTF-8 bytes outside RFC 3986's unreserved characters as %XX.
    """
    raw = curation.scalars(value if isinstance(value, str) else str(value))
    return "".join(
        [chr(b) if b < 128 and chr(b) in _PLAIN else "%%%02X" % b for b in raw.encode("utf-8")]
    )


def form_encode(pairs: "list[tuple[str, object]]") -> str:
    """Encode a form as `application/x-www-form-urlencoded`.

    Args:
        pairs: Names and values in order; a value of None is left out, a list repeats its name.

    Returns:
        The body.
    """
    out = []
    for name, value in pairs:
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item is not None:
                out.append(quote(name) + "=" + quote(item).replace("%20", "+"))
    return "&".join(out)

"""Compress what the server draws; what the build made is compressed already.

Only public pages: compressing a secret beside what an attacker chose would leak its length.
"""

import gzip
from functools import lru_cache

import brotli

_WORTH_IT = 1000


def accepted(header: str) -> list[str]:
    """Return which of our encodings an `Accept-Encoding` header takes, the best first."""
    named = set()
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        if quality.replace(" ", "").rstrip("0") not in ("q=", "q=0."):
            named.add(name.strip())
    return [name for name in ("br", "gzip") if name in named]


def compressed(body: bytes, header: str) -> tuple[bytes, str]:
    """Compress a body as well as its reader can take.

    Args:
        body: What is to be sent.
        header: The request's `Accept-Encoding`.

    Returns:
        The body and its `Content-Encoding`, "" where it stays as it is.
    """
    names = accepted(header) if len(body) >= _WORTH_IT else []
    return (_compress(body, names[0]), names[0]) if names else (body, "")


@lru_cache(maxsize=64)
def _compress(body: bytes, encoding: str) -> bytes:
    packed: bytes = brotli.compress(body) if encoding == "br" else gzip.compress(body, mtime=0)
    return packed

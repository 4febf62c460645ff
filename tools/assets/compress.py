"""Compresses files, once for each content ever seen."""

import gzip
import hashlib
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from tools.steps import ROOT

CACHE = ROOT / "var" / "cache" / "compressed"
SUFFIXES = (".br", ".gz")


def compressed(content: bytes) -> dict[str, bytes]:
    """Compresses as far as it goes; a big file takes half a minute the first time.

    Args:
        content: what a file holds.

    Returns:
        The brotli (quality 11) and gzip (level 9) forms by their suffix.
    """
    forms = {}
    for suffix, compress in ((".br", _brotli), (".gz", _gzip)):
        path = CACHE / (hashlib.sha256(content).hexdigest() + suffix)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written aside: a killed build, or two files alike at once, leave nothing half-written.
            with tempfile.NamedTemporaryFile(dir=CACHE, delete=False) as unfinished:
                unfinished.write(compress(content))
            Path(unfinished.name).replace(path)
        forms[suffix] = path.read_bytes()
    return forms


def compress_beside(files: Sequence[Path]) -> None:
    """Writes `.br` and `.gz` beside each file."""
    with ThreadPoolExecutor() as pool:
        biggest_first = sorted(files, key=lambda path: path.stat().st_size, reverse=True)
        for path, forms in zip(
            biggest_first,
            pool.map(lambda path: compressed(path.read_bytes()), biggest_first),
            strict=True,
        ):
            for suffix, content in forms.items():
                path.with_name(path.name + suffix).write_bytes(content)


def _brotli(content: bytes) -> bytes:
    smallest: bytes = brotli.compress(content, quality=11, lgwin=24)
    return smallest


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)

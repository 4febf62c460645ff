"""A kiosk's icon in its own colours.

The files hold one shade of grey a pixel, from the ground (0) to the drawing (255), as numbers
into a palette: another palette is another pair of colours, and nothing is drawn anew.
"""

import struct
import zlib
from functools import lru_cache

from server.settings import ROOT

_FOLDER = ROOT / "static" / "icons"
_SHADES = 256


@lru_cache(maxsize=64)
def painted(size: int, ground: str, drawing: str) -> bytes:
    """Paint the icon.

    Args:
        size: Its width and height in pixels; `static/icons/kiosk-<size>.png` is there.
        ground: The colour behind, `#rrggbb`.
        drawing: The colour of what is drawn, `#rrggbb`.

    Returns:
        A PNG file.
    """
    low, high = _channels(ground), _channels(drawing)
    palette = bytes(
        round(low[i] + (high[i] - low[i]) * shade / (_SHADES - 1))
        for shade in range(_SHADES)
        for i in range(3)
    )
    file = (_FOLDER / f"kiosk-{size}.png").read_bytes()
    start = file.index(b"PLTE") - 4
    end = start + 12 + int.from_bytes(file[start : start + 4], "big")
    return file[:start] + chunk(b"PLTE", palette) + file[end:]


def chunk(kind: bytes, data: bytes) -> bytes:
    """Write one chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _channels(colour: str) -> tuple[int, ...]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return tuple(bytes.fromhex(digits))

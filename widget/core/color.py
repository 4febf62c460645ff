"""The kiosk's colour made readable: contrast after WCAG 2.2, for light and dark surfaces."""

DEFAULT = "#1d4ed8"
LIGHT = "#ffffff"
DARK = "#23262e"
TEXT = 4.5
SHAPE = 3.0
VISIBLE = 1.08


def style(color: object) -> "dict[str, str]":
    """Derive the widget's colours from the kiosk's.

    Args:
        color: The documented `{"background": "#000"}`, 3 or 6 hexadecimal digits, with a
            `text` if wished; anything else gives the default.

    Returns:
        `accent`, `on_accent` (text on it: the one wished for, brought to 4.5 to 1, or black or
        white), `hover` (the accent under a pointer), `ink` and
        `ink_dark` (the accent as text on light and on dark surfaces, 4.5 to 1), `focus` (a
        ring that is 3 to 1 on both), each as "#rrggbb".
    """
    wished = chosen(color)
    accent = wished["background"]
    away = "#ffffff" if contrast(accent, "#ffffff") >= TEXT else "#000000"
    hover = _hover(accent, away)
    needs = [(accent, TEXT), (hover, TEXT)]
    return {
        "accent": accent,
        "on_accent": _until(wished.get("text") or away, away, needs) or away,
        "hover": hover,
        "ink": _until(accent, "#000000", [(LIGHT, TEXT)]),
        "ink_dark": _until(accent, "#ffffff", [(DARK, TEXT)]),
        "focus": _focus(accent),
    }


def chosen(color: object) -> "dict[str, str]":
    """Give a kiosk's own colours.

    Args:
        color: As stored.

    Returns:
        `background`, as "#rrggbb", and `text` if there is one.
    """
    given = color if isinstance(color, dict) else {"background": color}
    out = {"background": hexadecimal(given.get("background")) or DEFAULT}
    text = hexadecimal(given.get("text"))
    if text:
        out["text"] = text
    return out


def hexadecimal(value: object) -> str:
    """Check a colour.

    Args:
        value: "#rgb" or "#rrggbb", with or without the "#".

    Returns:
        "#rrggbb" in lower case, or "" when it is not a colour.
    """
    if not isinstance(value, str):
        return ""
    digits = value.strip().lower()
    if digits.startswith("#"):
        digits = digits[1:]
    if any(ch not in "0123456789abcdef" for ch in digits):
        return ""
    if len(digits) == 3:
        digits = "".join([ch + ch for ch in digits])
    return "#" + digits if len(digits) == 6 else ""


def contrast(one: str, other: str) -> float:
    """Compute the contrast ratio of two colours.

    Args:
        one: "#rrggbb".
        other: "#rrggbb".

    Returns:
        1.0 to 21.0, after WCAG 2.2.
    """
    a, b = _luminance(one), _luminance(other)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def _luminance(color: str) -> float:
    total = 0.0
    for share, channel in zip((0.2126, 0.7152, 0.0722), _channels(color)):  # noqa: B905
        c = channel / 255
        total += share * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    return total


def _channels(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def _mixed(color: str, other: str, percent: int) -> str:
    pairs = zip(_channels(color), _channels(other))  # noqa: B905
    return "#" + "".join(["%02x" % ((a * (100 - percent) + b * percent) // 100) for a, b in pairs])


def _until(color: str, other: str, needs: "list[tuple[str, float]]") -> str:
    for percent in range(0, 101, 4):
        mixed = _mixed(color, other, percent)
        if all(contrast(mixed, surface) >= ratio for surface, ratio in needs):
            return mixed
    return ""


def _hover(accent: str, on_accent: str) -> str:
    away = "#000000" if on_accent == "#ffffff" else "#ffffff"
    for percent in (12, 20, 30):
        mixed = _mixed(accent, away, percent)
        if contrast(mixed, accent) >= VISIBLE:
            return mixed
    # An accent that is nearly black or white has no room on that side, and plenty on the other.
    return _mixed(accent, on_accent, 16)


def _focus(accent: str) -> str:
    needs = [(LIGHT, SHAPE), (DARK, SHAPE)]
    return _until(accent, "#000000", needs) or _until(accent, "#ffffff", needs) or DEFAULT

"""The tree of services a kiosk offers: flat for a menu, or as the documentation nests it."""

from widget.core import curation, languages, texts

DEEPEST = 6
MOST = 500
LONGEST_NAME = 100

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def flat(raw: object, lang: str, default_lang: str) -> "list[list[Any]]":
    """Flatten the tree for a menu.

    Args:
        raw: A list of `{"service_id", "lt": {lang: name}, "children": […]}`; nodes without a
            usable id are left out with their children.
        lang: The language asked for.
        default_lang: The kiosk's own.

    Returns:
        `[id, name, depth]` for each, parents before their children.
    """
    return [[sid, _name(node, sid, lang, default_lang), depth] for sid, node, depth in _walk(raw)]


def tree(raw: object) -> "list[dict[str, Any]]":
    """Copy the tree, for `menu.tree.children`.

    Args:
        raw: As in `flat`.

    Returns:
        The same tree with nothing but `service_id`, `lt` and `children`.
    """
    roots: list[dict[str, Any]] = []
    levels = [roots]
    for sid, node, depth in _walk(raw):
        children: list[dict[str, Any]] = []
        levels[depth].append(
            {"service_id": sid, "lt": _names(node.get("lt")), "children": children}
        )
        levels = levels[: depth + 1] + [children]
    return roots


def usable_id(value: object) -> bool:
    """Say whether a value can be a service's id.

    Args:
        value: Anything.

    Returns:
        True for whole numbers from 1 up that a database column holds.
    """
    return value is not True and isinstance(value, int) and 1 <= value <= 2147483647


def _walk(raw: object) -> "list[tuple[int, dict[str, Any], int]]":
    """List the tree as (id, node, depth), without recursion."""
    out: list[tuple[int, dict[str, Any], int]] = []
    waiting = [(node, 0) for node in reversed(_list(raw))]
    while waiting and len(out) < MOST:
        node, depth = waiting.pop()
        if isinstance(node, dict) and usable_id(node.get("service_id")) and depth <= DEEPEST:
            out.append((node["service_id"], node, depth))
            waiting.extend([(child, depth + 1) for child in reversed(_list(node.get("children")))])
    return out


def _name(node: "dict[str, Any]", sid: int, lang: str, default_lang: str) -> str:
    return curation.line(texts.pick(node.get("lt"), lang, default_lang), LONGEST_NAME) or str(sid)


def _names(lt: object) -> "dict[str, str]":
    out = {}
    for lang in lt if isinstance(lt, dict) else {}:
        if isinstance(lt, dict) and languages.iso639_2(lang):
            out[lang] = curation.line(lt[lang], LONGEST_NAME)
    return out


def _list(value: object) -> "list[Any]":
    return value if isinstance(value, list) else []

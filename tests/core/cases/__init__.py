"""Tables of cases, one JSON file a module, and the kiosks that they speak of."""

import json
from pathlib import Path
from typing import Any

from widget.core import dialcodes, kiosk

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
MODULES = sorted(path.stem for path in HERE.glob("*.json") if path.stem != "kiosks")
PACKS = {"eng": json.loads((ROOT / "static/i18n/eng.json").read_text("utf-8"))}
KIOSKS: dict[str, dict[str, Any]] = json.loads((HERE / "kiosks.json").read_text("utf-8"))


def tables() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Read every table.

    Returns:
        `{module: {function: [case, …]}}`, with `{"$kiosk": name}`, `{"$details": name}`,
        `{"$packs": true}`, `{"$english": true}`, `{"$text": key}` and `{"$countries": true}`
        replaced by what they stand for.
    """
    return {m: _resolved(json.loads((HERE / f"{m}.json").read_text("utf-8"))) for m in MODULES}


def details(name: str, lang: str = "eng") -> dict[str, Any]:
    """Describe one of the kiosks, as a browser gets it.

    Args:
        name: Its key in kiosks.json.
        lang: The language asked for.

    Returns:
        The details, through JSON.
    """
    found: dict[str, Any] = json.loads(json.dumps(kiosk.details(KIOSKS[name], lang, PACKS)))
    return found


def _resolved(value: Any) -> Any:
    if isinstance(value, list):
        return [_resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$details" in value:
        return details(value["$details"])
    if "$kiosk" in value:
        return KIOSKS[value["$kiosk"]]
    if "$packs" in value:
        return PACKS
    if "$english" in value:
        return PACKS["eng"]
    if "$text" in value:
        return PACKS["eng"][value["$text"]]
    if "$countries" in value:
        return [list(country) for country in dialcodes.COUNTRIES]
    return {key: _resolved(item) for key, item in value.items()}

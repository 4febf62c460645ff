"""The packs as files; `python -m tests.i18n.packs` puts them in order and tells what is missing."""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "static" / "i18n"
ENGLISH_TEXT = (FOLDER / "eng.json").read_text("utf-8")
ENGLISH: dict[str, str] = json.loads(ENGLISH_TEXT)
PACKS: dict[str, dict[str, str]] = {
    file.stem: json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))
}
OTHERS = sorted(set(PACKS) - {"eng"})


def laid_out(pack: dict[str, str]) -> str:
    """Write a pack with the keys, the order and the blank lines of eng.json.

    Args:
        pack: The texts by their keys.

    Returns:
        The file's text; a key that English lacks is left out, and one that the pack lacks.
    """
    lines = []
    for line in ENGLISH_TEXT.splitlines():
        key = re.match(r'  "(\w+)": ', line)
        if not key:
            lines.append(line)
        elif key[1] in pack:
            lines.append(f"{key[0]}{json.dumps(pack[key[1]], ensure_ascii=False)},")
    last = max(i for i, line in enumerate(lines) if line.endswith(","))
    lines[last] = lines[last][:-1]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write every pack in its layout, and print the keys that it lacks."""
    for code in OTHERS:
        (FOLDER / f"{code}.json").write_text(laid_out(PACKS[code]), "utf-8")
        missing = [key for key in ENGLISH if key not in PACKS[code]]
        if missing:
            print(f"{code}: {', '.join(missing)}")


if __name__ == "__main__":
    main()

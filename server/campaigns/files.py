"""Campaign files: YAML in, with the line of whatever is wrong, and YAML out."""

from io import StringIO
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString

from server.campaigns import durations, schema
from server.campaigns.readers import Place, Problem, Problems

MOST_BYTES = 256 * 1024
_DURATIONS = {"wait", "ring", "delay", "await_answer", "link_valid"}
_FLAT = {"lawful", "keys"}
_HEADER = """\
# A campaign: how leads are qualified. docs/campaigns.md explains every setting; what is left out
# is the account's, and what the account leaves out the product's.
"""


class FileError(ValueError):
    """A campaign file that cannot be taken; each message begins with its line."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


class CampaignFile(NamedTuple):
    """What a campaign file holds: its name for people, "" where it has none, and its settings."""

    name: str
    config: dict[str, Any]
    lines: "Lines"


class Lines:
    """Knows at which line of a file a setting stands."""

    def __init__(self, root: Any) -> None:
        self._root = root

    def of(self, place: Place) -> int:
        """Return the line, counted from 1, of a place or of what comes nearest to it."""
        node, line = self._root, 1
        for part in place:
            if isinstance(node, CommentedMap):
                # What a `<<` brought in has no line of its own.
                key = next((each for each in node.lc.data or () if str(each) == str(part)), None)
                if key is None:
                    break
                line, node = node.lc.key(key)[0] + 1, node[key]
            elif isinstance(node, CommentedSeq) and isinstance(part, int):
                line, node = node.lc.item(part)[0] + 1, node[part]
            else:
                break
        return line

    def error(self, found: tuple[Problem, ...]) -> FileError:
        """Give each problem its line, in the order of the file."""
        lines = sorted((self.of(each.place), each) for each in found)
        return FileError(
            [f"line {line}: {each.field or 'the file'}: {each.message}" for line, each in lines]
        )


def load(text: str) -> CampaignFile:
    """Read a campaign file.

    Args:
        text: YAML 1.2, hostile until checked.

    Returns:
        Its name and its configuration in normal form.

    Raises:
        FileError: Names every line that is wrong and what would be right.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise FileError([f"line 1: a file of at most {MOST_BYTES // 1024} KiB"])
    try:
        root = _yaml().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = (error.problem or error.context or "").splitlines()[0]
        raise FileError([f"line {line}: this is not YAML: {problem}"]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        problem = (str(error).splitlines() or [""])[0]
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise FileError([f"line {line}: this is not YAML: {problem}"]) from None
    lines = Lines(root)
    if not isinstance(root, CommentedMap):
        raise FileError(["line 1: the file: settings such as `language: eng`"])
    name = root.get("name", "")
    if not isinstance(name, str) or not name.isprintable() or len(name) > 200:
        raise lines.error((Problem(("name",), "a text of one line, at most 200 characters"),))
    try:
        config = schema.read({key: value for key, value in root.items() if key != "name"})
    except Problems as wrong:
        raise lines.error(wrong.found) from None
    return CampaignFile(str(name), config, lines)


def dump(name: str, config: dict[str, Any]) -> str:
    """Write a campaign as a file that `load` reads.

    Args:
        name: For people.
        config: In normal form, whole or in part.
    """
    out = StringIO()
    _yaml().dump({"name": name} | _written(config), out)
    return _HEADER + out.getvalue()


class _Constructor(RoundTripConstructor):
    """Knows the line of a value that cannot be, such as the date 2026-13-01."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Make a node's value.

        Raises:
            ConstructorError: It cannot be made; says where.
        """
        try:
            made = super().construct_object(node, deep)
            if isinstance(made, int):
                str(made)  # refuses what has thousands of digits
        except ValueError as error:
            raise ConstructorError(None, None, str(error), node.start_mark) from None
        return made


def _yaml() -> YAML:
    made = YAML(typ="rt", pure=True)
    made.Constructor = _Constructor
    made.width = 96
    made.default_flow_style = False
    made.allow_unicode = True
    made.indent(mapping=2, sequence=4, offset=2)
    return made


def _written(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        made = CommentedMap({name: _written(each, name) for name, each in value.items()})
        if key in _FLAT or set(value) <= {"times", "delay", "do"}:
            made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        if key == "sequence":
            return [_step(each) for each in value]
        items = CommentedSeq([_written(each) for each in value])
        items.fa.set_flow_style()
        return items
    if isinstance(value, int) and not isinstance(value, bool) and key in _DURATIONS:
        return durations.write(value)
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> Any:
    if len(value) > 80 and value == " ".join(value.split()):
        return FoldedScalarString(value)
    # A long line with more than one space between two words would lose one where it is broken.
    if len(value) > 80 or "\n" in value.strip("\n"):
        return LiteralScalarString(value)
    return value


def _step(step: dict[str, Any]) -> Any:
    return _written(step) if step["delay"] else step["do"]

"""The `pattern` of an extra field: a full match that can neither hang nor differ.

`re` will not do: MicroPython's takes `a{2}` literally and sees bytes where others see
characters, and CPython's can be kept busy for hours by a careless pattern and a hostile
value. This one follows every way through the pattern at once, so its work is bounded.
It knows literals, classes, groups, alternatives, quantifiers, `^` and `$`; what else a
browser's `pattern` attribute understands, the browser checks.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEEPEST = 12
MOST_STEPS = 1000
MOST_WORK = 200000

_SHORTHANDS = {
    "d": [(48, 57)],
    "w": [(48, 57), (65, 90), (95, 95), (97, 122)],
    "s": [(9, 13), (32, 32), (160, 160), (0x2000, 0x200A), (0x2028, 0x2029), (0x3000, 0x3000)],
}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_SYNTAX = "^$\\.*+?()[]{}|/-&!#%,:;<=>@`~'\" "

_SET, _SPLIT, _JUMP, _START, _END = 0, 1, 2, 3, 4


class PatternError(ValueError):
    """The pattern is broken or uses what this module does not know."""


def check(pattern: str) -> None:
    """Check that a pattern can be used.

    Args:
        pattern: A regular expression, as in HTML's `pattern` attribute.

    Raises:
        PatternError: It is broken or uses what this module does not know.
    """
    _program(pattern)


def matches(pattern: str, value: str) -> bool:
    """Match a whole value.

    Args:
        pattern: A regular expression, as in HTML's `pattern` attribute.
        value: The value.

    Returns:
        False when the value does not match; True also for a pattern that is not understood
        or that would take too long: it must not lose a lead.
    """
    try:
        program = _program(pattern)
    except PatternError:
        return True
    if len(program) * len(value) > MOST_WORK:
        return True
    at = _reach(program, [0], True, not value)
    for i, ch in enumerate(value):
        code = ord(ch)
        at = [pc + 1 for pc in at if pc < len(program) and _accepts(program[pc], code)]
        at = _reach(program, at, False, i + 1 == len(value))
    return len(program) in at


def _accepts(step: "Any", code: int) -> bool:
    if step[0] != _SET:
        return False
    within = any(low <= code <= high for low, high in step[2])
    return not within if step[1] else within


def _reach(program: "list[Any]", waiting: list[int], start: bool, end: bool) -> list[int]:
    """List the steps that wait for a character, and the end, reachable without one."""
    seen = set()
    found = []
    while waiting:
        pc = waiting.pop()
        if pc in seen:
            continue
        seen.add(pc)
        step = program[pc] if pc < len(program) else None
        if step is None or step[0] == _SET:
            found.append(pc)
        elif step[0] == _SPLIT or step[0] == _JUMP:
            waiting.extend(step[1])
        elif start if step[0] == _START else end:
            waiting.append(pc + 1)
    return found


def _program(pattern: str) -> "list[Any]":
    tree, rest = _alternatives(pattern, 0, 0)
    if rest != len(pattern):
        raise PatternError("a bracket that was never opened")
    program: list[Any] = []
    _emit(program, tree)
    return program


# The tree: ("set", negated, ranges), ("^",), ("$",), ("or", trees), ("then", trees),
# ("times", tree, least, most or -1). Each parser returns it and where it stopped.


def _alternatives(text: str, i: int, depth: int) -> "tuple[Any, int]":
    if depth > DEEPEST:
        raise PatternError("nested too deep")
    branches = []
    while True:
        branch, i = _sequence(text, i, depth)
        branches.append(branch)
        if text[i : i + 1] != "|":
            return ("or", branches), i
        i += 1


def _sequence(text: str, i: int, depth: int) -> "tuple[Any, int]":
    parts = []
    while i < len(text) and text[i] not in "|)":
        part, i = _atom(text, i, depth)
        least, most, i = _quantifier(text, i)
        parts.append(part if least == most == 1 else ("times", part, least, most))
    return ("then", parts), i


def _atom(text: str, i: int, depth: int) -> "tuple[Any, int]":
    ch = text[i]
    if ch == "(":
        return _group(text, i + 1, depth)
    if ch == "[":
        return _class(text, i + 1)
    if ch == "\\":
        ranges, negated, i = _escape(text, i + 1)
        return ("set", negated, ranges), i
    if ch in "^$":
        return (ch,), i + 1
    if ch == ".":
        return ("set", True, [(10, 10), (13, 13), (0x2028, 0x2029)]), i + 1
    if ch in "*+?{}]":
        raise PatternError("nothing to repeat before " + ch)
    return ("set", False, [(ord(ch), ord(ch))]), i + 1


def _group(text: str, i: int, depth: int) -> "tuple[Any, int]":
    if text[i : i + 2] == "?:":
        i += 2
    elif text[i : i + 1] == "?":
        raise PatternError("a group that looks around or has a name")
    tree, i = _alternatives(text, i, depth + 1)
    if text[i : i + 1] != ")":
        raise PatternError("a bracket that is never closed")
    return tree, i + 1


def _class(text: str, i: int) -> "tuple[Any, int]":
    negated = text[i : i + 1] == "^"
    i += 1 if negated else 0
    ranges: list[tuple[int, int]] = []
    while text[i : i + 1] != "]":
        low, i = _member(text, i)
        if text[i : i + 1] == "-" and text[i + 1 : i + 2] != "]" and len(low) == 1:
            high, i = _member(text, i + 1)
            if len(high) != 1 or high[0][0] < low[0][0]:
                raise PatternError("a range that runs backwards")
            low = [(low[0][0], high[0][0])]
        ranges.extend(low)
    return ("set", negated, ranges), i + 1


def _member(text: str, i: int) -> "tuple[list[tuple[int, int]], int]":
    if i >= len(text) or text[i] == "[":
        raise PatternError("a class that is never closed, or one within another")
    if text[i] != "\\":
        return [(ord(text[i]), ord(text[i]))], i + 1
    ranges, negated, i = _escape(text, i + 1)
    if negated:
        raise PatternError("a negated shorthand within a class")
    return ranges, i


def _escape(text: str, i: int) -> "tuple[list[tuple[int, int]], bool, int]":
    ch = text[i : i + 1]
    if ch and ch in "dws":
        return _SHORTHANDS[ch], False, i + 1
    if ch and ch in "DWS":
        return _SHORTHANDS[ch.lower()], True, i + 1
    if ch in _CONTROLS:
        return [(_CONTROLS[ch], _CONTROLS[ch])], False, i + 1
    if ch and ch in _SYNTAX:
        return [(ord(ch), ord(ch))], False, i + 1
    raise PatternError("\\" + ch)


def _quantifier(text: str, i: int) -> "tuple[int, int, int]":
    ch = text[i : i + 1]
    least, most = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}.get(ch, (1, 1))
    if ch == "{":
        end = text.find("}", i)
        least, most = _counts(text[i + 1 : end] if end > 0 else "")
        i = end
    elif not ch or ch not in "*+?":
        return 1, 1, i
    # A lazy quantifier finds the same full matches.
    return least, most, i + (2 if text[i + 1 : i + 2] == "?" else 1)


def _counts(text: str) -> "tuple[int, int]":
    least, comma, most = text.partition(",")
    digits = "0123456789"
    if not least or len(text) > 9 or any(ch not in digits for ch in least + most):
        raise PatternError("a count that is not {n}, {n,} or {n,m}")
    low = int(least)
    high = int(most) if most else (-1 if comma else low)
    if -1 < high < low:
        raise PatternError("a count that runs backwards")
    return low, high


def _emit(program: "list[Any]", tree: "Any") -> None:
    if len(program) > MOST_STEPS:
        raise PatternError("too long")
    kind = tree[0]
    if kind == "set":
        program.append((_SET, tree[1], tree[2]))
    elif kind in "^$":
        program.append((_START,) if kind == "^" else (_END,))
    elif kind == "then":
        for part in tree[1]:
            _emit(program, part)
    elif kind == "or":
        _emit_branches(program, tree[1])
    else:
        _emit_times(program, tree[1], tree[2], tree[3])


def _emit_branches(program: "list[Any]", branches: "list[Any]") -> None:
    exits = []
    for branch in branches[:-1]:
        split = len(program)
        program.append(None)
        _emit(program, branch)
        exits.append(len(program))
        program.append(None)
        program[split] = (_SPLIT, [split + 1, len(program)])
    _emit(program, branches[-1])
    for pc in exits:
        program[pc] = (_JUMP, [len(program)])


def _emit_times(program: "list[Any]", tree: "Any", least: int, most: int) -> None:
    for _ in range(least):
        before = len(program)
        _emit(program, tree)
        if len(program) == before:
            return  # nothing, however often it is repeated
    if most < 0:
        split = len(program)
        program.append(None)
        _emit(program, tree)
        program.append((_JUMP, [split]))
        program[split] = (_SPLIT, [split + 1, len(program)])
        return
    splits = []
    for _ in range(most - least):
        splits.append(len(program))
        program.append(None)
        _emit(program, tree)
    for pc in splits:
        program[pc] = (_SPLIT, [pc + 1, len(program)])

"""The language's regular expressions: a subset that every engine reads alike, here run by `re`."""

from __future__ import annotations

import re
from functools import lru_cache

_MAX_LENGTH = 1000
_MAX_GROUPS = 50
_MAX_REPEAT = 1000
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_CLASSES = "dws"
_PUNCTUATION = frozenset("\\^$.|?*+()[]{}/-\"'#&~,:;<>=!@%` _")
_COUNTED = re.compile(r"\{([0-9]{1,5})(?:(,)([0-9]{0,5}))?\}")


class OutsideSubset(ValueError):
    pass


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern for `search`; None when it is outside the subset."""
    try:
        return re.compile(_translated(pattern), re.ASCII)
    except (OutsideSubset, re.error, RecursionError):
        return None


def _translated(pattern: str) -> str:
    """Checks the pattern from left to right and spells it for `re`, where `$` would also match before a last newline."""
    if len(pattern.encode("utf-16-le")) // 2 > _MAX_LENGTH:
        raise OutsideSubset
    out: list[str] = []
    depth = groups = at = 0
    repeatable = False
    while at < len(pattern):
        char = pattern[at]
        if char in "?*+{":
            piece = _quantifier(pattern, at)
            if not repeatable:
                raise OutsideSubset
            repeatable = False
        elif char == "\\":
            piece = pattern[at : at + 2]
            _escaped(pattern, at + 1)
            repeatable = True
        elif char == "[":
            piece = pattern[at : _class_end(pattern, at)]
            repeatable = True
        elif char == "(":
            piece = "(?:" if pattern.startswith("(?:", at) else "("
            if piece == "(" and pattern.startswith("(?", at):
                raise OutsideSubset
            depth += 1
            groups += 1
            repeatable = False
        elif char == ")":
            piece = char
            depth -= 1
            repeatable = True
        else:
            if char in "]}":
                raise OutsideSubset
            piece = r"\Z" if char == "$" else char
            repeatable = char not in "^$|"
            at -= len(piece) - 1
        if depth < 0 or groups > _MAX_GROUPS:
            raise OutsideSubset
        out.append(piece)
        at += len(piece)
    if depth != 0:
        raise OutsideSubset
    return "".join(out)


def _quantifier(pattern: str, at: int) -> str:
    if pattern[at] != "{":
        return pattern[at]
    match = _COUNTED.match(pattern, at)
    if match is None:
        raise OutsideSubset
    low = int(match[1])
    high = int(match[3]) if match[3] else low
    if high < low or high > _MAX_REPEAT:
        raise OutsideSubset
    return match[0]


def _escaped(pattern: str, at: int) -> str:
    """The letter after a backslash, checked."""
    letter = pattern[at : at + 1]
    if letter == "" or not (letter in _CLASSES or letter in _CONTROLS or letter in _PUNCTUATION):
        raise OutsideSubset
    return letter


def _class_end(pattern: str, start: int) -> int:
    """The index after the `]` that closes the class at `start`."""
    at = start + (2 if pattern.startswith("[^", start) else 1)
    begin = at
    low: str | None = None
    while at < len(pattern):
        char = pattern[at]
        if char == "]" and at > begin:
            return at + 1
        if char in "[]" or (char in "&~|-" and pattern[at + 1 : at + 2] == char):
            raise OutsideSubset
        if char == "-" and at > begin and pattern[at + 1 : at + 2] != "]":
            high, at = _class_member(pattern, at + 1)
            if low is None or high is None or high < low:
                raise OutsideSubset
            low = None
        else:
            low, at = _class_member(pattern, at)
    raise OutsideSubset


def _class_member(pattern: str, at: int) -> tuple[str | None, int]:
    """The character that stands there (None for a class such as `\\d`), and the index after it."""
    if at >= len(pattern):
        raise OutsideSubset
    if pattern[at] != "\\":
        return pattern[at], at + 1
    letter = _escaped(pattern, at + 1)
    return (None if letter in _CLASSES else _CONTROLS.get(letter, letter)), at + 2

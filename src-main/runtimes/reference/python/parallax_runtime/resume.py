"""Where a resumed run goes on: the cursors of a continuation, as blocks and loops take them."""

from __future__ import annotations

from typing import Any

from .encoding import decode
from .values import Range, Value


def decode_bindings(bindings: list[list[Any]]) -> dict[str, Value]:
    return {name: decode(value) for name, value in bindings}


class Cursor:
    """A step that was entered: its attempt, and how far it had come."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.step: str = data["step"]
        self.attempt: int = data["attempt"]
        self.retries: dict[str, int] = dict(data["retries"])
        self.block: str | None = data["block"]
        self.bound = decode_bindings(data["bound"])
        self.effects: int = data["effects"]
        loop = data["loop"]
        if loop is not None:
            self.items = _items(loop["items"])
            self.index: int = loop["index"]
            self.yields: list[Value] = [decode(value) for value in loop["yields"]]


def _items(items: Any) -> Any:
    return Range(decode(items["from"]), decode(items["to"])) if isinstance(items, dict) else [decode(each) for each in items]


class Frame:
    """A position inside a step. Generated functions take one where they are to go on, and None where they begin."""

    __slots__ = ("_cursors", "_at", "callees")

    def __init__(self, cursors: list[Cursor], callees: list[dict[str, Any]], at: int = -1) -> None:
        self._cursors = cursors
        self._at = at
        # The continuation's frames of the nodes that are called from here.
        self.callees = callees

    @property
    def cursor(self) -> Cursor:
        return self._cursors[self._at]

    @property
    def block(self) -> str | None:
        """The block of the step that is under way."""
        return self.cursor.block

    @property
    def inner(self) -> Frame | None:
        """The position inside the next step; None when there is none."""
        following = self._at + 1
        return Frame(self._cursors, self.callees, following) if following < len(self._cursors) else None

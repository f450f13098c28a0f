"""for_each as generated code iterates it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .encoding import encode, quote
from .resume import Frame
from .values import Range, Value, check_size

if TYPE_CHECKING:
    from .run import Run


class Loop:
    """Yields, for each round, where to go on inside it: None from its beginning."""

    def __init__(self, run: Run, name: str, items: Any, frame: Frame | None = None) -> None:
        self._run = run
        self._name = name
        self._items = items
        self._frame = frame
        self._index = frame.cursor.index if frame else 0
        self._around = run.variables.bound
        self.yields: list[Value] = list(frame.cursor.yields) if frame else []

    def __iter__(self) -> Iterator[Frame | None]:
        run, name = self._run, quote(self._name)
        occ = run.context
        inside = self._frame
        items = self._items
        lazy = type(items) is Range
        for index in range(self._index, items.size() if lazy else len(items)):
            self._index = index
            value = items.at(index) if lazy else items[index]
            run.context = f"{occ}.{index}"
            run.variables.bound = {**self._around, self._name: value}
            if inside is None:
                run.emit(f',"kind":"iteration","index":{index},"name":{name},"value":{encode(value)}}}')
            yield inside
            inside = None
        run.context = occ

    def collect(self, value: Value) -> None:
        """Keeps the round's yield."""
        self._run.emit(f',"kind":"yielded","index":{self._index},"value":{encode(value)}}}')
        check_size(len(self.yields) + 1)
        self.yields.append(value)

"""Stepping through a handler line by line: a trace function that sees that one file only."""

from __future__ import annotations

import reprlib
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .execution import Execution

_short = reprlib.Repr()
_short.maxstring = _short.maxother = _short.maxlong = 80
_short.maxdict = _short.maxlist = _short.maxset = _short.maxtuple = 6


def traced(call: Callable[[], Any], path: str, shown_path: str, execution: Execution) -> Any:
    """Calls it, stopping at each line of the file while the mode is `line`."""

    def on_line(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line" and execution.mode == "line":
            variables = [(name, _text(value)) for name, value in frame.f_locals.items()]
            execution.line(shown_path, frame.f_lineno, variables)
        return on_line

    def on_call(frame: FrameType, event: str, argument: Any) -> Any:
        return on_line if frame.f_code.co_filename == path else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        return call()
    finally:
        sys.settrace(before)


def _text(value: Any) -> str:
    try:
        return _short.repr(value).encode("utf-8", "replace").decode()
    except Exception as error:
        return f"<{type(error).__name__} in repr>"

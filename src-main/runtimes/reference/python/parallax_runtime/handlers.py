"""Custom operations: `handlers/NAME.py` with `def NAME(**parameters)`, given and giving natural Python values."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .encoding import MAX_DEPTH, decode
from .errors import StepError
from .lines import traced
from .numbers import CONTEXT, INTEGER_MAX, INTEGER_MIN, settled, spelled_out
from .values import Key, Set, Value, as_key, key_value

if TYPE_CHECKING:
    from .execution import Execution


# The text of a file; None where it cannot be read.
ReadFile = Callable[[str], "str | None"]


def read_file(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as opened:
            return opened.read()
    except OSError:
        return None


class Foreign(Exception):
    """A value that the language has no type for."""


class Handlers:
    """The handlers of one workspace folder; None where it may not run code."""

    def __init__(self, folder: str | None, read: ReadFile) -> None:
        self._read = read
        self._folder = os.path.join(folder, "handlers") if folder is not None else None
        self._loaded: dict[str, tuple[str, ModuleType]] = {}

    def call(self, execution: Execution, name: str, found: tuple[str, str], parameters: dict[str, Value]) -> Value:
        path, source = found
        try:
            function = self._function(name, path, source)
            arguments = {key: natural(value) for key, value in parameters.items()}
            if execution.mode == "line":
                result = traced(lambda: function(**arguments), path, f"handlers/{name}.py", execution)
            else:
                result = function(**arguments)
        except MemoryError:
            raise
        # SystemExit too, and its kin: a handler that calls sys.exit() fails its step, not the runtime.
        except BaseException as error:
            raise StepError("handler_error", f"{name}: {_shown(error)}") from None
        try:
            return value_of(result)
        except (Foreign, RecursionError):
            raise StepError("invalid_output", f"handler {name} returned a value of no type of the language") from None

    def find(self, name: str) -> tuple[str, str]:
        """Path and text of the handler's file."""
        file = f"handlers/{name}.py"
        if self._folder is not None:
            path = os.path.join(self._folder, f"{name}.py")
            source = self._read(path)
            if source is not None:
                return path, source
        raise StepError("handler_missing", f"handler {name} has no {file}")

    def _function(self, name: str, path: str, source: str) -> Callable[..., Any]:
        """The handler's function, from a module that is made anew when its text changes."""
        loaded = self._loaded.get(name)
        if loaded is None or loaded[0] != source:
            # Last, so that a handler's neighbour never stands in for a module of the standard library.
            if self._folder not in sys.path:
                sys.path.append(self._folder)
            module = ModuleType(f"handlers.{name}")
            module.__file__ = path
            # Dataclasses and the like look their module up by name.
            sys.modules[module.__name__] = module
            exec(compile(source, path, "exec"), module.__dict__)
            loaded = self._loaded[name] = (source, module)
        function = getattr(loaded[1], name, None)
        if not callable(function):
            raise ImportError(f"no function {name} in handlers/{name}.py")
        return function


def _shown(error: BaseException) -> str:
    """The exception's own text, as a string of the language; its type's name where it cannot say it."""
    try:
        shown = str(error)
    except Exception:
        shown = type(error).__name__
    return shown.encode("utf-8", "replace").decode()


def natural(value: Value) -> Any:
    """A value of the language as a Python programmer expects it."""
    kind = type(value)
    if kind is list:
        return [natural(each) for each in value]
    if kind is Set:
        return {_hashable(each) for each in value}
    if kind is dict:
        return {_hashable(key_value(key)): natural(each) for key, each in value.items()}
    return value


def _hashable(value: Value) -> Any:
    """Elements of sets and keys of dicts: arrays become tuples, sets frozensets, maps tuples of pairs."""
    kind = type(value)
    if kind is list:
        return tuple(_hashable(each) for each in value)
    if kind is Set:
        return frozenset(_hashable(each) for each in value)
    if kind is dict:
        return tuple((_hashable(key_value(key)), _hashable(each)) for key, each in value.items())
    return value


def value_of(result: Any, depth: int = 0) -> Value:
    """A handler's result as a value of the language; binary floats are none. `depth` collections lie around it."""
    if result is None or isinstance(result, bool):
        return result
    if isinstance(result, int):
        if INTEGER_MIN <= result <= INTEGER_MAX:
            return int(result)
    elif isinstance(result, str):
        text = decode(str(result))
        if type(text) is str:
            return text
    elif isinstance(result, Decimal):
        return _decimal(result)
    elif isinstance(result, (bytes, bytearray)):
        return bytes(result)
    elif isinstance(result, datetime):
        if result.tzinfo is not None:
            return _instant(result)
    elif isinstance(result, (list, tuple, set, frozenset, dict)):
        if depth >= MAX_DEPTH:
            raise Foreign
        depth += 1
        if isinstance(result, dict):
            converted: dict[str | Key, Value] = {}
            for key, each in result.items():
                converted[as_key(value_of(key, depth))] = value_of(each, depth)
            return converted
        parts = [value_of(each, depth) for each in result]
        return parts if isinstance(result, (list, tuple)) else Set(parts)
    raise Foreign


def _decimal(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise Foreign
    # Handlers calculate in contexts of their own: what they return is rounded like every result.
    try:
        return spelled_out(settled(CONTEXT.plus(value)))
    except StepError:
        raise Foreign from None


def _instant(value: datetime) -> datetime:
    try:
        utc = value.astimezone(timezone.utc)
    except OverflowError:
        raise Foreign from None
    # A subclass would not encode as a timestamp.
    return datetime(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, timezone.utc)

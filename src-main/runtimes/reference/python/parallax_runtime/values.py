"""The language's values in Python.

null None, boolean bool, integer int, decimal Decimal, string str, bytes bytes, timestamp datetime (UTC), array list,
record and map dict, set Set. A key of a map that is no string stands in the dict as a Key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from .errors import memory_limit, mismatch

Value = Any

MAX_STRING = 16_777_216
MAX_COLLECTION = 1_048_576


class Unknown:
    """What a contract gets for a name nothing binds; operators pass it on."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()
# For arguments that generated code may leave out where null would mean something.
ABSENT = object()


class Range:
    """The lazy items of a loop over RANGE(a, b)."""

    __slots__ = ("start", "stop")

    def __init__(self, start: int, stop: int) -> None:
        self.start = start
        self.stop = stop

    # Not __len__ and __getitem__, which cannot count beyond the machine's word.
    def size(self) -> int:
        return max(0, self.stop - self.start)

    def at(self, index: int) -> int:
        return self.start + index


class Key:
    """A key of a map that is no string, equal to another by the language's equality."""

    __slots__ = ("value", "token")

    def __init__(self, value: Value) -> None:
        self.value = value
        self.token = token(value)

    def __hash__(self) -> int:
        return hash(self.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.token == other.token


class Set:
    """A set: of equal elements the first stays. It is iterated in the order of canonical text."""

    __slots__ = ("_by_token", "_sorted")

    def __init__(self, elements: Iterable[Value] = ()) -> None:
        self._by_token: dict[Any, Value] = {}
        for element in elements:
            self._by_token.setdefault(token(element), element)
        self._sorted: list[Value] | None = None

    def __len__(self) -> int:
        return len(self._by_token)

    def __iter__(self) -> Iterator[Value]:
        return iter(self.elements())

    def __contains__(self, value: Value) -> bool:
        return token(value) in self._by_token

    def elements(self) -> list[Value]:
        if self._sorted is None:
            from .encoding import canonical_text

            self._sorted = sorted(self._by_token.values(), key=canonical_text)
        return self._sorted

    def raw(self) -> list[Value]:
        """The elements in the order they came: for values that are not checked yet."""
        return list(self._by_token.values())

    def tokens(self) -> frozenset[Any]:
        return frozenset(self._by_token)


_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    Decimal: "decimal",
    str: "string",
    bytes: "bytes",
    datetime: "timestamp",
    list: "array",
    Range: "array",
    Set: "set",
    dict: "map",
}


def type_name(value: Value) -> str:
    return _NAMES[type(value)]


def token(value: Value) -> Any:
    """Something hashable that two values share exactly when the language calls them equal."""
    kind = type(value)
    if kind is bool:
        return ("boolean", value)
    if kind is list:
        return ("array", tuple(map(token, value)))
    if kind is Set:
        return ("set", value.tokens())
    if kind is dict:
        return ("map", frozenset((_key_token(key), token(each)) for key, each in value.items()))
    return value


def _key_token(key: str | Key) -> Any:
    return key if type(key) is str else key.token


_SCALARS = {type(None), bool, str, bytes, datetime}


def same(left: Value, right: Value) -> bool:
    """Equality: across types only between integers and decimals."""
    kind = type(left)
    if kind in _SCALARS:
        return kind is type(right) and left == right
    if kind is int or kind is Decimal:
        return type(right) in (int, Decimal) and left == right
    if kind is not type(right) or len(left) != len(right):
        return False
    if kind is list:
        return all(map(same, left, right))
    if kind is dict:
        return all(key in right and same(value, right[key]) for key, value in left.items())
    return left.tokens() == right.tokens()


def as_key(value: Value) -> str | Key:
    return value if type(value) is str else Key(value)


def key_value(key: str | Key) -> Value:
    return key if type(key) is str else key.value


def elements(value: Value, operator: str) -> Any:
    """What a loop visits: arrays, sets in canonical order, maps as {key, value}."""
    kind = type(value)
    if kind is list or kind is Range:
        return value
    if kind is Set:
        return value.elements()
    if kind is dict:
        return [{"key": key_value(key), "value": each} for key, each in value.items()]
    raise mismatch(operator, type_name(value))


def checked_string(text: str) -> str:
    if len(text) > MAX_STRING:
        raise memory_limit(f"string longer than {MAX_STRING} characters")
    return text


def check_size(size: int) -> None:
    if size > MAX_COLLECTION:
        raise memory_limit(f"collection larger than {MAX_COLLECTION} elements")

"""The functions of the language, under their own names in lower case."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import wraps

from . import casing, numbers, patterns, timestamps
from .errors import argument, memory_limit, mismatch
from .numbers import CONTEXT, settled, spelled_out
from .ordering import ordered, smallest
from .values import (
    MAX_STRING,
    UNKNOWN,
    Set,
    Value,
    check_size,
    checked_string,
    key_value,
    token,
    type_name,
)

_NUMBERS = (int, Decimal)
_TRIMMED = " \t\n\v\f\r"


def function(name: str, least: int, most: int) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Checks the number of arguments and passes UNKNOWN on."""

    def decorate(body: Callable[..., Value]) -> Callable[..., Value]:
        @wraps(body)
        def call(*arguments: Value) -> Value:
            if not least <= builtins.len(arguments) <= most:
                raise argument(name, "wrong number of arguments")
            for each in arguments:
                if each is UNKNOWN:
                    return UNKNOWN
            return body(*arguments)

        return call

    return decorate


def _expect(name: str, value: Value, *types: type) -> None:
    if type(value) not in types:
        raise mismatch(name, type_name(value))


def _known(name: str, values: Value) -> list[Value]:
    """The elements of an array or set that are not null."""
    _expect(name, values, list, Set)
    return [each for each in values if each is not None]


@function("SUM", 1, 1)
def sum(values: Value) -> Value:
    total: Value = 0
    for each in _known("SUM", values):
        _expect("SUM", each, *_NUMBERS)
        if type(total) is int and type(each) is int:
            total += each
        else:
            total = settled(CONTEXT.add(Decimal(total), Decimal(each)))
    return numbers.integer(total) if type(total) is int else total


@function("COUNT", 1, 1)
def count(values: Value) -> Value:
    return builtins.len(values) if type(values) is dict else builtins.len(_known("COUNT", values))


@function("AVG", 1, 1)
def avg(values: Value) -> Value:
    known = _known("AVG", values)
    total = Decimal(0)
    for each in known:
        _expect("AVG", each, *_NUMBERS)
        total = settled(CONTEXT.add(total, Decimal(each)))
    return spelled_out(settled(CONTEXT.divide(total, Decimal(builtins.len(known))))) if known else None


@function("MIN", 1, 1)
def min(values: Value) -> Value:
    return smallest("MIN", _known("MIN", values), greatest=False)


@function("MAX", 1, 1)
def max(values: Value) -> Value:
    return smallest("MAX", _known("MAX", values), greatest=True)


@function("ABS", 1, 1)
def abs(value: Value) -> Value:
    _expect("ABS", value, *_NUMBERS)
    return numbers.integer(builtins.abs(value)) if type(value) is int else value.copy_abs()


@function("ROUND", 1, 2)
def round(value: Value, places: Value = 0) -> Value:
    _expect("ROUND", value, *_NUMBERS)
    _expect("ROUND", places, int)
    return numbers.round_to(value, places)


@function("FLOOR", 1, 1)
def floor(value: Value) -> Value:
    _expect("FLOOR", value, *_NUMBERS)
    return numbers.whole(value, up=False)


@function("CEIL", 1, 1)
def ceil(value: Value) -> Value:
    _expect("CEIL", value, *_NUMBERS)
    return numbers.whole(value, up=True)


@function("LEN", 1, 1)
def len(value: Value) -> Value:
    _expect("LEN", value, str, list, Set, dict, bytes)
    return builtins.len(value)


@function("UPPER", 1, 1)
def upper(value: Value) -> Value:
    _expect("UPPER", value, str)
    return checked_string(casing.upper(value))


@function("LOWER", 1, 1)
def lower(value: Value) -> Value:
    _expect("LOWER", value, str)
    return checked_string(casing.lower(value))


@function("TRIM", 1, 1)
def trim(value: Value) -> Value:
    _expect("TRIM", value, str)
    return value.strip(_TRIMMED)


@function("SUBSTRING", 3, 3)
def substring(value: Value, start: Value, length: Value) -> Value:
    _expect("SUBSTRING", value, str)
    _expect("SUBSTRING", start, int)
    _expect("SUBSTRING", length, int)
    if start < 0:
        raise argument("SUBSTRING", "start is negative")
    if length < 0:
        raise argument("SUBSTRING", "length is negative")
    return value[start : start + length]


@function("REPLACE", 3, 3)
def replace(value: Value, old: Value, new: Value) -> Value:
    for each in (value, old, new):
        _expect("REPLACE", each, str)
    if old == "":
        return value
    # Known before it is built: a few replacements can ask for more memory than there is.
    size = builtins.len(value) + value.count(old) * (builtins.len(new) - builtins.len(old))
    if size > MAX_STRING:
        raise memory_limit(f"string longer than {MAX_STRING} characters")
    return value.replace(old, new)


@function("SPLIT", 2, 2)
def split(value: Value, separator: Value) -> Value:
    _expect("SPLIT", value, str)
    _expect("SPLIT", separator, str)
    if separator == "":
        raise argument("SPLIT", "separator is empty")
    check_size(value.count(separator) + 1)
    return value.split(separator)


@function("JOIN", 2, 2)
def join(values: Value, separator: Value) -> Value:
    _expect("JOIN", values, list, Set)
    for each in values:
        _expect("JOIN", each, str)
    _expect("JOIN", separator, str)
    size = builtins.sum(map(builtins.len, values)) + builtins.len(separator) * (builtins.len(values) - 1)
    if size > MAX_STRING:
        raise memory_limit(f"string longer than {MAX_STRING} characters")
    return separator.join(values)


@function("STARTS_WITH", 2, 2)
def starts_with(value: Value, prefix: Value) -> Value:
    _expect("STARTS_WITH", value, str)
    _expect("STARTS_WITH", prefix, str)
    return value.startswith(prefix)


@function("ENDS_WITH", 2, 2)
def ends_with(value: Value, suffix: Value) -> Value:
    _expect("ENDS_WITH", value, str)
    _expect("ENDS_WITH", suffix, str)
    return value.endswith(suffix)


@function("MATCHES", 2, 2)
def matches(value: Value, pattern: Value) -> Value:
    _expect("MATCHES", value, str)
    _expect("MATCHES", pattern, str)
    found = patterns.compiled(pattern)
    if found is None:
        raise argument("MATCHES", "not a valid pattern")
    return found.search(value) is not None


@function("SORT", 1, 1)
def sort(values: Value) -> Value:
    _expect("SORT", values, list, Set)
    return ordered("SORT", list(values), descending=False)


@function("UNIQUE", 1, 1)
def unique(values: Value) -> Value:
    _expect("UNIQUE", values, list, Set)
    seen: dict[Value, Value] = {}
    for each in values:
        seen.setdefault(token(each), each)
    return list(seen.values())


@function("FIRST", 1, 1)
def first(values: Value) -> Value:
    _expect("FIRST", values, list, Set)
    return next(iter(values), None)


@function("LAST", 1, 1)
def last(values: Value) -> Value:
    _expect("LAST", values, list, Set)
    return list(values)[-1] if builtins.len(values) else None


@function("KEYS", 1, 1)
def keys(values: Value) -> Value:
    _expect("KEYS", values, dict)
    return [key_value(key) for key in values]


@function("VALUES", 1, 1)
def values(values: Value) -> Value:
    _expect("VALUES", values, dict)
    return list(values.values())


@function("RANGE", 2, 2)
def range(start: Value, stop: Value) -> Value:
    _expect("RANGE", start, int)
    _expect("RANGE", stop, int)
    check_size(stop - start)
    return list(builtins.range(start, stop))


def coalesce(*thunks: Callable[[], Value]) -> Value:
    """Each argument is only evaluated when those before it are null."""
    if not thunks:
        raise argument("COALESCE", "wrong number of arguments")
    for thunk in thunks:
        value = thunk()
        if value is not None:
            return value
    return None


@function("ADD_SECONDS", 2, 2)
def add_seconds(value: Value, seconds: Value) -> Value:
    _expect("ADD_SECONDS", value, datetime)
    _expect("ADD_SECONDS", seconds, *_NUMBERS)
    return timestamps.add_seconds(value, seconds)


def _part(name: str) -> Callable[..., Value]:
    @function(name, 1, 1)
    def part(value: Value) -> Value:
        """One part of a timestamp, in UTC."""
        _expect(name, value, datetime)
        return getattr(value, name.lower())

    return part


year = _part("YEAR")
month = _part("MONTH")
day = _part("DAY")
hour = _part("HOUR")
minute = _part("MINUTE")
second = _part("SECOND")

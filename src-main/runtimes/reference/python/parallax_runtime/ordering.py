"""Sorting: one type at a time, nulls first, equal elements in their order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from .errors import mismatch
from .values import Value, type_name

_ORDER_CLASS: dict[type, str] = {int: "number", Decimal: "number", str: "string", datetime: "timestamp", bool: "boolean"}


def check_order(operator: str, values: list[Value]) -> None:
    """All of one order class, nulls aside."""
    first: Value = None
    for value in values:
        if value is None:
            continue
        if type(value) not in _ORDER_CLASS:
            raise mismatch(operator, type_name(value))
        if first is None:
            first = value
        elif _ORDER_CLASS[type(first)] != _ORDER_CLASS[type(value)]:
            raise mismatch(operator, type_name(first), type_name(value))


def ordered(operator: str, values: list[Value], descending: bool, key: Callable[[Value], Value] | None = None) -> list[Value]:
    """The values in the order of their keys; descending, nulls come last."""
    keys = values if key is None else [key(value) for value in values]
    check_order(operator, keys)
    present = [index for index, each in enumerate(keys) if each is not None]
    nulls = [values[index] for index, each in enumerate(keys) if each is None]
    present.sort(key=lambda index: keys[index], reverse=descending)
    sorted_values = [values[index] for index in present]
    return sorted_values + nulls if descending else nulls + sorted_values


def smallest(operator: str, values: list[Value], greatest: bool) -> Value:
    """The first of the least (or greatest); null of nothing."""
    check_order(operator, values)
    if not values:
        return None
    return max(values) if greatest else min(values)

"""data_transform: what is done with the elements of a collection. Element names are only needed to say what is in scope."""

from __future__ import annotations

from collections.abc import Callable

from .errors import UnboundName
from .operators import truth
from .ordering import ordered
from .values import Value, elements, token

Body = Callable[[Value], Value]


def _items(source: Value) -> list[Value]:
    found = elements(source, "data_transform")
    return found if type(found) is list else list(found)


def map_each(names: tuple[str, ...], source: Value, body: Body) -> Value:
    items = _items(source)
    try:
        return [body(each) for each in items]
    except UnboundName as error:
        error.also(names)
        raise


def keep_where(names: tuple[str, ...], source: Value, body: Body) -> Value:
    items = _items(source)
    try:
        return [each for each in items if truth("filter", body(each))]
    except UnboundName as error:
        error.also(names)
        raise


def sort_by(names: tuple[str, ...], source: Value, body: Body | None = None, descending: bool = False) -> Value:
    items = _items(source)
    try:
        return ordered("sort", items, descending, body)
    except UnboundName as error:
        error.also(names)
        raise


def group_by(names: tuple[str, ...], source: Value, body: Body) -> Value:
    """`{key, items}` for each key, in the order first seen."""
    items = _items(source)
    groups: dict[Value, dict[str, Value]] = {}
    try:
        for each in items:
            key = body(each)
            groups.setdefault(token(key), {"key": key, "items": []})["items"].append(each)
    except UnboundName as error:
        error.also(names)
        raise
    return list(groups.values())


def aggregate(
    names: tuple[str, ...],
    source: Value,
    aggregations: dict[str, Callable[[list[Value]], Value]],
    by: dict[str, Body] | None = None,
) -> Value:
    """One record of all elements, or with `by` one for each group, in the order first seen."""
    items = _items(source)
    try:
        if by is None:
            return {name: of(items) for name, of in aggregations.items()}
        groups: dict[Value, tuple[dict[str, Value], list[Value]]] = {}
        for each in items:
            keys = {name: key(each) for name, key in by.items()}
            group = tuple(token(value) for value in keys.values())
            groups.setdefault(group, (keys, []))[1].append(each)
        return [
            {**keys, **{name: of(members) for name, of in aggregations.items()}} for keys, members in groups.values()
        ]
    except UnboundName as error:
        error.also(names)
        raise


def reduce_with(names: tuple[str, ...], source: Value, initial: Callable[[], Value], body: Callable[[Value, Value], Value]) -> Value:
    """`acc` begins as `initial` and becomes what `body` makes of it and each element."""
    items = _items(source)
    accumulated = initial()
    try:
        for each in items:
            accumulated = body(accumulated, each)
    except UnboundName as error:
        error.also((*names, "acc"))
        raise
    return accumulated

"""What a node declares: types, fields, conditions and policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .values import Value

if TYPE_CHECKING:
    from .run import Run

Probe = Callable[[int, Value], Value]
Evaluate = Callable[["Run", Any, Probe], Value]


@dataclass(frozen=True)
class Type:
    """`kind` is the language's name of the type; `named` refers to an entry of `types:`."""

    kind: str
    element: Type | None = None
    key: Type | None = None
    values: tuple[str, ...] = ()
    name: str = ""


STRING = Type("string")
INTEGER = Type("integer")
DECIMAL = Type("decimal")
BOOLEAN = Type("boolean")
BYTES = Type("bytes")
TIMESTAMP = Type("timestamp")
ANY = Type("any")


def array_of(element: Type) -> Type:
    return Type("array", element=element)


def set_of(element: Type) -> Type:
    return Type("set", element=element)


def map_of(key: Type, value: Type) -> Type:
    return Type("map", key=key, element=value)


def enum(*values: str) -> Type:
    return Type("enum", values=values)


def named(name: str) -> Type:
    return Type("named", name=name)


class Condition:
    """A boolean expression of the node; `probe(slot, value)` reports the value of a part of it."""

    __slots__ = ("text", "evaluate")

    def __init__(self, text: str, evaluate: Evaluate) -> None:
        self.text = text
        self.evaluate = evaluate


def condition(text: str) -> Callable[[Evaluate], Condition]:
    """Decorates the function that evaluates the condition written as `text`."""
    return lambda evaluate: Condition(text, evaluate)


@dataclass(frozen=True)
class Contract:
    """`condition` is None for prose; `names` are those that must be bound for an invariant."""

    text: str
    condition: Condition | None
    names: tuple[str, ...]


NO_DEFAULT = object()


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    required: bool = True
    default: Any = NO_DEFAULT
    constraints: Sequence[Condition] = ()


@dataclass(frozen=True)
class Record:
    fields: Sequence[Field]
    constraints: Sequence[Condition] = ()


@dataclass(frozen=True)
class Alias:
    base: Type
    constraints: Sequence[Condition] = ()


Definition = Record | Alias


@dataclass(frozen=True)
class DeclaredErrors:
    """What `return_error` may say; `codes` is None where every code goes."""

    codes: tuple[str, ...] | None = None
    fields: Sequence[Field] = ()


@dataclass(frozen=True)
class StateMachine:
    name: str
    variable: str
    initial: str
    transitions: frozenset[tuple[str, str]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class ErrorPolicy:
    """An entry of `error_handling`."""

    code: str
    action: str
    max_retries: int = 3
    threshold: int = 0
    open_ms: int = 0


@dataclass(frozen=True)
class Retry:
    """A step's `retry_policy`; the broker follows it."""

    max_attempts: int
    backoff: str
    initial_delay_ms: int
    max_delay_ms: int | None = None

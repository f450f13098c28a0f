"""The operators of the language where they differ from Python's own.

Every operator passes UNKNOWN on: only contracts ever meet it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from .encoding import text
from .errors import StepError, UnboundName, mismatch
from .numbers import CONTEXT, floor_divide, integer, settled, spelled_out
from .values import (
    UNKNOWN,
    Range,
    Set,
    Value,
    as_key,
    check_size,
    checked_string,
    elements,
    same,
    type_name,
)

Truth = Value  # a boolean or UNKNOWN
Thunk = Callable[[], Value]
_NUMBERS = (int, Decimal)


def _unknown(left: Value, right: Value) -> bool:
    return left is UNKNOWN or right is UNKNOWN


def _number_operands(operator: str, left: Value, right: Value) -> tuple[Decimal, Decimal]:
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return Decimal(left), Decimal(right)
    raise mismatch(operator, type_name(left), type_name(right))


def add(left: Value, right: Value) -> Value:
    kind = type(left)
    if kind is int and type(right) is int:
        return integer(left + right)
    if _unknown(left, right):
        return UNKNOWN
    if kind is str and type(right) is str:
        return checked_string(left + right)
    if kind is list and type(right) is list:
        check_size(len(left) + len(right))
        return left + right
    return settled(CONTEXT.add(*_number_operands("+", left, right)))


def subtract(left: Value, right: Value) -> Value:
    if type(left) is int and type(right) is int:
        return integer(left - right)
    if _unknown(left, right):
        return UNKNOWN
    return settled(CONTEXT.subtract(*_number_operands("-", left, right)))


def multiply(left: Value, right: Value) -> Value:
    if type(left) is int and type(right) is int:
        return integer(left * right)
    if _unknown(left, right):
        return UNKNOWN
    return settled(CONTEXT.multiply(*_number_operands("*", left, right)))


def divide(left: Value, right: Value) -> Value:
    """Always a decimal."""
    if _unknown(left, right):
        return UNKNOWN
    dividend, divisor = _number_operands("/", left, right)
    if not divisor:
        raise StepError("division_by_zero", "division by zero")
    return spelled_out(settled(CONTEXT.divide(dividend, divisor)))


def floor_quotient(left: Value, right: Value) -> Value:
    if _unknown(left, right):
        return UNKNOWN
    _number_operands("//", left, right)
    quotient, _ = floor_divide(left, right)
    return integer(quotient) if type(quotient) is int else quotient


def modulo(left: Value, right: Value) -> Value:
    if _unknown(left, right):
        return UNKNOWN
    _number_operands("%", left, right)
    return floor_divide(left, right)[1]


def negate(value: Value) -> Value:
    if type(value) is int:
        return integer(-value)
    if type(value) is Decimal:
        return settled(CONTEXT.minus(value))
    if value is UNKNOWN:
        return UNKNOWN
    raise mismatch("-", type_name(value))


def equal(left: Value, right: Value) -> Truth:
    return UNKNOWN if _unknown(left, right) else same(left, right)


def not_equal(left: Value, right: Value) -> Truth:
    return UNKNOWN if _unknown(left, right) else not same(left, right)


def _comparable(operator: str, left: Value, right: Value) -> bool:
    """False when the answer is unknown."""
    kind, other = type(left), type(right)
    if (kind in _NUMBERS and other in _NUMBERS) or (kind is other and kind in (str, datetime)):
        return True
    if _unknown(left, right):
        return False
    raise mismatch(operator, type_name(left), type_name(right))


def less(left: Value, right: Value) -> Truth:
    return left < right if _comparable("<", left, right) else UNKNOWN


def at_most(left: Value, right: Value) -> Truth:
    return left <= right if _comparable("<=", left, right) else UNKNOWN


def greater(left: Value, right: Value) -> Truth:
    return left > right if _comparable(">", left, right) else UNKNOWN


def at_least(left: Value, right: Value) -> Truth:
    return left >= right if _comparable(">=", left, right) else UNKNOWN


def _member(operator: str, part: Value, whole: Value, types: tuple[Value, Value]) -> bool:
    kind = type(whole)
    if kind is list:
        return any(same(part, each) for each in whole)
    if kind is Set:
        return part in whole
    if kind is dict:
        return as_key(part) in whole
    if kind is str and type(part) is str:
        return part in whole
    raise mismatch(operator, type_name(types[0]), type_name(types[1]))


def is_in(part: Value, whole: Value) -> Truth:
    return UNKNOWN if _unknown(part, whole) else _member("IN", part, whole, (part, whole))


def is_not_in(part: Value, whole: Value) -> Truth:
    return UNKNOWN if _unknown(part, whole) else not _member("NOT IN", part, whole, (part, whole))


def contains(whole: Value, part: Value) -> Truth:
    return UNKNOWN if _unknown(part, whole) else _member("CONTAINS", part, whole, (whole, part))


def is_null(value: Value) -> Truth:
    return UNKNOWN if value is UNKNOWN else value is None


def is_not_null(value: Value) -> Truth:
    return UNKNOWN if value is UNKNOWN else value is not None


def truth(operator: str, value: Value) -> Truth:
    """The value as an operand of logic: boolean, or unknown."""
    if value is True or value is False or value is UNKNOWN:
        return value
    raise mismatch(operator, type_name(value))


def both(left: Value, right: Thunk) -> Truth:
    """AND: the right side is only asked when the left one does not decide."""
    first = truth("AND", left)
    if first is False:
        return False
    second = truth("AND", right())
    return second if first is True or second is False else UNKNOWN


def either(left: Value, right: Thunk) -> Truth:
    """OR: the right side is only asked when the left one does not decide."""
    first = truth("OR", left)
    if first is True:
        return True
    second = truth("OR", right())
    return second if first is False or second is True else UNKNOWN


def implies(left: Value, right: Thunk) -> Truth:
    """`=>`: the right side is only asked when the left one does not decide."""
    first = truth("=>", left)
    if first is False:
        return True
    second = truth("=>", right())
    return second if first is True or second is True else UNKNOWN


def negation(value: Value) -> Truth:
    known = truth("NOT", value)
    return UNKNOWN if known is UNKNOWN else not known


def for_all(name: str, source: Value, holds: Callable[[Value], Value]) -> Truth:
    """FORALL: Kleene AND over the elements."""
    return _quantify("FORALL", name, source, holds, decides=False)


def exists(name: str, source: Value, holds: Callable[[Value], Value]) -> Truth:
    """EXISTS: Kleene OR over the elements."""
    return _quantify("EXISTS", name, source, holds, decides=True)


def _quantify(operator: str, name: str, source: Value, holds: Callable[[Value], Value], decides: bool) -> Truth:
    if source is UNKNOWN:
        return UNKNOWN
    result: Truth = not decides
    try:
        for element in elements(source, operator):
            found = truth(operator, holds(element))
            if found is decides:
                return decides
            if found is UNKNOWN:
                result = UNKNOWN
    except UnboundName as error:
        error.also((name,))
        raise
    return result


_MISSING = object()


def field(target: Value, name: str) -> Value:
    """`.name` of a record or map; of an array, the array of that field of its elements."""
    kind = type(target)
    if kind is dict:
        found = target.get(name, _MISSING)
        if found is _MISSING:
            raise StepError("unknown_field", f"no field {name}", {"field": name})
        return found
    if kind is list:
        return [None if each is None else field(each, name) for each in target]
    raise mismatch(".field", type_name(target))


def known_field(target: Value, name: str) -> Value:
    """`.name` in a contract, where a missing field is unknown."""
    kind = type(target)
    if kind is dict:
        return target.get(name, UNKNOWN)
    if target is None or target is UNKNOWN:
        return UNKNOWN
    if kind is list:
        return list_of(*[None if each is None else known_field(each, name) for each in target])
    raise mismatch(".field", type_name(target))


def at(target: Value, index: Value) -> Value:
    """`target[index]`."""
    if _unknown(target, index):
        return UNKNOWN
    kind = type(target)
    if kind is dict:
        found = target.get(as_key(index), _MISSING)
        if found is _MISSING:
            raise StepError("index_out_of_range", f"no key {text(index)}")
        return found
    if (kind is not list and kind is not str) or type(index) is not int:
        raise mismatch("[index]", type_name(target), type_name(index))
    if not 0 <= index < len(target):
        message = f"index {index} is outside 0..{len(target) - 1}" if target else f"index {index} of nothing"
        raise StepError("index_out_of_range", message)
    return target[index]


def list_of(*parts: Value) -> Value:
    """A list; unknown when one of its parts is."""
    return UNKNOWN if any(part is UNKNOWN for part in parts) else list(parts)


def record_of(parts: dict[str, Value]) -> Value:
    """A record; unknown when one of its parts is."""
    return UNKNOWN if any(part is UNKNOWN for part in parts.values()) else parts


def text_of(*parts: Value) -> Value:
    """Text with the values of its placeholders; unknown when one of them is."""
    if any(part is UNKNOWN for part in parts):
        return UNKNOWN
    return checked_string("".join(map(text, parts)))


def lazy_range(start: Value, stop: Value) -> Range:
    """RANGE as the items of a loop."""
    for bound in (start, stop):
        if type(bound) is not int:
            raise mismatch("RANGE", type_name(bound))
    return Range(start, stop)

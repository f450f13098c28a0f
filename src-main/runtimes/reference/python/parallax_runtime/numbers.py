"""Integers of 64 bits and decimals of 34 digits."""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from .errors import StepError, argument

DIGITS = 34
MAX_EXPONENT = 6144
INTEGER_MIN = -(2**63)
INTEGER_MAX = 2**63 - 1

# Exponents are checked by `settled`, so that both ends follow the language and not IEEE 754's subnormals.
CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, capitals=1, clamp=0, flags=[], traps=[InvalidOperation])
_EXACT = Context(prec=100_000, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, flags=[], traps=[InvalidOperation])

ZERO = Decimal(0)
_ONE = Decimal(1)
_DECIMAL_TEXT = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_INTEGER_TEXT = re.compile(r"-?[0-9]+")

Number = int | Decimal


class BadNumber(ValueError):
    """A text that is no number of the language; `reason` as error messages say it, None where it is no number at all."""

    def __init__(self, reason: str | None) -> None:
        super().__init__(reason or "not a number")
        self.reason = reason


def settled(value: Decimal) -> Decimal:
    """A result of the context within the language's range: no negative zero, no exponent out of bounds or above 0."""
    if not value:
        exponent = value.as_tuple().exponent
        return ZERO if exponent > 0 or exponent < -MAX_EXPONENT else value.copy_abs()
    adjusted = value.adjusted()
    if adjusted > MAX_EXPONENT:
        raise StepError("decimal_overflow", "decimal overflow")
    if adjusted < -MAX_EXPONENT:
        return ZERO
    return _without_zeros(value) if adjusted >= DIGITS else value


def spelled_out(value: Decimal) -> Decimal:
    """A settled value that may have a positive exponent below 34 digits, which its digits then say: 3E+2 is 300."""
    return value.quantize(_ONE, context=CONTEXT) if value.as_tuple().exponent > 0 and value.adjusted() < DIGITS else value


def _without_zeros(value: Decimal) -> Decimal:
    """Numbers of more than 34 digits before the point have one form: the shortest coefficient."""
    return value.normalize(CONTEXT)


def integer(value: int) -> int:
    if INTEGER_MIN <= value <= INTEGER_MAX:
        return value
    raise StepError("integer_overflow", "integer overflow")


def decimal_of_text(text: str) -> Decimal:
    """A decimal in plain or E notation, with at most 34 digits."""
    if not _DECIMAL_TEXT.fullmatch(text):
        raise BadNumber(None)
    mantissa, _, exponent = text.lower().partition("e")
    digits = mantissa.lstrip("-")
    counted = digits.replace(".", "").lstrip("0") if "." in digits else digits.strip("0")
    if len(counted) > DIGITS:
        raise BadNumber("more than 34 digits")
    # An exponent of absurd length is out of range whatever its digits are, unless the value is zero.
    if len(exponent.lstrip("+-0")) > 9:
        if counted.strip("0") == "" or exponent.startswith("-"):
            return ZERO
        raise BadNumber("outside the range of decimal")
    try:
        return spelled_out(settled(CONTEXT.create_decimal(text)))
    except StepError:
        raise BadNumber("outside the range of decimal") from None


def integer_of_text(text: str) -> int:
    if not _INTEGER_TEXT.fullmatch(text):
        raise BadNumber(None)
    if len(text.lstrip("-0")) > 19:
        raise BadNumber("outside the range of integer")
    value = int(text)
    if not INTEGER_MIN <= value <= INTEGER_MAX:
        raise BadNumber("outside the range of integer")
    return value


def plain(value: Decimal) -> str:
    """Plain notation with trailing zeros; beyond 200 characters the coefficient and the exponent."""
    sign, digits, exponent = value.as_tuple()
    length = sign + (len(digits) + exponent if exponent >= 0 else max(len(digits), 1 - exponent) + 1)
    if length <= 200:
        return format(value, "f")
    return f"{'-' if sign else ''}{''.join(map(str, digits))}E{exponent:+d}"


def floor_divide(left: Number, right: Number) -> tuple[Number, Number]:
    """Floored quotient and remainder; the remainder takes the divisor's sign."""
    if not right:
        raise StepError("division_by_zero", "division by zero")
    if type(left) is int and type(right) is int:
        return divmod(left, right)
    left, right = Decimal(left), Decimal(right)
    exponent = min(left.as_tuple().exponent, right.as_tuple().exponent)
    quotient, remainder = divmod(_units(left, exponent), _units(right, exponent))
    if abs(quotient) >= 10**DIGITS:
        raise StepError("decimal_overflow", "decimal overflow")
    return Decimal(quotient), settled(CONTEXT.plus(_EXACT.scaleb(Decimal(remainder), exponent)))


def _units(value: Decimal, exponent: int) -> int:
    """The value as a whole number of 10**exponent."""
    sign, digits, own = value.as_tuple()
    whole = int("".join(map(str, digits))) * 10 ** (own - exponent)
    return -whole if sign else whole


def round_to(value: Number, places: int) -> Decimal:
    if not 0 <= places <= DIGITS:
        raise argument("ROUND", "places are outside 0..34")
    try:
        return settled(CONTEXT.quantize(Decimal(value), Decimal(1).scaleb(-places)))
    except InvalidOperation:
        raise StepError("decimal_overflow", "decimal overflow") from None


def whole(value: Number, up: bool) -> int:
    """CEIL or FLOOR."""
    if type(value) is int:
        return value
    if value.adjusted() > 20:
        raise StepError("integer_overflow", "integer overflow")
    if value.adjusted() < -1:
        return (1 if value > 0 and up else -1 if value < 0 and not up else 0)
    return integer(int(value.to_integral_value(rounding=ROUND_CEILING if up else ROUND_FLOOR)))

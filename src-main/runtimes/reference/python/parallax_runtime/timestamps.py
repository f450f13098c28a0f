"""Instants: microseconds, UTC, years 1 to 9999."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal

from .errors import argument

_RFC3339 = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
_MICROSECOND = timedelta(microseconds=1)


def parse_timestamp(text: str) -> datetime | None:
    """RFC 3339 with an offset; None for anything else, leap seconds included."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        return None
    *numbers, fraction, sign, hours, minutes = match.groups()
    try:
        local = datetime(*map(int, numbers), int((fraction or "").ljust(6, "0")), tzinfo=timezone.utc)
        if sign is None:
            return local
        if int(hours) > 23 or int(minutes) > 59:
            return None
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return local - offset if sign == "+" else local + offset
    except (ValueError, OverflowError):
        return None


def timestamp(text: str) -> datetime:
    """A timestamp written in generated code."""
    parsed = parse_timestamp(text)
    if parsed is None:
        raise ValueError(f"not a timestamp: {text}")
    return parsed


def timestamp_text(value: datetime) -> str:
    """The canonical spelling: `2025-01-08T10:00:00.000000Z`."""
    return value.isoformat(timespec="microseconds")[:-6] + "Z"


def add_seconds(value: datetime, seconds: int | Decimal) -> datetime:
    try:
        if type(seconds) is int:
            return value + timedelta(seconds=seconds)
        if seconds.adjusted() > 12:
            raise OverflowError
        if seconds.adjusted() < -8:
            return value
        micros = int(seconds.scaleb(6).to_integral_value(rounding=ROUND_HALF_EVEN))
        return value + micros * _MICROSECOND
    except OverflowError:
        raise argument("ADD_SECONDS", "timestamp out of range") from None

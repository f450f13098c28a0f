"""Values of every kind, and some that are of no kind."""

import datetime
import decimal


class Thing:
    pass


def everything():
    return {
        "integer": 5,
        "big": 2**53 + 1,
        "decimal": decimal.Decimal("0.10"),
        "text": "é😀",
        "bytes": bytes([255, 0]),
        "at": datetime.datetime(2025, 1, 8, 12, 0, 0, 1, datetime.timezone(datetime.timedelta(hours=2))),
        "list": [1, [2]],
        "keys": {1: "one"},
        "set": {2, 1},
        "none": None,
        "yes": True,
    }


def deep():
    value = []
    for _ in range(200):
        value = [value]
    return value


def make(kind):
    circle = []
    circle.append(circle)
    return {
        "all": everything,
        "nothing": lambda: None,
        "float": lambda: 1.5,
        "infinity": lambda: float("inf"),
        "function": lambda: make,
        "object": Thing,
        "nested": lambda: [1, {"a": 1.5}],
        "huge": lambda: 2**63,
        "digits": lambda: decimal.Decimal("0.12345678901234567890123456789012345"),
        "enormous": lambda: decimal.Decimal("1E+7000"),
        "tens": lambda: decimal.Decimal("3E+2"),
        "minus zero": lambda: decimal.Decimal("-0.00"),
        "nan": lambda: decimal.Decimal("NaN"),
        "equal keys": lambda: {1: "a", decimal.Decimal("1.0"): "b"},
        "true key": lambda: {"a": {True: 1}},
        "surrogate": lambda: "\ud800",
        "circle": lambda: circle,
        "deep": deep,
    }[kind]()

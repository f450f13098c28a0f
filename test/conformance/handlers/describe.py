"""Names the type of each value by the Python type that it has inside a handler."""

import datetime
import decimal

NAMES = [
    (type(None), "null"),
    (bool, "boolean"),
    (int, "integer"),
    (decimal.Decimal, "decimal"),
    (str, "string"),
    (bytes, "bytes"),
    (list, "array"),
    (dict, "map"),
    (set, "set"),
]


def name_of(value):
    if isinstance(value, datetime.datetime):
        return "timestamp" if value.utcoffset() == datetime.timedelta(0) else "naive"
    return next((name for kind, name in NAMES if isinstance(value, kind)), "unknown")


def describe(values):
    return [name_of(value) for value in values]

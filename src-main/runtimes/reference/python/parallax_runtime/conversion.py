"""Taking values into declared types: inputs, outputs and error fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .encoding import Malformed, decode_base64, text
from .errors import StepError
from .model import NO_DEFAULT, Definition, Field, Record, Type
from .numbers import BadNumber, decimal_of_text, integer_of_text, settled
from .timestamps import parse_timestamp
from .values import Key, Set, Value, as_key, key_value, type_name

_BASE_NAMES = {"enum": "string"}


class Conversion:
    """Converts for one side, `input` or `output`, which error codes and messages name."""

    def __init__(self, side: str, types: Mapping[str, Definition]) -> None:
        self._side = side
        self._types = types

    def failure(self, path: str, problem: str) -> StepError:
        return StepError(f"invalid_{self._side}", f"{self._side} {path}{problem}", {self._side: path})

    def taken(self, fields: Sequence[Field], given: Mapping[str, Value], prefix: str = "") -> dict[str, Value]:
        """The declared fields in declared order: given, else default, else null where that is allowed."""
        result: dict[str, Value] = {}
        for field in fields:
            path = prefix + field.name
            if field.name in given:
                result[field.name] = self.field(field, given[field.name], path)
            elif field.default is not NO_DEFAULT:
                result[field.name] = self.field(field, field.default, path)
            elif field.required:
                raise self.failure(path, " is required")
            else:
                result[field.name] = None
        return result

    def field(self, field: Field, value: Value, path: str) -> Value:
        if value is None and not field.required:
            return None
        return self.convert(field.type, value, path)

    def convert(self, declared: Type, value: Value, path: str) -> Value:
        if type(value) is Malformed:
            raise self._malformed(declared, value, path)
        if declared.kind == "any":
            self.check_parts(value, path)
            return value
        if declared.kind == "named":
            definition = self._types[declared.name]
            return self._record(definition, value, path) if isinstance(definition, Record) else self.convert(definition.base, value, path)
        return _CONVERTERS[declared.kind](self, declared, value, path)

    def _malformed(self, declared: Type, value: Malformed, path: str) -> StepError:
        if value.reason is not None:
            return self.failure(path, f": {value.reason}")
        return self.mismatch(value.type_name if declared.kind == "any" else self.base_name(declared), "string", path)

    def mismatch(self, expected: str, found: str, path: str) -> StepError:
        return self.failure(path, f": expected {expected}, got {found}")

    def base_name(self, declared: Type) -> str:
        if declared.kind == "named":
            definition = self._types[declared.name]
            return "map" if isinstance(definition, Record) else self.base_name(definition.base)
        return _BASE_NAMES.get(declared.kind, declared.kind)

    def wrong(self, declared: Type, value: Value, path: str) -> StepError:
        return self.mismatch(self.base_name(declared), type_name(value), path)

    def _record(self, definition: Record, value: Value, path: str) -> Value:
        if type(value) is not dict:
            raise self.mismatch("map", type_name(value), path)
        result: dict[str | Key, Value] = self.taken(definition.fields, value, f"{path}.")
        for key, each in value.items():
            if key not in result:
                self.check_parts(each, entry_path(path, key))
                result[key] = each
        return result

    def check_parts(self, value: Value, path: str) -> None:
        """Refuses what is malformed inside a value of any type."""
        kind = type(value)
        if kind is Malformed:
            raise self._malformed(Type("any"), value, path)
        if kind is list or kind is Set:
            parts = value if kind is list else value.raw()
            for index, each in enumerate(parts):
                self.check_parts(each, f"{path}[{index}]")
        elif kind is dict:
            for key, each in value.items():
                # Within `any` a path cannot tell a record from a map; it is shown as a record's.
                self.check_parts(each, f"{path}.{key}" if type(key) is str else entry_path(path, key))


def entry_path(path: str, key: str | Key) -> str:
    return f"{path}[{text(key_value(key))}]"


def _exact(*accepted: type):
    def convert(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
        if type(value) in accepted:
            return value
        raise conversion.wrong(declared, value, path)

    return convert


def _integer(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
    if type(value) is int:
        return value
    if type(value) is str:
        try:
            return integer_of_text(value)
        except BadNumber as bad:
            if bad.reason is not None:
                raise conversion.failure(path, f": {bad.reason}") from None
    raise conversion.wrong(declared, value, path)


def _decimal(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
    if type(value) is Decimal:
        return value
    if type(value) is int:
        return settled(Decimal(value))
    if type(value) is str:
        try:
            return decimal_of_text(value)
        except BadNumber as bad:
            if bad.reason is not None:
                raise conversion.failure(path, f": {bad.reason}") from None
    raise conversion.wrong(declared, value, path)


def _bytes(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
    if type(value) is bytes:
        return value
    if type(value) is str:
        decoded = decode_base64(value)
        if decoded is None:
            raise conversion.failure(path, ": not base64")
        return decoded
    raise conversion.wrong(declared, value, path)


def _timestamp(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
    if type(value) is str:
        parsed = parse_timestamp(value)
        if parsed is None:
            raise conversion.failure(path, ": not a timestamp")
        return parsed
    if type_name(value) == "timestamp":
        return value
    raise conversion.wrong(declared, value, path)


def _enum(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
    if type(value) is not str:
        raise conversion.wrong(declared, value, path)
    if value not in declared.values:
        raise conversion.failure(path, f": not one of {', '.join(declared.values)}")
    return value


def _array(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
    if type(value) is not list:
        raise conversion.wrong(declared, value, path)
    return [conversion.convert(declared.element, each, f"{path}[{index}]") for index, each in enumerate(value)]


def _set(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
    if type(value) is not list and type(value) is not Set:
        raise conversion.wrong(declared, value, path)
    parts = value if type(value) is list else value.raw()
    return Set([conversion.convert(declared.element, each, f"{path}[{index}]") for index, each in enumerate(parts)])


def _map(conversion: Conversion, declared: Type, value: Value, path: str) -> Value:
    if type(value) is not dict:
        raise conversion.wrong(declared, value, path)
    result: dict[str | Key, Value] = {}
    for key, each in value.items():
        inner = entry_path(path, key)
        taken = conversion.convert(declared.key, key_value(key), inner)
        result[as_key(taken)] = conversion.convert(declared.element, each, inner)
    return result


_CONVERTERS = {
    "string": _exact(str),
    "boolean": _exact(bool),
    "integer": _integer,
    "decimal": _decimal,
    "bytes": _bytes,
    "timestamp": _timestamp,
    "enum": _enum,
    "array": _array,
    "set": _set,
    "map": _map,
}

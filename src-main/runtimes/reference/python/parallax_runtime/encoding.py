"""Canonical JSON: the one form in which values leave and enter this process."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any

from .errors import memory_limit
from .numbers import BadNumber, decimal_of_text, integer_of_text, plain
from .timestamps import parse_timestamp, timestamp_text
from .values import Key, Range, Set, Value, as_key, key_value

SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 200
quote = encode_basestring_ascii
_depth = 0


def encode(value: Value) -> str:
    """A value as canonical JSON text, in ASCII."""
    kind = type(value)
    if kind is str:
        return quote(value)
    if kind is int:
        return str(value) if -SAFE_INTEGER <= value <= SAFE_INTEGER else f'{{"$integer":"{value}"}}'
    if kind is Decimal:
        return f'{{"$decimal":"{plain(value)}"}}'
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is list:
        return _nested(_encode_list, value)
    if kind is dict:
        return _nested(_encode_map, value)
    if kind is datetime:
        return f'{{"$timestamp":"{timestamp_text(value)}"}}'
    if kind is bytes:
        return f'{{"$bytes":"{base64.b64encode(value).decode()}"}}'
    if kind is Set:
        return _nested(_encode_set, value)
    if kind is Range:
        return f'{{"from":{encode(value.start)},"to":{encode(value.stop)}}}'
    raise TypeError(f"no value of the language: {kind.__name__}")


def _nested(encoder: Callable[[Any], str], value: Value) -> str:
    """Encodes a collection, unless it lies deeper than values may be nested."""
    global _depth
    if _depth >= MAX_DEPTH:
        raise memory_limit(f"value nested deeper than {MAX_DEPTH}")
    _depth += 1
    try:
        return encoder(value)
    finally:
        _depth -= 1


def _encode_set(value: Set) -> str:
    return f'{{"$set":[{",".join([encode(each) for each in value])}]}}'


def _encode_list(value: list[Value]) -> str:
    # A list that grows by one each round is encoded whole each round: what is of one simple type takes a short cut.
    if len(value) > 16:
        kinds = set(map(type, value))
        if kinds == {str}:
            return f"[{','.join(map(quote, value))}]"
        if kinds == {int} and -SAFE_INTEGER <= min(value) and max(value) <= SAFE_INTEGER:
            return repr(value).replace(" ", "")
    return f"[{','.join([encode(each) for each in value])}]"


def _encode_map(value: dict[str | Key, Value]) -> str:
    if _is_plain(value):
        return f"{{{','.join([f'{quote(key)}:{encode(each)}' for key, each in value.items()])}}}"
    pairs = [f"[{encode(key_value(key))},{encode(each)}]" for key, each in value.items()]
    return f'{{"$map":[{",".join(pairs)}]}}'


def _is_plain(value: dict[str | Key, Value]) -> bool:
    return all(type(key) is str and not key.startswith("$") for key in value)


def encode_bindings(values: dict[str, Value]) -> str:
    """A record as entries, where the order of names matters."""
    return f"[{','.join([f'[{quote(name)},{encode(value)}]' for name, value in values.items()])}]"


def canonical_text(value: Value) -> str:
    """What sets are sorted by: canonical JSON with keys in code point order, unescaped."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is list:
        return f"[{','.join(map(canonical_text, value))}]"
    if kind is Set:
        return f'{{"$set":[{",".join(map(canonical_text, value))}]}}'
    if kind is dict:
        if _is_plain(value):
            keys = sorted(value)
            return f"{{{','.join([f'{encode_basestring(key)}:{canonical_text(value[key])}' for key in keys])}}}"
        pairs = [f"[{canonical_text(key_value(key))},{canonical_text(each)}]" for key, each in value.items()]
        return f'{{"$map":[{",".join(pairs)}]}}'
    return encode(value)


def text(value: Value) -> str:
    """A value within a template: strings as they are, other values without tags."""
    if type(value) is str:
        return value
    if type(value) is bytes:
        return base64.b64encode(value).decode()
    if type(value) is datetime:
        return timestamp_text(value)
    return _untagged(value)


def _untagged(value: Value) -> str:
    kind = type(value)
    if kind is str or kind is bytes or kind is datetime:
        return encode_basestring(text(value))
    if kind is int:
        return str(value)
    if kind is Decimal:
        return plain(value)
    if kind is list or kind is Set:
        return f"[{','.join(map(_untagged, value))}]"
    if kind is dict:
        if all(type(key) is str for key in value):
            return f"{{{','.join([f'{encode_basestring(key)}:{_untagged(value[key])}' for key in sorted(value)])}}}"
        return f"[{','.join([f'[{_untagged(key_value(key))},{_untagged(each)}]' for key, each in value.items()])}]"
    return encode(value)


class Malformed:
    """Stands for an incoming value that is no value of the language, until a conversion can say where it stood."""

    __slots__ = ("type_name", "reason")

    def __init__(self, type_name: str, reason: str | None) -> None:
        self.type_name = type_name
        self.reason = reason


def decode(value: Any) -> Value:
    """Canonical JSON, as `json.loads` gives it, as a value of the language."""
    kind = type(value)
    if kind is str:
        return value if value.isascii() or not _has_surrogate(value) else Malformed("string", "lone surrogate")
    if kind is int:
        return value if -(2**63) <= value < 2**63 else Malformed("integer", "outside the range of integer")
    if kind is list:
        return [decode(each) for each in value]
    if kind is dict:
        if len(value) == 1:
            ((key, payload),) = value.items()
            if key.startswith("$"):
                return _decode_tagged(key, payload)
        return {_decode_key(key): decode(each) for key, each in value.items()}
    return value


def _decode_key(key: str) -> Any:
    return key if key.isascii() or not _has_surrogate(key) else key.encode("utf-8", "replace").decode()


def _has_surrogate(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def _decode_tagged(tag: str, payload: Any) -> Value:
    if tag == "$map" and type(payload) is list:
        pairs = [(decode(pair[0]), decode(pair[1])) for pair in payload]
        result: dict[str | Key, Value] = {}
        for key, each in pairs:
            result[as_key(key)] = each
        return result
    if tag == "$set" and type(payload) is list:
        return Set([decode(each) for each in payload])
    if type(payload) is not str:
        return {tag: decode(payload)}
    try:
        if tag == "$decimal":
            return decimal_of_text(payload)
        if tag == "$integer":
            return integer_of_text(payload)
    except BadNumber as bad:
        return Malformed(tag[1:], bad.reason)
    if tag == "$timestamp":
        return parse_timestamp(payload) or Malformed("timestamp", "not a timestamp")
    if tag == "$bytes":
        decoded = decode_base64(payload)
        return Malformed("bytes", "not base64") if decoded is None else decoded
    return {tag: decode(payload)}


def decode_base64(value: str) -> bytes | None:
    """Strict base64: the padding and the unused bits must be right."""
    try:
        decoded = base64.b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if base64.b64encode(decoded).decode() == value else None

"""UPPER and LOWER on the characters of Unicode 13.0, so that every interpreter agrees.

Python maps case by the Unicode version it was built with. Characters that came later, or that got their capital later,
stay as they are; for the final sigma an unassigned character is a boundary like any other that is no letter.
"""

from __future__ import annotations

import re

# Code points unassigned in 13.0 that have case or matter for it in 17.0.
_LATER = (
    "888 890-891 897-89f 8c9-8d2 c3c ece 180f 1ac1-1add 1ae0-1aeb 1c89-1c8a 1dfa 2c2f 2c5f a7c0-a7c1 a7cb-a7dc "
    "a7f1-a7f4 fbc2 10570-1057a 1057c-1058a 1058c-10592 10594-10595 10597-105a1 105a3-105b1 105b3-105b9 105bb-105bc "
    "10780-10785 10787-107b0 107b2-107ba 10d4e 10d50-10d65 10d69-10d6d 10d6f-10d85 10ec5 10efa-10eff 10f82-10f85 "
    "11070 11073-11074 110c2 11241 113bb-113c0 113ce 113d0 113d2 113e1-113e2 11b60 11b62-11b64 11b66 11dd9 "
    "11f00-11f01 11f36-11f3a 11f40 11f42 11f5a 13439-13440 13447-13455 1611e-16129 1612d-1612f 16d40-16d42 "
    "16d6b-16d6c 16ea0-16eb8 16ebb-16ed3 16ff2-16ff3 1aff0-1aff3 1aff5-1affb 1affd-1affe 1cf00-1cf2d 1cf30-1cf46 "
    "1df00-1df09 1df0b-1df1e 1df25-1df2a 1e030-1e06d 1e08f 1e2ae 1e4eb-1e4ef 1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef "
    "1e6f5 1e6ff"
)
# Letters of 13.0 whose capitals came later.
_LATER_CAPITALS = "\u019b\u0264"


def _character_class(ranges: str) -> str:
    return "".join("-".join(f"\\U{int(end, 16):08x}" for end in part.split("-")) for part in ranges.split())


_OUTSIDE_LOWER = re.compile(f"([{_character_class(_LATER)}]+)")
_OUTSIDE_UPPER = re.compile(f"([{_character_class(_LATER)}{_LATER_CAPITALS}]+)")


def upper(value: str) -> str:
    return value.upper() if value.isascii() else _mapped(value, _OUTSIDE_UPPER, str.upper)


def lower(value: str) -> str:
    return value.lower() if value.isascii() else _mapped(value, _OUTSIDE_LOWER, str.lower)


def _mapped(value: str, outside: re.Pattern[str], mapping) -> str:
    parts = outside.split(value)
    # The odd parts are what the pattern captured: characters that stay.
    return "".join(part if index % 2 else mapping(part) for index, part in enumerate(parts))

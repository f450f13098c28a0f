import json
import random
import unittest
from datetime import datetime, timezone
from decimal import Decimal

from parallax_runtime.casing import lower, upper
from parallax_runtime.encoding import Malformed, canonical_text, decode, encode, text
from parallax_runtime.timestamps import add_seconds, parse_timestamp, timestamp_text
from parallax_runtime.values import Key, Set, same, token


def any_value(chance, depth=0):
    kinds = [
        lambda: None,
        lambda: chance.choice([True, False]),
        lambda: chance.choice([0, 1, -1, 2**53, -(2**53), 2**63 - 1, -(2**63)]),
        lambda: Decimal(chance.choice(["0.0", "1.50", "-3E-10", "7", "1E+250"])),
        lambda: chance.choice(["", "a", "é", "😀", '"\\\n', "$integer"]),
        lambda: bytes(chance.randrange(256) for _ in range(chance.randrange(4))),
        lambda: datetime(chance.randrange(1, 10000), 2, 3, 4, 5, 6, chance.randrange(10**6), timezone.utc),
    ]
    if depth < 3:
        kinds += [
            lambda: [any_value(chance, depth + 1) for _ in range(chance.randrange(4))],
            lambda: Set([any_value(chance, depth + 1) for _ in range(chance.randrange(4))]),
            lambda: {chance.choice(["a", "b", "$map", "ü"]): any_value(chance, depth + 1) for _ in range(3)},
            lambda: {Key(chance.randrange(3)): any_value(chance, depth + 1)},
        ]
    return chance.choice(kinds)()


class Encoding(unittest.TestCase):
    def test_round_trips(self):
        chance = random.Random(7)
        for _ in range(3000):
            value = any_value(chance)
            written = encode(value)
            self.assertTrue(written.isascii())
            again = decode(json.loads(written))
            self.assertTrue(same(value, again), written)
            self.assertEqual(encode(again), written)

    def test_long_lists_are_written_like_short_ones(self):
        for values in (list(range(-20, 20)), [2**53] * 20, [2**63 - 1, 1] * 10, ['é"'] * 20, [True, 1] * 10):
            self.assertEqual(encode(values), f"[{','.join(encode(each) for each in values)}]")

    def test_equal_values_share_their_token(self):
        chance = random.Random(8)
        values = [any_value(chance) for _ in range(150)]
        for left in values:
            for right in values:
                self.assertEqual(same(left, right), token(left) == token(right), (encode(left), encode(right)))

    def test_keeps_types_apart(self):
        self.assertFalse(same(True, 1))
        self.assertFalse(same("1", 1))
        self.assertFalse(same([True], [1]))
        self.assertFalse(same({"1": 0}, {Key(1): 0}))
        self.assertTrue(same(1, Decimal("1.00")))
        self.assertTrue(same({Key(1): 0}, {Key(Decimal("1.0")): 0}))

    def test_sets_keep_the_first_of_equals_and_sort_by_canonical_text(self):
        self.assertEqual(encode(Set([10, 9, "b", Decimal("9.0"), "a"])), '{"$set":["a","b",10,9]}')

    def test_canonical_text_orders_keys_by_code_point(self):
        self.assertEqual(canonical_text({"\U0001f600": 1, "\uffff": 2}), '{"\uffff":2,"\U0001f600":1}')

    def test_template_text_is_untagged(self):
        value = {"b": Set([Decimal("1.10")]), "a": [None, b"\x00", True]}
        self.assertEqual(text(value), '{"a":[null,"AA==",true],"b":[1.10]}')

    def test_what_is_no_value_is_malformed(self):
        for raw in ({"$decimal": "x"}, {"$integer": str(2**63)}, {"$bytes": "AAF="}, {"$timestamp": "now"}, "\ud800"):
            self.assertIsInstance(decode(raw), Malformed)


class Timestamps(unittest.TestCase):
    def test_take_any_offset_and_are_shown_in_utc(self):
        for written, shown in (
            ("2025-01-08T10:00:00Z", "2025-01-08T10:00:00.000000Z"),
            ("2025-01-08t10:00:00.5z", "2025-01-08T10:00:00.500000Z"),
            ("2025-01-08T10:00:00.123456+05:30", "2025-01-08T04:30:00.123456Z"),
            ("0001-01-01T00:00:00-00:01", "0001-01-01T00:01:00.000000Z"),
        ):
            self.assertEqual(timestamp_text(parse_timestamp(written)), shown)

    def test_refuse_everything_else(self):
        for written in (
            "2025-01-08",
            "2025-01-08T10:00:00",
            "2025-01-08 10:00:00Z",
            "2025-02-30T10:00:00Z",
            "2025-01-08T10:00:60Z",
            "2025-01-08T10:00:00.1234567Z",
            "2025-01-08T10:00:00+24:00",
            "2025-01-08T10:00:00+05:60",
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "٢025-01-08T10:00:00Z",
        ):
            self.assertIsNone(parse_timestamp(written), written)

    def test_add_seconds_half_even_to_the_microsecond(self):
        start = parse_timestamp("2025-01-08T10:00:00Z")
        self.assertEqual(add_seconds(start, Decimal("0.0000005")).microsecond, 0)
        self.assertEqual(add_seconds(start, Decimal("0.0000015")).microsecond, 2)
        self.assertEqual(add_seconds(start, -3600).hour, 9)


class Casing(unittest.TestCase):
    def test_maps_in_full(self):
        self.assertEqual(upper("straße ﬁ"), "STRASSE FI")
        self.assertEqual(lower("ΟΔΥΣΣΕΥΣ ΑΣ."), "οδυσσευς ας.")
        self.assertEqual(lower("İ"), "i̇")

    def test_leaves_what_came_after_unicode_13(self):
        self.assertEqual(upper("\u019b\u0264\ua7c1\U00010597x"), "\u019b\u0264\ua7c1\U00010597X")
        self.assertEqual(lower("\ua7c0\U00010570\u1c89X"), "\ua7c0\U00010570\u1c89x")


if __name__ == "__main__":
    unittest.main()

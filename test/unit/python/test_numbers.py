import unittest
from decimal import Decimal

from parallax_runtime import functions as fn
from parallax_runtime.errors import StepError
from parallax_runtime.numbers import BadNumber, decimal_of_text, integer_of_text, plain
from parallax_runtime.operators import add, divide, floor_quotient, modulo, multiply, negate, subtract


def shown(value):
    return plain(value) if isinstance(value, Decimal) else value


class Decimals(unittest.TestCase):
    def test_keep_their_scale(self):
        self.assertEqual(shown(add(Decimal("1.10"), Decimal("2.2"))), "3.30")
        self.assertEqual(shown(multiply(Decimal("1.10"), Decimal("2.0"))), "2.200")
        self.assertEqual(shown(subtract(Decimal("1.00"), 1)), "0.00")

    def test_have_34_digits_half_even(self):
        self.assertEqual(shown(divide(1, 3)), "0." + "3" * 34)
        self.assertEqual(shown(divide(2, 3)), "0." + "6" * 33 + "7")
        self.assertEqual(shown(fn.round(Decimal("2.5"))), "2")
        self.assertEqual(shown(fn.round(Decimal("3.5"))), "4")

    def test_have_no_negative_zero(self):
        self.assertEqual(shown(multiply(Decimal("0.0"), -5)), "0.0")
        self.assertEqual(shown(negate(Decimal("0.00"))), "0.00")
        self.assertEqual(shown(decimal_of_text("-0.0")), "0.0")

    def test_floor_with_the_divisors_sign(self):
        self.assertEqual(shown(floor_quotient(Decimal("-7.5"), 2)), "-4")
        self.assertEqual(shown(modulo(Decimal("-7.5"), 2)), "0.5")
        self.assertEqual(shown(modulo(Decimal("7.5"), -2)), "-0.5")
        self.assertEqual(modulo(-7, 3), 2)

    def test_end_at_the_exponent_limits(self):
        large = decimal_of_text("9E+6144")
        with self.assertRaises(StepError) as raised:
            multiply(large, 10)
        self.assertEqual(raised.exception.error.code, "decimal_overflow")
        self.assertEqual(shown(divide(decimal_of_text("1E-6144"), 10)), "0")
        self.assertEqual(shown(decimal_of_text("1E-6145")), "0")
        with self.assertRaises(BadNumber) as refused:
            decimal_of_text("1E+6145")
        self.assertEqual(refused.exception.reason, "outside the range of decimal")
        with self.assertRaises(BadNumber):
            decimal_of_text("1E+99999999999999999999")

    def test_are_plain_up_to_200_characters(self):
        self.assertEqual(shown(decimal_of_text("1E+199")), "1" + "0" * 199)
        self.assertEqual(shown(decimal_of_text("-12E+199")), "-12E+199")
        self.assertEqual(shown(decimal_of_text("1E-198")), "0." + "0" * 197 + "1")
        self.assertEqual(shown(decimal_of_text("1E-199")), "1E-199")

    def test_refuse_more_than_34_digits(self):
        self.assertEqual(shown(decimal_of_text("0" * 10 + "1" * 34)), "1" * 34)
        for text in ("1" * 35, "1.0" + "0" * 33):
            with self.assertRaises(BadNumber) as refused:
                decimal_of_text(text)
            self.assertEqual(refused.exception.reason, "more than 34 digits")
        for text in ("", "1.", ".5", "+1", "1_0", "NaN", "Infinity", "1 ", "١"):
            with self.assertRaises(BadNumber) as refused:
                decimal_of_text(text)
            self.assertIsNone(refused.exception.reason)


class Integers(unittest.TestCase):
    def test_never_wrap(self):
        for operation in (
            lambda: add(2**63 - 1, 1),
            lambda: subtract(-(2**63), 1),
            lambda: multiply(2**62, 2),
            lambda: negate(-(2**63)),
            lambda: floor_quotient(-(2**63), -1),
            lambda: fn.abs(-(2**63)),
        ):
            with self.assertRaises(StepError) as raised:
                operation()
            self.assertEqual(raised.exception.error.code, "integer_overflow")

    def test_sum_checks_its_end_result_only(self):
        self.assertEqual(fn.sum([2**63 - 1, 1, -1]), 2**63 - 1)

    def test_are_read_from_digits(self):
        self.assertEqual(integer_of_text("-007"), -7)
        with self.assertRaises(BadNumber):
            integer_of_text("9223372036854775808")
        with self.assertRaises(BadNumber):
            integer_of_text("9" * 5000)


if __name__ == "__main__":
    unittest.main()

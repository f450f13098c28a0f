"""Tax on an amount, to the cent."""

from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


def round_tax(amount: Decimal, rate: Decimal) -> Decimal:
    tax = amount * rate
    # As the ledger does it: half a cent goes to the even one.
    return tax.quantize(CENT, rounding=ROUND_HALF_EVEN)

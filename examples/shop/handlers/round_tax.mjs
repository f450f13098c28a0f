// Tax on an amount, to the cent. Ported from round_tax.py.
export default function round_tax({ amount, rate }, { RoundingMode }) {
  const tax = amount.multiply(rate);
  return tax.setScale(2, RoundingMode.HALF_UP);
}

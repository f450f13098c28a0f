/** A price, as both handlers calculate it: exactly. */
export default function price({ quantity, unit }, { BigDecimal }) {
  return BigDecimal(quantity).multiply(unit);
}

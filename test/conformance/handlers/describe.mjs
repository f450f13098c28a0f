/** Names the type of each value by the JavaScript type that it has inside a handler. */
export default function describe({ values }, { BigDecimal }) {
  const decimal = BigDecimal('1').constructor;
  return values.map((value) => {
    if (value === null) return 'null';
    if (typeof value === 'boolean') return 'boolean';
    if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'float';
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? 'small bigint' : 'integer';
    if (typeof value === 'string') return 'string';
    if (value instanceof Uint8Array) return 'bytes';
    if (Array.isArray(value)) return 'array';
    if (value instanceof Map) return 'map';
    if (value instanceof Set) return 'set';
    if (value instanceof decimal) return 'decimal';
    return typeof value.epochMicros === 'bigint' ? 'timestamp' : 'unknown';
  });
}

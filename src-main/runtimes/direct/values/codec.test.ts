import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from '../../../../shared/values/canonical.ts';
import { arbitraryCanonical } from '../../../../test/support/arbitrary-canonical.ts';
import { decode, encode } from './codec.ts';
import { equal, keyOf, MapValue, SetValue, type Value } from './value.ts';

test('every canonical value survives decoding and encoding, text and all', () => {
  fc.assert(
    fc.property(arbitraryCanonical, (canonical) => {
      expect(canonicalText(encode(decode(canonical)))).toBe(canonicalText(canonical));
    }),
  );
});

test('values are equal if and only if their key texts are', () => {
  fc.assert(
    fc.property(arbitraryCanonical, arbitraryCanonical, (a, b) => {
      const [x, y] = [decode(a), decode(b)];
      expect(equal(x, decode(a))).toBe(true);
      expect(keyOf(x)).toBe(keyOf(decode(a)));
      expect(equal(x, y)).toBe(keyOf(x) === keyOf(y));
      expect(equal(x, y)).toBe(equal(y, x));
    }),
  );
});

const one: readonly Value[] = [1n, decode({ $decimal: '1.0' }), decode({ $decimal: '1.00' })];

test('numbers are equal by value, and nothing else across types', () => {
  for (const a of one)
    for (const b of one) expect([equal(a, b), keyOf(a) === keyOf(b)]).toEqual([true, true]);
  const others: readonly Value[] = [true, '1', [1n], null, decode({ $decimal: '1.01' })];
  for (const other of others) {
    expect(equal(1n, other)).toBe(false);
    expect(keyOf(1n)).not.toBe(keyOf(other));
  }
  expect(keyOf(1000n)).toBe(keyOf(decode({ $decimal: '1000.00' })));
});

test('no text is taken for another value', () => {
  const texts = ['\0n1E0', '\0null', '\0true', '\0sx', '\0array', ''];
  const keys = new Set([...texts.map(keyOf), ...([1n, null, true, 'x', []] as const).map(keyOf)]);
  expect(keys.size).toBe(texts.length + 5);
});

test('a set keeps the first of equal elements, a map the first key and the last value', () => {
  expect(encode(new SetValue([...one, 2n]))).toEqual({ $set: [1, 2] });
  const map = new MapValue();
  map.put(decode({ $decimal: '1.0' }), 'a');
  map.put(2n, 'b');
  map.put(1n, 'c');
  expect(encode(map)).toEqual({
    $map: [
      [{ $decimal: '1.0' }, 'c'],
      [2, 'b'],
    ],
  });
});

test('keys with a dollar sign and the name of the prototype are keys like others', () => {
  expect(
    encode(
      MapValue.ofRecord([
        ['a', 1n],
        ['$a', 2n],
      ]),
    ),
  ).toEqual({
    $map: [
      ['a', 1],
      ['$a', 2],
    ],
  });
  const record = encode(MapValue.ofRecord([['__proto__', 1n]]));
  expect(JSON.stringify(record)).toBe('{"__proto__":1}');
  expect(JSON.stringify(encode(decode(JSON.parse('{"__proto__":{"a":1}}'))))).toBe('{"__proto__":{"a":1}}');
});

test('what is not canonical is a bug', () => {
  expect(() => decode({ $decimal: 'x' })).toThrow('not canonical');
  expect(() => decode({ $timestamp: '2025-01-08' })).toThrow('not canonical');
  expect(() => decode({ $map: [[1]] })).toThrow('not canonical');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundedLosses, roundedNumbers } from './numbers.ts';

test('integers beyond 2^53, long fractions and what is too large are rounded', () => {
  expect(roundedNumbers('{"id":9007199254740993,"x":[0.12345678901234567890,1e400]}')).toEqual([
    { written: '9007199254740993', read: '9007199254740992', offset: 6 },
    { written: '0.12345678901234567890', read: '0.12345678901234568', offset: 28 },
    { written: '1e400', read: 'null', offset: 51 },
  ]);
  expect(roundedNumbers('{"amount":12345678.123456789}')).toHaveLength(1);
});

test('digits that no float keeps are another integer, and the same fraction', () => {
  const losses = roundedLosses('[9007199254740993, 0.12345678901234567890, 1.5e400]', true);
  expect(losses.map(({ severity }) => severity)).toEqual(['high', 'none', 'high']);
});

test('other spellings of the same number, and digits in texts, are not', () => {
  expect(
    roundedNumbers(
      '{"a":"9007199254740993","b":9007199254740992,"c":1.50e3,"d":-0.0,"e\\"1e400":100000000000000000000}',
    ),
  ).toEqual([]);
});

test('no number that JSON.stringify writes is rounded', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(roundedNumbers(JSON.stringify(value))).toEqual([]);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from './json.ts';

const nested = (depth: number): string => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;

test('what nests without an end is not read', () => {
  expect(parseJson(nested(500))).toBeDefined();
  expect(parseJson(nested(502))).toBeUndefined();
  expect(parseJson(nested(100_000))).toBeUndefined();
});

test('brackets in texts nest nothing', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[[{"\\\]}]*$/), (text) => {
      const list = [text, `${text}\\`, '['.repeat(2000), '"{'.repeat(2000), text];
      expect(parseJson(JSON.stringify(list))).toEqual(list);
    }),
  );
});

test('many that stand side by side are not deep', () => {
  const wide = Array.from({ length: 2000 }, () => [{}]);
  expect(parseJson(JSON.stringify(wide))).toEqual(wide);
});

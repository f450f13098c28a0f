import { expect, test } from 'vitest';
import type { Canonical } from '../../../../shared/values/canonical.ts';
import { decode } from './codec.ts';
import { templateText } from './template-text.ts';

test.each<[Canonical, string]>([
  ['a "b"', 'a "b"'],
  [{ $decimal: '1.50' }, '1.50'],
  [{ $integer: '9007199254740993' }, '9007199254740993'],
  [null, 'null'],
  [true, 'true'],
  [{ $timestamp: '2025-01-08T10:00:00Z' }, '2025-01-08T10:00:00.000000Z'],
  [{ $bytes: 'AAE=' }, 'AAE='],
  [
    ['a"', { $decimal: '1.50' }, null, { $timestamp: '2025-01-08T10:00:00Z' }, { $bytes: 'AAE=' }],
    '["a\\"",1.50,null,"2025-01-08T10:00:00.000000Z","AAE="]',
  ],
  [{ b: 1, a: { $set: [2, 'x'] } }, '{"a":["x",2],"b":1}'],
  [
    {
      $map: [
        [2, 'b'],
        [1, 'a'],
      ],
    },
    '[[2,"b"],[1,"a"]]',
  ],
  [{ $map: [['$a', 1]] }, '{"$a":1}'],
])('%j is written %s', (value, text) => {
  expect(templateText(decode(value))).toBe(text);
});

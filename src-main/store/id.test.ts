import { expect, test } from 'vitest';
import { createIds, newId } from './id.ts';

test('ids sort by time, and within a millisecond by the order in which they were made', () => {
  let time = 1_750_000_000_000;
  const make = createIds({ now: () => time, random: (n) => new Uint8Array(n).fill(7) });
  const ids: string[] = [];
  for (let i = 0; i < 3000; i++) {
    if (i % 1000 === 999) time++;
    ids.push(make('trc'));
  }
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(3000);
});

test('ids go on sorting when the clock steps back, and when the chance of a millisecond is used up', () => {
  const times = [500, 500, 400, 400, 501, 501];
  const make = createIds({ now: () => times.shift() ?? 502, random: (n) => new Uint8Array(n).fill(31) });
  const ids = Array.from({ length: 7 }, () => make('cmp'));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(7);
});

test('ids are short and fit into addresses', () => {
  expect(newId('cmp')).toMatch(/^cmp_[0-9a-hjkmnp-tv-z]{20}$/);
});

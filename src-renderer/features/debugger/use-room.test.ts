import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roomOf } from './use-room.ts';

test('a column has room for what the narrowest list has room for, and for more the wider it is', () => {
  expect(roomOf(789, false)).toBe(26);
  expect(roomOf(560, false)).toBe(22);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 800 }), (width, more) => {
      // Where the list is wide enough, the time takes its place.
      fc.pre(width > 640 || width + more <= 640);
      expect(roomOf(width + more, false)).toBeGreaterThanOrEqual(roomOf(width, false));
      expect(roomOf(width, true)).toBeGreaterThan(roomOf(width, false));
      expect(roomOf(width, false)).toBeGreaterThanOrEqual(16);
    }),
  );
});

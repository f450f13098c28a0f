import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fits, runRoom } from './run-room.ts';

test('name and summary share what the other columns leave, each with its least', () => {
  expect(runRoom(680)).toEqual({ name: 134, summary: 126 });
  expect(runRoom(1128)).toEqual({ name: 219, summary: 488 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 800 }), (width, more) => {
      const [one, other] = [runRoom(width), runRoom(width + more)];
      expect(other.name).toBeGreaterThanOrEqual(one.name);
      expect(other.summary).toBeGreaterThanOrEqual(one.summary);
      expect(other.name + other.summary + 32).toBeLessThanOrEqual(Math.max(680, width + more) - 388);
    }),
  );
});

test('a text fits where its characters have room even if they are all wide', () => {
  expect(fits('total differs', 126)).toBe(true);
  expect(fits('timeout: it did not answer in time', 126)).toBe(false);
  expect(fits('timeout: it did not answer in time', 488)).toBe(true);
  expect(fits('WWWWWWWWWW', 126)).toBe(false);
  expect(fits('請求', 126)).toBe(false);
  expect(fits('', 0)).toBe(true);
});

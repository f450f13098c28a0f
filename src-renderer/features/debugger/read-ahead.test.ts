import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReadAhead } from './read-ahead.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function list() {
  const wanted: (readonly [number, number])[] = [];
  return { wanted, ahead: new ReadAhead((first, last) => wanted.push([first, last])) };
}

test('where it leaps to, what is seen is read at once and the rest once it stands', () => {
  const { wanted, ahead } = list();
  ahead.show(0, 14);
  ahead.show(1000, 1014);
  expect(wanted).toEqual([
    [0, 14],
    [1000, 1014],
  ]);
  // More is drawn meanwhile.
  ahead.show(997, 1017);
  vi.advanceTimersByTime(1000);
  expect(wanted.slice(2)).toEqual([[973, 1041]]);
});

test('as it scrolls, more is read than is seen', () => {
  const { wanted, ahead } = list();
  ahead.show(0, 14);
  vi.advanceTimersByTime(1000);
  wanted.length = 0;
  ahead.show(3, 17);
  ahead.show(30, 44);
  expect(wanted).toEqual([
    [-21, 41],
    [6, 68],
  ]);
});

test('nothing is read for a list that is gone', () => {
  const { wanted, ahead } = list();
  ahead.show(0, 14);
  ahead.stop();
  vi.advanceTimersByTime(1000);
  expect(wanted).toEqual([[0, 14]]);
});

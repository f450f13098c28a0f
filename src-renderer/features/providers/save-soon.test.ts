import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SaveSoon } from './save-soon.ts';

let saved: number[] = [];
let ends: (() => void)[] = [];
let saving: SaveSoon<[number]>;

beforeEach(() => {
  vi.useFakeTimers();
  saved = [];
  ends = [];
  saving = new SaveSoon((what) => {
    saved.push(what);
    return new Promise((end) => ends.push(end));
  });
});
afterEach(() => vi.useRealTimers());

test('changes that go on are saved all the same, the newest each time', async () => {
  saving.soon(1);
  await vi.advanceTimersByTimeAsync(200);
  saving.soon(2);
  expect(saved).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  expect(saved).toEqual([2]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual([2]);
});

test('what comes during a save waits for its end', async () => {
  saving.soon(1);
  await vi.advanceTimersByTimeAsync(300);
  saving.soon(2);
  saving.soon(3);
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual([1]);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(300);
  expect(saved).toEqual([1, 3]);
});

test('who leaves saves at once, also during a save, and nothing twice', async () => {
  saving.now();
  expect(saved).toEqual([]);
  saving.soon(1);
  saving.now();
  saving.soon(2);
  saving.now();
  expect(saved).toEqual([1, 2]);
  for (const end of ends) end();
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual([1, 2]);
});

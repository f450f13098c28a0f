import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterWaiting } from './after-waiting.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([1, 5, 8, 30, 600, 30_000])('calls once, after %d ms and not before', (ms) => {
  const call = vi.fn();
  afterWaiting(ms, call);
  vi.advanceTimersByTime(ms - 1);
  expect(call).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(call).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(ms * 2);
  expect(call).toHaveBeenCalledTimes(1);
});

test('what is forgotten never calls', () => {
  const call = vi.fn();
  const forget = afterWaiting(600, call);
  vi.advanceTimersByTime(400);
  forget();
  vi.advanceTimersByTime(10_000);
  expect(call).not.toHaveBeenCalled();
});

test('an answer that came while the process stood still is read before the time is over', async () => {
  vi.useRealTimers();
  const called: string[] = [];
  const over = new Promise<void>((resolve) => {
    afterWaiting(40, () => {
      called.push('over');
      resolve();
    });
  });
  setImmediate(() => called.push('answer'));
  const end = performance.now() + 120;
  while (performance.now() < end);
  await over;
  expect(called).toEqual(['answer', 'over']);
});

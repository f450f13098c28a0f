import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Patience } from './patience.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what waits longer than a while is told once, what went before is not', () => {
  const over: string[] = [];
  const patience = new Patience<string>(100, (waiting) => over.push(waiting));
  patience.add('early');
  patience.add('gone');
  vi.advanceTimersByTime(90);
  patience.add('late');
  vi.advanceTimersByTime(20);
  patience.delete('gone');
  patience.add('later');
  expect(over).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(over).toEqual(['early', 'late']);
  vi.advanceTimersByTime(1000);
  expect(over).toEqual(['early', 'late', 'later']);
  expect(vi.getTimerCount()).toBe(0);
});

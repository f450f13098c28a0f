import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Later } from './later.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const BODY = new Uint8Array();

function begin() {
  const told: string[] = [];
  const later = new Later<string>({
    store: {
      keep: async (name) => void told.push(`keep ${name}`),
      recordKept: async (_name, record) => record(),
    },
    record: (batch) => void told.push(`record ${batch}`),
    done: (batch, error) => void told.push(`${error === undefined ? 'done' : 'failed'} ${batch}`),
    quietMs: 100,
    patienceMs: 1000,
  });
  return { later, told, records: () => told.filter((each) => each.startsWith('record')) };
}

test('what comes is kept at once, and recorded when nobody brings more', async () => {
  const { later, told } = begin();
  later.take('1', 'a', BODY, 1);
  await vi.advanceTimersByTimeAsync(60);
  later.take('2', 'b', BODY, 1);
  await vi.advanceTimersByTimeAsync(60);
  expect(told).toEqual(['keep 1', 'keep 2']);
  await vi.advanceTimersByTimeAsync(100);
  expect(told.slice(2).toSorted()).toEqual(['done a', 'done b', 'record a', 'record b']);
});

test('nothing waits longer than it must for a quiet moment', async () => {
  const { later, records } = begin();
  const bring = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 50) {
      later.take(`${i}`, `${i}`, BODY, 1);
      await vi.advanceTimersByTimeAsync(50);
    }
  };
  await bring(900);
  expect(records()).toEqual([]);
  await bring(300);
  expect(records()[0]).toBe('record 0');
});

test('where there is enough nothing waits for a quiet moment', async () => {
  const { later, records } = begin();
  for (let i = 0; i < 4; i++) {
    later.take(`${i}`, `${i}`, BODY, 4 * 1024 * 1024);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(records()).toContain('record 0');
});

test('what the store refuses is said for that batch, and the next one is recorded', async () => {
  const told: string[] = [];
  const later = new Later<string>({
    store: {
      keep: () => Promise.reject(new Error('full')),
      recordKept: async (name) => {
        if (name === '1') throw new Error('full');
      },
    },
    record: () => undefined,
    done: (batch, error) => void told.push(`${batch} ${error === undefined ? 'done' : 'failed'}`),
  });
  later.take('1', 'a', BODY, 1);
  later.adopt('2', 'b', 1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual(['a failed', 'b done']);
});

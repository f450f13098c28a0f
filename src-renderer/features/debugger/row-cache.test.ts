import { expect, test } from 'vitest';
import { ROW_LOT, type StepRow } from '../../../shared/api/view.ts';
import { RowCache } from './row-cache.ts';

function rowsFrom(from: number, count: number, name: string): StepRow[] {
  return Array.from({ length: count }, (_, i) => ({ index: from + i, name }) as StepRow);
}

test('reads the chunks that a window touches, once', async () => {
  const reads: number[] = [];
  const cache = new RowCache<StepRow>(
    async (from, count) => {
      reads.push(from);
      return rowsFrom(from, count, 'first');
    },
    () => undefined,
  );
  await cache.want(ROW_LOT - 5, ROW_LOT + 5);
  await cache.want(0, 2 * ROW_LOT - 1);
  expect(reads).toEqual([0, ROW_LOT]);
  expect(cache.get(ROW_LOT + 3)?.index).toBe(ROW_LOT + 3);
});

test('shows what it had until the newer rows are there', async () => {
  let name = 'old';
  const cache = new RowCache<StepRow>(
    async (from, count) => rowsFrom(from, count, name),
    () => undefined,
  );
  await cache.want(0, 1);
  name = 'new';
  cache.invalidate();
  const waiting = cache.want(0, 1);
  expect(cache.get(0)?.name).toBe('old');
  await waiting;
  expect(cache.get(0)?.name).toBe('new');
});

test('an answer that was overtaken is dropped', async () => {
  const answers: ((rows: StepRow[]) => void)[] = [];
  const cache = new RowCache<StepRow>(
    () => new Promise((resolve) => answers.push(resolve)),
    () => undefined,
  );
  const first = cache.want(0, 1);
  cache.invalidate();
  const second = cache.want(0, 1);
  answers[1]?.(rowsFrom(0, ROW_LOT, 'new'));
  await second;
  answers[0]?.(rowsFrom(0, ROW_LOT, 'old'));
  await first;
  expect(cache.get(0)?.name).toBe('new');
});

test('a failed read is tried again when it is wanted again', async () => {
  let fail = true;
  const cache = new RowCache<StepRow>(
    async (from, count) => {
      if (fail) throw new Error('lost');
      return rowsFrom(from, count, 'later');
    },
    () => undefined,
  );
  await expect(cache.want(0, 1)).rejects.toThrow('lost');
  fail = false;
  await cache.want(0, 1);
  expect(cache.get(0)?.name).toBe('later');
});

test('whoever asks while a chunk is being read waits for that read, and gets no older row', async () => {
  const answers: ((rows: StepRow[]) => void)[] = [];
  const cache = new RowCache<StepRow>(
    () => new Promise((resolve) => answers.push(resolve)),
    () => undefined,
  );
  const first = cache.want(0, 1);
  answers[0]?.(rowsFrom(0, ROW_LOT, 'old'));
  await first;
  cache.invalidate();
  const listed = cache.want(0, 1);
  const drawn = cache.at(0);
  expect(answers).toHaveLength(2);
  answers[1]?.(rowsFrom(0, ROW_LOT, 'new'));
  await listed;
  expect((await drawn)?.name).toBe('new');
});

test('lets go of what was looked at longest ago, however far is scrolled', async () => {
  const cache = new RowCache(
    async (from, count) => rowsFrom(from, count, 'row'),
    () => undefined,
  );
  for (let chunk = 0; chunk < 1000; chunk++) {
    await cache.want(chunk * ROW_LOT, chunk * ROW_LOT);
    await cache.want(0, 0);
  }
  expect(cache.get(0)?.index).toBe(0);
  expect(cache.get(999 * ROW_LOT)?.index).toBe(999 * ROW_LOT);
  expect(cache.get(500 * ROW_LOT)).toBeUndefined();
});

test('rows that came unasked are not read, until they are out of date', async () => {
  const reads: number[] = [];
  const cache = new RowCache<StepRow>(
    async (from, count) => {
      reads.push(from);
      return rowsFrom(from, count, 'read');
    },
    () => undefined,
  );
  cache.give(ROW_LOT, rowsFrom(ROW_LOT, ROW_LOT, 'given'));
  await cache.want(ROW_LOT, ROW_LOT + 1);
  expect(reads).toEqual([]);
  expect(cache.get(ROW_LOT + 1)?.name).toBe('given');
  cache.invalidate();
  await cache.want(ROW_LOT, ROW_LOT + 1);
  expect(cache.get(ROW_LOT + 1)?.name).toBe('read');
});

test('a chunk is read in a way of its own unless it is there or being read, and others wait for it', async () => {
  const reads: number[] = [];
  const cache = new RowCache<StepRow>(
    async (from, count) => {
      reads.push(from);
      return rowsFrom(from, count, 'read');
    },
    () => undefined,
  );
  const own = cache.readWith(5, async () => rowsFrom(0, ROW_LOT, 'own'));
  expect(own).not.toBeNull();
  expect(cache.readWith(6, async () => [])).toBeNull();
  await cache.want(0, 1);
  expect(cache.get(5)?.name).toBe('own');
  expect(cache.readWith(7, async () => [])).toBeNull();
  expect(reads).toEqual([]);
});

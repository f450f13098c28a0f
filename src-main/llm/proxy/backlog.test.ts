import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';

test('whoever brings more than may wait has to wait until some is done', async () => {
  const backlog = new Backlog(10);
  const done: number[] = [];
  const ends: (() => void)[] = [];
  const add = (n: number): Promise<void> =>
    backlog.add(6, async () => {
      await new Promise<void>((resolve) => ends.push(resolve));
      done.push(n);
    });
  const first = add(1);
  await backlog.room();
  void add(2);
  let room = false;
  const waiting = backlog.room().then(() => {
    room = true;
  });
  await expect.poll(() => ends.length, { timeout: 20_000 }).toBe(2);
  expect(room).toBe(false);
  ends[0]?.();
  await first;
  await waiting;
  expect(done).toEqual([1]);
  ends[1]?.();
});

test('work that fails makes room too', async () => {
  const backlog = new Backlog(1);
  await expect(backlog.add(5, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await backlog.room();
});

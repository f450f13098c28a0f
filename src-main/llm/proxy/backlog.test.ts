import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';

test('whoever brings more than may wait has to wait until some is done', async () => {
  const backlog = new Backlog(10);
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const passed: string[] = [];
  backlog.add(6, first.promise);
  await backlog.room();
  backlog.add(6, second.promise);
  expect(backlog.full).toBe(true);
  const room = backlog.room().then(() => passed.push('room'));
  const empty = backlog.empty().then(() => passed.push('empty'));
  first.resolve();
  await room;
  expect(passed).toEqual(['room']);
  second.resolve();
  await empty;
  expect(passed).toEqual(['room', 'empty']);
  await backlog.empty();
});

test('a work that is added to counts as one, with all that was added', async () => {
  const backlog = new Backlog(10);
  const work = Promise.withResolvers<void>();
  const other = Promise.withResolvers<void>();
  backlog.add(4, work.promise);
  backlog.add(4, work.promise);
  backlog.add(2, other.promise);
  expect(backlog.full).toBe(true);
  other.resolve();
  await backlog.room();
  backlog.add(2, work.promise);
  expect(backlog.full).toBe(true);
  work.resolve();
  await backlog.empty();
  expect(backlog.full).toBe(false);
});

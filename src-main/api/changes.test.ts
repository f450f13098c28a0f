import { expect, it } from 'vitest';
import { Changes } from './changes.ts';

it('gives the value now, then once after changes, however many there were', async () => {
  let value = 1;
  const changes = new Changes(() => value);
  const iterator = changes.watch();
  expect((await iterator.next()).value).toBe(1);
  value = 2;
  changes.notify();
  value = 3;
  changes.notify();
  expect((await iterator.next()).value).toBe(3);
  const next = iterator.next();
  value = 4;
  changes.notify();
  expect((await next).value).toBe(4);
});

it('forgets a watcher that returned, even one that waits', async () => {
  const changes = new Changes(() => 0);
  const iterator = changes.watch();
  await iterator.next();
  const waiting = iterator.next();
  expect(changes.watchers).toBe(1);
  await iterator.return?.();
  expect((await waiting).done).toBe(true);
  expect(changes.watchers).toBe(0);
  expect((await iterator.next()).done).toBe(true);
});

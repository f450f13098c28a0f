import { expect, test } from 'vitest';
import { pulled } from './pulled.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('it begins with the first question, and goes on with the next', async () => {
  const done: string[] = [];
  const values = pulled<number>(async (tell) => {
    for (const value of [1, 2]) {
      done.push(`tells ${value}`);
      await tell(value);
      done.push(`told ${value}`);
    }
  });
  await settled();
  expect(done).toEqual([]);
  expect(await values.next()).toEqual({ done: false, value: 1 });
  await settled();
  expect(done).toEqual(['tells 1']);
  expect(await values.next()).toEqual({ done: false, value: 2 });
  expect(await values.next()).toEqual({ done: true, value: undefined });
  expect(done).toEqual(['tells 1', 'told 1', 'tells 2', 'told 2']);
});

test('whoever leaves early ends it, and waits for its end', async () => {
  let end = '';
  for await (const value of pulled<number>(async (tell, left) => {
    await tell(1);
    end = left.aborted ? 'left' : 'went on';
    await tell(2);
  })) {
    expect(value).toBe(1);
    break;
  }
  expect(end).toBe('left');
});

test('what is thrown is thrown', async () => {
  const values = pulled<number>(() => Promise.reject(new Error('a bug')));
  await expect(values.next()).rejects.toThrow('a bug');
});

import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { write } from './listen.ts';

/** As far as `write` looks: its reader has had enough with every piece. */
class SlowResponse extends EventEmitter {
  destroyed = false;
  write = (): boolean => false;
  get waiting(): number {
    return this.listenerCount('drain') + this.listenerCount('close');
  }
}
const slow = () => {
  const response = new SlowResponse();
  return { response, write: () => write(response as unknown as ServerResponse, 'piece') };
};

test('however often a reader is slower than the writer, nobody goes on listening for it', async () => {
  const { response, write } = slow();
  for (let piece = 0; piece < 20; piece++) {
    const written = write();
    expect(response.waiting).toBe(2);
    response.emit('drain');
    expect(await written).toBe(true);
    expect(response.waiting).toBe(0);
  }
});

test('a reader that goes away ends the wait, and is written to no more', async () => {
  const { response, write } = slow();
  const written = write();
  response.destroyed = true;
  response.emit('close');
  expect(await written).toBe(false);
  expect(response.waiting).toBe(0);
  expect(await write()).toBe(false);
  expect(response.waiting).toBe(0);
});

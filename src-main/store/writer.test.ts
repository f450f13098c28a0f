import { expect, test } from 'vitest';
import type { Request } from './messages.ts';
import { StoreWriter } from './writer.ts';

function writer(): { readonly writer: StoreWriter; readonly sent: Request[] } {
  const sent: Request[] = [];
  return { writer: new StoreWriter((request) => sent.push(request), 0), sent };
}

test('what is asked goes in one message with its question', async () => {
  const { writer: one, sent } = writer();
  const asked = one.ask([{ type: 'close' }]);
  await Promise.resolve();
  expect(sent).toEqual([{ jobs: [{ type: 'close' }], reply: 0 }]);
  one.answered({ type: 'done', reply: 0 });
  await asked;
});

test('jobs that nobody asks about go at the end of the moment, together', async () => {
  const { writer: one, sent } = writer();
  one.putBlob('database', 'a', new Uint8Array());
  one.putBlob('database', 'b', new Uint8Array());
  expect(sent).toEqual([]);
  await Promise.resolve();
  expect(sent).toMatchObject([{ jobs: [{ hash: 'a' }, { hash: 'b' }] }]);
});

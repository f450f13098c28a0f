import { afterEach, describe, expect, test } from 'vitest';
import { chatRequestSchema } from '../../shared/llm/protocol/request.ts';
import {
  type Answer,
  CHUNKS,
  COMPLETION,
  json,
  sse,
  type Upstream,
  upstream,
} from '../../test/support/llm-upstream.ts';
import { LlmClient } from './client.ts';
import type { CallEvent } from './contract.ts';

const KEY = 'sk-planted-7391';
const ask = chatRequestSchema.parse({ messages: [{ role: 'user', content: 'Good morning?' }] });

const closing: (() => Promise<void>)[] = [];
const keep = <T extends { close(): Promise<void> }>(what: T): T => {
  closing.push(() => what.close());
  return what;
};
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(...answers: readonly Answer[]): Promise<Upstream> {
  return keep(await upstream(...answers));
}
const client = (): LlmClient => keep(new LlmClient({ environment: { TEST_KEY: KEY } }));

describe('a call', () => {
  test('brings a whole answer, with its wire request and no key', async () => {
    const server = await serve(json(200, COMPLETION));
    const outcome = await client().call(ask, [server.target()]);
    expect(outcome).toMatchObject({ ok: true, target: 'test/m', score: 100 });
    if (!outcome.ok) return;
    expect(outcome.response.candidates[0]?.content).toEqual([{ type: 'text', text: 'Good morning.' }]);
    expect(outcome.attempts[0]?.wire.body).toEqual(JSON.parse(server.asked[0]?.body ?? ''));
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.stringify(outcome)).not.toContain(KEY);
  });

  test('brings a stream part by part, and the whole at its end', async () => {
    const server = await serve(sse(...CHUNKS, '[DONE]'));
    const events: CallEvent[] = [];
    for await (const event of client().stream({ ...ask, stream: true }, [server.target()]))
      events.push(event);
    expect(events.map((event) => (event.type === 'part' ? event.part.type : event.type))).toEqual([
      'attempt',
      'start',
      'part_start',
      'delta',
      'delta',
      'part_end',
      'finish',
      'end',
      'attempt_end',
      'done',
    ]);
    expect(events.at(-1)).toMatchObject({
      outcome: { ok: true, response: { candidates: [{ content: [{ text: 'Good morning.' }] }] } },
    });
  });
});

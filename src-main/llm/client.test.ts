import { describe, expect, test } from 'vitest';
import { ask, client, KEY, serve } from '../../test/support/llm-client.ts';
import { CHUNKS, COMPLETION, json, sse } from '../../test/support/llm-upstream.ts';
import type { CallEvent } from './contract.ts';

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

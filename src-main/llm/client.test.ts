import { describe, expect, test } from 'vitest';
import type { Target } from '../../shared/llm/providers/target.ts';
import { ask, client, KEY, quick, serve } from '../../test/support/llm-client.ts';
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

describe('an answer with digits that no float keeps', () => {
  const answer = { ...COMPLETION, usage: { prompt_tokens: 3, seen: '@' } };
  const big = (text: string) => text.replace('"@"', '9007199254740993');

  test.each([
    ['whole', false, json(200, big(JSON.stringify(answer)))],
    ['streamed', true, sse(big(JSON.stringify({ ...answer, choices: [] })), ...CHUNKS, '[DONE]')],
  ])('tells them when it is %s', async (_, stream, answered) => {
    const server = await serve(answered);
    const outcome = await client().call({ ...ask, stream }, [server.target()]);
    expect(outcome).toMatchObject({
      ok: true,
      answerLosses: expect.arrayContaining([
        expect.objectContaining({
          class: 'quantised',
          before: '9007199254740993',
          after: '9007199254740992',
        }),
      ]),
    });
  });
});

describe('a provider that is a service of the workspace', () => {
  const inService = (target: Target): Target => ({
    ...target,
    provider: { ...target.provider, baseUrl: 'service:llm/v1', auth: { header: 'authorization' } },
  });

  test('is asked where the service answers; what is recorded names the service', async () => {
    const server = await serve(json(200, COMPLETION));
    const { baseUrl } = server.target().provider;
    const asked: string[] = [];
    const services = async (name: string) => {
      asked.push(name);
      return { ok: true as const, url: `${new URL(baseUrl).origin}/` };
    };
    const outcome = await client({}, services).call(ask, [inService(server.target())]);
    expect(outcome).toMatchObject({ ok: true });
    expect(asked).toEqual(['llm']);
    expect(server.asked[0]?.path).toMatch(/^\/v1\//);
    expect(outcome.attempts[0]?.wire.url).toMatch(/^service:llm\/v1\//);
  });

  test('that does not come up fails once, in one sentence, and the next model is asked', async () => {
    const server = await serve(json(200, COMPLETION));
    const services = async () => ({ ok: false as const, message: 'it ended with code 1: no such file' });
    const down = inService(server.target());
    const alone = await client({}, services).call(ask, [down], quick);
    expect(alone).toMatchObject({
      ok: false,
      error: {
        code: 'connection',
        message: 'Service llm does not answer: it ended with code 1: no such file.',
      },
    });
    expect(alone.attempts).toHaveLength(1);
    const both = await client(undefined, services).call(ask, [down, server.target()], quick);
    expect(both).toMatchObject({ ok: true });
    expect(await client({}).call(ask, [down], quick)).toMatchObject({
      error: { message: expect.stringContaining('started by runs') },
    });
  });

  test('is not waited for by a call that was cancelled', async () => {
    const server = await serve();
    const abort = new AbortController();
    const services = () => {
      abort.abort();
      return new Promise<never>(() => undefined);
    };
    const outcome = await client({}, services).call(ask, [inService(server.target())], quick, abort.signal);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });
});

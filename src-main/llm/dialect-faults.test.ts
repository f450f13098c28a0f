import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../shared/llm/dialects/adapters.ts';
import { DIALECTS, type Dialect } from '../../shared/llm/protocol/part.ts';
import type { ChatResponse } from '../../shared/llm/protocol/response.ts';
import type { WireEvent } from '../../shared/llm/protocol/stream.ts';
import { BUILT_IN_PROVIDERS } from '../../shared/llm/providers/built-in.ts';
import { findTarget, providerRegistry } from '../../shared/llm/providers/registry.ts';
import type { Target } from '../../shared/llm/providers/target.ts';
import { ask, client, KEY, quick, REFUSALS, serve } from '../../test/support/llm-client.ts';
import { type Answer, json, type Upstream } from '../../test/support/llm-upstream.ts';
import { streamOf } from './as-stream.ts';
import type { CallOutcome } from './contract.ts';

/** What goes wrong on the wire is in faults.test.ts; here is what each dialect says, or cannot say, about it. */
const ANSWER: ChatResponse = {
  id: 'a1',
  model: 'm',
  created: 1,
  candidates: [{ content: [{ type: 'text', text: 'Good morning to you.' }], finish: 'stop' }],
  usage: { input: 3, output: 2 },
};

describe.each(DIALECTS)('%s', (dialect) => {
  const adapter = adapterOf(dialect);
  const context = { id: 'a1', model: 'm', created: 1 };
  const whole = adapter.writeResponse(ANSWER, context).value;
  const writer = adapter.streamWriter(context);
  const events = [...streamOf(ANSWER)].flatMap((part) => writer.push(part));

  const call = async (stream: boolean, ...answers: readonly Answer[]): Promise<CallOutcome> => {
    const server = await serve(...answers);
    const outcome = await client().call({ ...ask, stream }, [targetOf(dialect, server)], quick);
    expect(server.asked).toHaveLength(outcome.attempts.length);
    expect(JSON.stringify(outcome)).not.toContain(KEY);
    return outcome;
  };

  test('an answer and a stream are what was said', async () => {
    const text = { ok: true, response: { candidates: [{ content: [{ text: 'Good morning to you.' }] }] } };
    expect(await call(false, json(200, whole))).toMatchObject(text);
    expect(await call(true, sent(events))).toMatchObject(text);
  });

  test.each(REFUSALS)('%i, in its own words, is %s', async (status, code, attempts) => {
    const { body } = adapter.writeError({ code, message: `no, ${KEY}`, status });
    const outcome = await call(false, json(status, body));
    expect(outcome).toMatchObject({ ok: false, error: { code, status, message: 'no, [redacted]' } });
    expect(outcome.attempts).toHaveLength(attempts);
  });

  test('429 once, with a pause that is asked for, and an answer then', async () => {
    const { body } = adapter.writeError({ code: 'rate_limit', message: 'slow', status: 429 });
    const outcome = await call(false, json(429, body, { 'retry-after-ms': '20' }), json(200, whole));
    expect(outcome).toMatchObject({ ok: true, attempts: [{ error: { retryAfterMs: 20 } }, {}] });
  });

  test('JSON that is cut off, HTML, and JSON of somebody else are no answers', async () => {
    const html: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>');
    };
    const cut = json(200, JSON.stringify(whole).slice(0, -9));
    for (const answer of [cut, html, json(200, { ok: true })])
      for (const stream of [false, true]) {
        const outcome = await call(stream, answer);
        expect(outcome).toMatchObject({ ok: false, error: { code: 'invalid_response' } });
      }
  });

  test('a stream that ends anywhere before its last word is an error with what had come', async () => {
    const last = lastWord(dialect, events);
    for (const count of [0, 1, Math.floor(last / 2), last]) {
      const outcome = await call(true, sent(events.slice(0, count)));
      expect(outcome, `${count} events`).toMatchObject({ ok: false, error: { code: 'stream_interrupted' } });
    }
    const half = await call(true, sent(events.slice(0, last)));
    expect(JSON.stringify(half)).toContain('Good morning');
  });

  test('an error in the middle of a stream ends it, with what had come and without the key', async () => {
    const failing = adapter.streamWriter(context);
    const parts = [...streamOf(ANSWER)].slice(0, 4);
    const until = parts.flatMap((part) => failing.push(part));
    const error = failing.push({ type: 'error', error: { code: 'server', message: `late, ${KEY}` } });
    const outcome = await call(true, sent([...until, ...error]));
    expect(outcome).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('late, [redacted]') },
    });
    expect(outcome.ok || outcome.partial?.candidates[0]?.content).toMatchObject([{ text: 'Good morning ' }]);
  });

  test('a key that is said in pieces is told in none', async () => {
    const pieces = ['My key is ', KEY.slice(0, 4), KEY.slice(4, 9), `${KEY.slice(9)}!`];
    const own = adapter.streamWriter(context);
    const at = { candidate: 0, part: 0 };
    const said = [
      { type: 'start', id: 'a1', model: 'm' } as const,
      { type: 'part_start', ...at, value: { type: 'text', text: '' } } as const,
      ...pieces.map((text) => ({ type: 'delta', ...at, text }) as const),
      { type: 'part_end', ...at } as const,
      { type: 'finish', candidate: 0, finish: 'stop' } as const,
      { type: 'end' } as const,
    ].flatMap((part) => own.push(part));
    expect(await call(true, sent(said))).toMatchObject({
      ok: true,
      response: { candidates: [{ content: [{ text: 'My key is [redacted]!' }] }] },
    });
    const escaped = JSON.stringify(whole).replace('Good', KEY.replace('s', '\\u0073'));
    expect(await call(false, json(200, escaped))).toMatchObject({
      ok: true,
      response: { candidates: [{ content: [{ text: '[redacted] morning to you.' }] }] },
    });
  });
});

/** The vendor's own provider, at that address. */
function targetOf(dialect: Dialect, { url }: Upstream): Target {
  const base = BUILT_IN_PROVIDERS.find((spec) => spec.dialect === dialect);
  const spec = {
    id: 'test',
    extends: base?.id,
    baseUrl: url,
    auth: { ...base?.auth, env: 'TEST_KEY' },
    models: [{ id: 'm' }],
  };
  const target = findTarget(providerRegistry([spec]), 'test/m');
  if (typeof target === 'string') throw new Error(target);
  return target;
}

function sent(events: readonly WireEvent[]): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(
      events
        .map(({ event, data }) => `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`)
        .join(''),
    );
  };
}

/** Where the first event stands that says why the answer ended. */
function lastWord(dialect: Dialect, events: readonly WireEvent[]): number {
  const word: Readonly<Record<Dialect, RegExp>> = {
    'openai-chat': /"finish_reason":"/,
    'openai-responses': /"response\.completed"/,
    anthropic: /"message_stop"/,
    gemini: /"finishReason"/,
    mistral: /"finish_reason":"/,
  };
  return events.findIndex(({ data }) => word[dialect].test(data));
}

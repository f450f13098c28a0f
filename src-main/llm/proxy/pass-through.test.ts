import { request as send } from 'undici';
import { afterEach, expect, test, vi } from 'vitest';
import {
  type Answer,
  CHUNKS,
  COMPLETION,
  chunk,
  json,
  sse,
  type Upstream,
  upstream,
} from '../../../test/support/llm-upstream.ts';
import { LlmClient } from '../client.ts';
import type { CallPolicy, Strategy } from '../contract.ts';
import type { Environment } from '../key.ts';
import { primary } from '../strategy.ts';
import { exchangeOf } from './passed.ts';
import { type RunningProxy, startProxy } from './proxy.ts';
import type { Exchange } from './record.ts';

/** Client and target speak the same dialect: what the target says reaches the client as it was said. */
const KEY = 'sk-planted-5512';
const recorded: Exchange[] = [];
/** Of each call, whether it was read on its way. */
const read: boolean[] = [];
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  recorded.length = 0;
  read.length = 0;
  for (const close of closing.splice(0).reverse()) await close();
});

/** In no way another one than the usual, but that is not known of it. */
const carried: Strategy = (candidates) => candidates;

async function through(
  environment: Environment,
  ...answers: readonly Answer[]
): Promise<Upstream & { proxy: RunningProxy }> {
  return withPolicy({}, environment, ...answers);
}

async function withPolicy(
  policy: Partial<CallPolicy>,
  environment: Environment,
  ...answers: readonly Answer[]
): Promise<Upstream & { proxy: RunningProxy }> {
  const server = await upstream(...answers);
  closing.push(server.close);
  const client = new LlmClient({ environment });
  closing.push(() => client.close());
  const proxy = await startProxy({
    client: () => client,
    policy: { retry: { attempts: 2, initialMs: 1, maxMs: 1 }, ...policy },
    strategyName: 'primary',
    port: 0,
    newTrace: () => 'trc_1',
    record: async (exchange) => {
      read.push('outcome' in exchange);
      recorded.push(JSON.parse(JSON.stringify(exchangeOf(exchange))));
    },
    onBug: (error) => {
      throw error;
    },
    models: () => [],
    route: () => [server.target()],
  });
  closing.push(() => proxy.close());
  return { ...server, proxy };
}

async function ask(
  { proxy }: { proxy: RunningProxy },
  stream: boolean,
  begun: () => void = () => undefined,
): Promise<{ status: number; text: string; losses: unknown }> {
  const body = JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'Hello?' }] });
  const response = await send(`${proxy.url}/v1/chat/completions`, { method: 'POST', body });
  const pieces: Buffer[] = [];
  for await (const piece of response.body) {
    pieces.push(piece);
    begun();
  }
  const text = Buffer.concat(pieces).toString();
  return { status: response.statusCode, text, losses: response.headers['x-parallax-losses'] };
}

/** Without what is another one each time: times and the server's port. */
function untimed({ startedAt: _, outcome, ...exchange }: Exchange): object {
  const attempts = outcome.attempts.map(
    ({ wire, startedMs: _s, headersMs: _h, firstPartMs: _f, endedMs: _e, ...attempt }) => ({
      ...attempt,
      wire: { ...wire, url: '' },
    }),
  );
  return { ...exchange, outcome: { ...outcome, attempts } };
}

const odd = JSON.stringify({ ...COMPLETION, of_tomorrow: [1.0, { a: null }] }, null, 3);

test('a whole answer arrives byte for byte, and is recorded as it was read', async () => {
  const all = await through({}, json(200, odd));
  expect(await ask(all, false)).toEqual({ status: 200, text: odd, losses: '0' });
  expect(recorded).toMatchObject([{ outcome: { ok: true, response: { candidates: [{ finish: 'stop' }] } } }]);
  expect(recorded[0]?.outcome).not.toHaveProperty('raw');
});

test('bytes that are no text arrive as they are, too', async () => {
  const [before = '', after = ''] = JSON.stringify({ ...COMPLETION, of_tomorrow: '?' }).split('?');
  const bytes = Buffer.concat([Buffer.from(before), Buffer.of(0xe9), Buffer.from(after)]);
  const { proxy } = await through({}, (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(bytes);
  });
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello?' }] });
  const response = await send(`${proxy.url}/v1/chat/completions`, { method: 'POST', body });
  expect(Buffer.from(await response.body.arrayBuffer()).equals(bytes)).toBe(true);
});

test.each([
  ['with a key', KEY, `Bearer ${KEY}`],
  ['without one', '', undefined],
])('a call %s that went through is recorded as one that was read on its way', async (_, key, said) => {
  const answer = json(200, { ...COMPLETION, of_tomorrow: 1 });
  const sent: unknown[] = [];
  for (const strategy of [primary, carried]) {
    const all = await withPolicy({ strategy }, { TEST_KEY: key }, answer);
    await ask(all, false);
    sent.push(all.asked.map(({ body, headers }) => [JSON.parse(body), headers.authorization]));
  }
  expect(read).toEqual([false, true]);
  const [whole, other] = recorded.map(untimed);
  expect(whole).toEqual(other);
  expect(sent[0]).toEqual(sent[1]);
  expect(sent[0]).toEqual([[expect.anything(), said]]);
  const shown = said === undefined ? undefined : 'Bearer [redacted]';
  expect(recorded[0]?.outcome.attempts[0]?.wire.headers['authorization']).toBe(shown);
});

test.each([
  ['complete', [...CHUNKS, '[DONE]']],
  ['without its last word', CHUNKS],
  ['with an error in it', [...CHUNKS.slice(0, 2), '{"error":{"message":"busy","type":"server_error"}}']],
  ['that breaks off', CHUNKS.slice(0, 2)],
])('a stream %s is recorded alike, read on its way or later', async (what, [first = '', ...rest]) => {
  const texts: string[] = [];
  const carry = vi.spyOn(LlmClient.prototype, 'carry');
  closing.push(async () => carry.mockRestore());
  for (const strategy of [primary, carried]) {
    const begun = Promise.withResolvers<void>();
    const all = await withPolicy({ strategy }, {}, async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${first}\n\n`);
      await begun.promise;
      for (const event of rest) response.write(`data: ${event}\n\n`);
      response.end();
    });
    texts.push((await ask(all, true, begun.resolve)).text);
  }
  expect(carry).toHaveBeenCalledTimes(what === 'complete' ? 1 : 2);
  expect(texts[0]).toBe(texts[1]);
  expect(read).toEqual([what !== 'complete', true]);
  const [whole, other] = recorded.map(untimed);
  expect(whole).toEqual(other);
});

test('a refusal is asked for anew, and the first attempt is recorded with it', async () => {
  const all = await through({}, json(503, { error: { message: 'soon' } }), json(200, odd));
  expect(await ask(all, false)).toMatchObject({ status: 200, text: odd });
  expect(all.asked).toHaveLength(2);
  expect(recorded).toMatchObject([
    { outcome: { ok: true, attempts: [{ status: 503, error: { message: 'soon' } }, { status: 200 }] } },
  ]);
});

test('nor is what is no answer given on', async () => {
  const all = await through(
    {},
    json(200, { error: { message: 'busy', type: 'server_error' } }),
    json(200, { ...COMPLETION, choices: [] }),
  );
  expect((await ask(all, false)).status).toBe(502);
  expect(all.asked).toHaveLength(2);
  expect(recorded).toMatchObject([{ outcome: { ok: false, attempts: [{ error: {} }, { error: {} }] } }]);
});

test('a stream arrives byte for byte, however it was cut', async () => {
  const text = `: hello\n\n${[...CHUNKS, '[DONE]'].map((chunk) => `data:${chunk}\r\n\r\n`).join('')}`;
  const all = await through({}, async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let at = 0; at < text.length; at += 50)
      await new Promise((resolve) => response.write(text.slice(at, at + 50), resolve));
    response.end();
  });
  expect(await ask(all, true)).toEqual({ status: 200, text, losses: '0' });
  expect(recorded).toMatchObject([{ outcome: { ok: true } }]);
});

test('a stream that breaks off ends in an error that stands alone, with what came', async () => {
  const all = await through({}, (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`data: ${CHUNKS[0]}\n\ndata: ${CHUNKS[1]}\n\nevent: late\ndata: {"id":"cut`);
  });
  const { text } = await ask(all, true);
  expect(text.startsWith(`data: ${CHUNKS[0]}\n\ndata: ${CHUNKS[1]}\n\n`)).toBe(true);
  // Not even its name: the OpenAI SDK takes that for an event without data, and stumbles.
  expect(text).not.toMatch(/"cut|late/);
  expect(JSON.parse(text.trim().split('\n\n').at(-1)?.slice(6) ?? '')).toMatchObject({ error: {} });
  expect(recorded).toMatchObject([
    { outcome: { ok: false, error: { code: 'stream_interrupted' }, partial: { candidates: [{}] } } },
  ]);
});

test('of a stream that fails before it says anything the client sees nothing: it is asked for anew', async () => {
  const start = JSON.stringify({
    id: 'first',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [],
  });
  const all = await through({}, sse(start, '{"error":{"message":"busy"}}'), sse(...CHUNKS, '[DONE]'));
  const { text } = await ask(all, true);
  expect(text).toBe([...CHUNKS, '[DONE]'].map((chunk) => `data: ${chunk}\n\n`).join(''));
  expect(recorded).toMatchObject([{ outcome: { ok: true, attempts: [{ error: {} }, {}] } }]);
});

test('an answer with the key in it is written anew, without the key', async () => {
  const said = (content: string) => ({
    ...COMPLETION,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  });
  const escaped = JSON.stringify(said(`it is ${KEY}`)).replace('sk-', '\\u0073k-');
  const whole = await through(
    { TEST_KEY: KEY },
    json(200, said(`it is ${KEY}`)),
    json(200, escaped),
    json(200, said('it is fine')),
  );
  for (const _ of [1, 2]) {
    const { text } = await ask(whole, false);
    expect(JSON.parse(text).choices[0].message.content).toBe('it is [redacted]');
  }
  expect((await ask(whole, false)).text).toBe(JSON.stringify(said('it is fine')));
  expect(JSON.stringify(recorded)).not.toContain(KEY);
});

test('nor does a key come through in the pieces of a stream', async () => {
  const pieces = [{ content: 'it is sk-pla' }, { content: 'nted-5512.' }].map((delta) => chunk(delta));
  const all = await through({ TEST_KEY: KEY }, sse(...pieces, chunk({}, 'stop'), '[DONE]'));
  const { text } = await ask(all, true);
  const texts = text
    .split('\n\n')
    .flatMap((event) =>
      event.startsWith('data: {') ? (JSON.parse(event.slice(6)).choices[0]?.delta.content ?? []) : [],
    );
  expect(texts.join('')).toBe('it is [redacted].');
});

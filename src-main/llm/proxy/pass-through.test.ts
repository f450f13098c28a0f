import { request as send } from 'undici';
import { afterEach, expect, test } from 'vitest';
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
import type { Environment } from '../key.ts';
import { type RunningProxy, startProxy } from './proxy.ts';
import type { Exchange } from './record.ts';

/** Client and target speak the same dialect: what the target says reaches the client as it was said. */
const KEY = 'sk-planted-5512';
const recorded: Exchange[] = [];
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  recorded.length = 0;
  for (const close of closing.splice(0).reverse()) await close();
});

async function through(
  environment: Environment,
  ...answers: readonly Answer[]
): Promise<Upstream & { proxy: RunningProxy }> {
  const server = await upstream(...answers);
  closing.push(server.close);
  const client = new LlmClient({ environment });
  closing.push(() => client.close());
  const proxy = await startProxy({
    client: () => client,
    policy: { retry: { attempts: 2, initialMs: 1, maxMs: 1 } },
    strategyName: 'primary',
    port: 0,
    newTrace: () => 'trc_1',
    record: async (exchange) => void recorded.push(JSON.parse(JSON.stringify(exchange))),
    onBug: (error) => {
      throw error;
    },
    route: () => [server.target()],
  });
  closing.push(() => proxy.close());
  return { ...server, proxy };
}

async function ask(
  { proxy }: { proxy: RunningProxy },
  stream: boolean,
): Promise<{ status: number; text: string; losses: unknown }> {
  const body = JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'Hello?' }] });
  const response = await send(`${proxy.url}/v1/chat/completions`, { method: 'POST', body });
  const text = await response.body.text();
  return { status: response.statusCode, text, losses: response.headers['x-parallax-losses'] };
}

const odd = JSON.stringify({ ...COMPLETION, of_tomorrow: [1.0, { a: null }] }, null, 3);

test('a whole answer arrives byte for byte, and is recorded as it was read', async () => {
  const all = await through({}, json(200, odd));
  expect(await ask(all, false)).toEqual({ status: 200, text: odd, losses: '0' });
  expect(recorded).toMatchObject([{ outcome: { ok: true, response: { candidates: [{ finish: 'stop' }] } } }]);
  expect(recorded[0]?.outcome).not.toHaveProperty('raw');
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
    response.end(`data: ${CHUNKS[0]}\n\ndata: ${CHUNKS[1]}\n\ndata: {"id":"cut`);
  });
  const { text } = await ask(all, true);
  expect(text.startsWith(`data: ${CHUNKS[0]}\n\ndata: ${CHUNKS[1]}\n\n`)).toBe(true);
  expect(text).not.toContain('"cut');
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

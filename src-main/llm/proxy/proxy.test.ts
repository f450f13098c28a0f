import { once } from 'node:events';
import { connect } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { request as send } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPolicy } from '../../../shared/llm/losses/policy.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import { CHUNKS, COMPLETION, json, upstream } from '../../../test/support/llm-upstream.ts';
import { LlmClient } from '../client.ts';
import { type DemoProvider, startDemoProvider } from '../demo/server.ts';
import { exchangeOf } from './passed.ts';
import { type RunningProxy, startProxy } from './proxy.ts';
import type { Exchange } from './record.ts';

const ANSWER = 'You asked: Where is it? This is the demo model, which always answers so.';
const SCHEMA = { type: 'object', properties: { order: { type: 'string' } } } as const;

let demo: DemoProvider;
let proxy: RunningProxy;
const client = new LlmClient({ environment: null });
const recorded: Exchange[] = [];
let traces = 0;

beforeAll(async () => {
  demo = await startDemoProvider();
  const registry = providerRegistry(demo.providers);
  proxy = await startProxy({
    client: () => client,
    policy: {},
    strategyName: 'primary',
    port: 0,
    maxBytes: 10_000,
    newTrace: () => `trc_${traces++}`,
    record: async (exchange) => void recorded.push(exchangeOf(exchange)),
    onBug: (error) => {
      throw error;
    },
    models: () => [],
    route: (_, model = '') => {
      const found = findTarget(registry, model);
      return typeof found === 'string' ? found : [found];
    },
  });
});
afterAll(async () => {
  await proxy.close();
  await client.close();
  await demo.close();
});

const openai = () => new OpenAI({ baseURL: `${proxy.url}/v1`, apiKey: 'sk-client-key', maxRetries: 0 });
const anthropic = () => new Anthropic({ baseURL: proxy.url, apiKey: 'sk-client-key', maxRetries: 0 });

describe.each([
  'demo-openai-chat/demo',
  'demo-anthropic/demo',
  'demo-gemini/demo',
  'demo-openai-responses/demo',
])('to %s', (model) => {
  const question = { role: 'user' as const, content: 'Where is it?' };

  test('the OpenAI SDK: whole, with headers and a record', async () => {
    const { data, response } = await openai()
      .chat.completions.create({ model, messages: [question], seed: 7 })
      .withResponse();
    expect(data.choices[0]).toMatchObject({ message: { content: ANSWER }, finish_reason: 'stop' });
    expect(response.headers.get('x-parallax-target')).toBe(model);
    const carries = !/anthropic|responses/.test(model);
    const told = response.headers.get('x-parallax-loss') ?? '';
    expect(told.includes('dropped /parameters/seed')).toBe(!carries);
    const exchange = recorded.find(({ trace }) => trace === response.headers.get('x-parallax-trace'));
    expect(exchange).toMatchObject({
      outcome: { ok: true, target: model },
      request: expect.stringMatching(/"seed":7/),
    });
    expect(JSON.stringify(exchange)).not.toContain('sk-client-key');
  });

  test('the OpenAI SDK: a stream with a tool', async () => {
    const stream = openai().chat.completions.stream({
      model,
      messages: [question],
      tools: [{ type: 'function', function: { name: 'find', parameters: SCHEMA } }],
    });
    const [call] = (await stream.finalChatCompletion()).choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ function: { name: 'find' } });
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ order: 'demo order' });
  });

  test.each([undefined, { include_usage: true }])(
    'the OpenAI SDK: tokens of a stream by %j',
    async (options) => {
      const stream = await openai().chat.completions.create({
        model,
        messages: [question],
        stream: true,
        ...(options === undefined ? {} : { stream_options: options }),
      });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      // Who does not ask for them gets no chunk without a choice.
      expect(chunks.filter(({ choices }) => choices.length === 0)).toHaveLength(
        options === undefined ? 0 : 1,
      );
      expect(chunks.some(({ usage }) => (usage?.total_tokens ?? 0) > 0)).toBe(options !== undefined);
    },
  );

  test('the OpenAI SDK, Responses: whole, and a stream with a tool', async () => {
    const whole = await openai().responses.create({ model, input: 'Where is it?' });
    expect(whole.output_text).toBe(ANSWER);
    const final = await openai()
      .responses.stream({
        model,
        input: 'Where is it?',
        tools: [{ type: 'function', name: 'find', parameters: SCHEMA, strict: false }],
      })
      .finalResponse();
    const call = final.output.find(({ type }) => type === 'function_call');
    expect(call?.type === 'function_call' && JSON.parse(call.arguments)).toEqual({ order: 'demo order' });
  });

  test('the Anthropic SDK: whole', async () => {
    const message = await anthropic().messages.create({ model, max_tokens: 100, messages: [question] });
    expect(message).toMatchObject({ content: [{ type: 'text', text: ANSWER }], stop_reason: 'end_turn' });
  });

  test('the Anthropic SDK: a stream with a tool', async () => {
    const message = await anthropic()
      .messages.stream({
        model,
        max_tokens: 100,
        messages: [question],
        tools: [{ name: 'find', input_schema: SCHEMA }],
      })
      .finalMessage();
    expect(message).toMatchObject({
      content: [{ type: 'tool_use', name: 'find', input: { order: 'demo order' } }],
      stop_reason: 'tool_use',
    });
  });
});

describe('the proxy refuses', () => {
  const post = (headers: Record<string, string>, body = '{}', path = '/v1/messages') =>
    send(`${proxy.url}${path}`, { method: 'POST', headers, body });

  test.each([
    ['a page', { origin: 'https://example.com' }, '{}', 403],
    ['another host', { host: 'example.com' }, '{}', 403],
    ['what is too large', {}, 'x'.repeat(10_001), 413],
    ['what is no JSON', {}, 'x', 400],
    ['a model that is nowhere', {}, '{"model":"x/y","messages":[]}', 404],
  ])('%s', async (_, headers, body, status) => {
    const response = await post(headers, body);
    expect(response.statusCode).toBe(status);
    expect(await response.body.json()).toMatchObject({ error: { message: expect.any(String) } });
  });
});

test('half of a character in a name is no reason not to answer', async () => {
  const ask = (body: string) => send(`${proxy.url}/v1/chat/completions`, { method: 'POST', body });
  for (const [model, field] of [
    ['demo-anthropic/\\ud800', 'user'],
    ['demo-anthropic/demo', '\\ud800'],
  ]) {
    const before = recorded.length;
    const { statusCode, body } = await ask(
      `{"model":"${model}","${field}":"a","messages":[{"role":"user","content":"a"}]}`,
    );
    expect([model, statusCode]).toEqual([model, 200]);
    await body.dump();
    await expect.poll(() => recorded.length).toBe(before + 1);
  }
});

test('betas that a client asks for in a header go on to who knows them, and are told where nobody does', async () => {
  const MESSAGE = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [{ type: 'text', text: 'Good morning.' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 2 },
  };
  const provider = await upstream(json(200, MESSAGE), json(200, COMPLETION));
  const own = (id: string, more: object) =>
    findTarget(providerRegistry([{ id, extends: id, baseUrl: provider.url, auth: {}, ...more }]), `${id}/m`);
  const targets = [
    own('anthropic', { headers: { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'one-2025-01-01' } }),
    provider.target(),
  ];
  const ask = async () => {
    const [target] = targets.splice(0, 1);
    if (target === undefined || typeof target === 'string') throw new Error(target);
    const proxy = await startProxy({
      client: () => client,
      policy: {},
      strategyName: 'primary',
      port: 0,
      newTrace: () => 'trc_betas',
      record: async (exchange) => void recorded.push(exchangeOf(exchange)),
      onBug: (error) => {
        throw error;
      },
      models: () => [],
      route: () => [target],
    });
    const sdk = new Anthropic({ baseURL: proxy.url, apiKey: 'k', maxRetries: 0 });
    const { data, response } = await sdk.beta.messages
      .create({
        model: 'm',
        max_tokens: 9,
        messages: [{ role: 'user', content: 'a' }],
        betas: ['two-2025-02-02'],
      })
      .withResponse();
    expect(data.content).toMatchObject([{ text: 'Good morning.' }]);
    await proxy.close();
    return response.headers.get('x-parallax-loss');
  };
  const sent = 'one-2025-01-01, two-2025-02-02';
  expect(await ask()).toBeNull();
  expect(provider.asked.at(-1)?.headers['anthropic-beta']).toBe(sent);
  expect(recorded.at(-1)?.outcome.attempts).toMatchObject([
    { wire: { headers: { 'anthropic-beta': sent } } },
  ]);

  expect(await ask()).toContain('dropped /headers/anthropic-beta');
  expect(provider.asked.at(-1)?.headers['anthropic-beta']).toBeUndefined();
  expect(recorded.at(-1)?.fromClient).toMatchObject([
    { path: '/headers/anthropic-beta', before: 'two-2025-02-02' },
  ]);
  await provider.close();
});

test('an error within an answer of success has the status that says what it is', async () => {
  const router = await upstream(json(200, { error: { message: 'Slow down.', code: 429 } }));
  const own = await startProxy({
    client: () => client,
    policy: { retry: { attempts: 1, initialMs: 1, maxMs: 1 } },
    strategyName: 'primary',
    port: 0,
    newTrace: () => 'trc_within',
    record: async () => undefined,
    onBug: () => undefined,
    models: () => [],
    route: () => [router.target()],
  });
  for (const path of ['/v1/chat/completions', '/v1/messages']) {
    const body = '{"messages":[{"role":"user","content":"a"}]}';
    const response = await send(`${own.url}${path}`, { method: 'POST', body });
    expect(response.statusCode).toBe(429);
    await response.body.dump();
  }
  await own.close();
  await router.close();
});

test('an error of the provider arrives as the client knows it, and is recorded', async () => {
  const bad = await upstream(json(429, { error: { message: 'slow down' } }, { 'retry-after': '9' }));
  const target = bad.target();
  const own = await startProxy({
    client: () => client,
    policy: { retry: { attempts: 1, initialMs: 1, maxMs: 1 } },
    strategyName: 'primary',
    port: 0,
    newTrace: () => 'trc_error',
    record: async (exchange) => void recorded.push(exchangeOf(exchange)),
    onBug: () => undefined,
    models: () => [],
    route: () => [target],
  });
  const sdk = new OpenAI({ baseURL: `${own.url}/v1`, apiKey: 'k', maxRetries: 0 });
  const failed = sdk.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'a' }] });
  await expect(failed).rejects.toMatchObject({ status: 429, message: expect.stringContaining('slow down') });
  expect(recorded.at(-1)).toMatchObject({
    trace: 'trc_error',
    outcome: { ok: false, attempts: [{ status: 429 }] },
  });
  await own.close();
  await bad.close();
});

test('digits of a request that no float keeps: told, exact where it goes on as it came, refused where nothing may be lost', async () => {
  const provider = await upstream(json(200, COMPLETION));
  const target = provider.target();
  const ask = async (model: string, losses: LossPolicy) => {
    const own = await startProxy({
      client: () => client,
      policy: { losses },
      strategyName: 'primary',
      port: 0,
      newTrace: () => 'trc_digits',
      record: async (exchange) => void recorded.push(exchangeOf(exchange)),
      onBug: () => undefined,
      models: () => [],
      route: () => [target],
    });
    const { statusCode, headers, body } = await send(`${own.url}/v1/chat/completions`, {
      method: 'POST',
      body: `{"model":"${model}","messages":[{"role":"user","content":"a"}],"seed":12345678901234567890}`,
    });
    await body.dump();
    await own.close();
    return { status: statusCode, losses: headers['x-parallax-losses'] };
  };
  // What a request with such a name says of its model is read and written anew.
  const quoted = 'the \\"other\\"';
  const sent = provider.asked.length;
  expect(await ask(quoted, 'strict')).toMatchObject({ status: 422, losses: '1' });
  expect(provider.asked.length).toBe(sent);
  expect(recorded.at(-1)).toMatchObject({ outcome: { ok: false, error: { code: 'refused_by_policy' } } });

  expect(await ask(quoted, 'warn')).toMatchObject({ status: 200, losses: '1' });
  expect(recorded.at(-1)?.fromClient).toMatchObject([{ class: 'quantised', before: '12345678901234567890' }]);

  for (const model of [target.model, 'other']) {
    expect(await ask(model, 'strict')).toMatchObject({ status: 200, losses: '0' });
    expect(provider.asked.at(-1)?.body).toBe(
      `{"model":"${target.model}","messages":[{"role":"user","content":"a"}],"seed":12345678901234567890}`,
    );
  }
  await provider.close();
});

test('a client that leaves in the middle of its request has asked for nothing', async () => {
  const before = recorded.length;
  const { hostname, port, host } = new URL(proxy.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /v1/messages HTTP/1.1\r\nhost: ${host}\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n`,
  );
  await once(socket, 'data');
  socket.destroy();
  await once(socket, 'close');
  await anthropic().messages.create({
    model: 'demo-anthropic/demo',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'Where is it?' }],
  });
  await expect.poll(() => recorded.length).toBe(before + 1);
});

test('a client that goes away ends the call at the provider, which is recorded as cancelled', async () => {
  const slow = await upstream((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${CHUNKS[0]}\n\n`);
  });
  const before = recorded.length;
  const own = await startProxy({
    client: () => client,
    policy: {},
    strategyName: 'primary',
    port: 0,
    newTrace: () => 'trc_gone',
    record: async (exchange) => void recorded.push(exchangeOf(exchange)),
    onBug: (error) => {
      throw error;
    },
    models: () => [],
    route: () => [slow.target()],
  });
  const sdk = new OpenAI({ baseURL: `${own.url}/v1`, apiKey: 'k', maxRetries: 0 });
  const stream = await sdk.chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'a' }],
    stream: true,
  });
  for await (const _ of stream) break;
  await expect.poll(() => recorded.length, { timeout: 20_000 }).toBe(before + 1);
  expect(recorded.at(-1)).toMatchObject({ outcome: { ok: false, error: { code: 'cancelled' } } });
  await expect.poll(slow.open, { timeout: 20_000 }).toBe(0);
  await own.close();
  await slow.close();
});

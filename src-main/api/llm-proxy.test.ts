import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiError } from '../../shared/api/error.ts';
import type { LlmProxyView } from '../../shared/api/llm-proxy.ts';
import { openLibrary } from '../../test/support/library.ts';
import { DemoServer } from '../llm/demo/demo-server.ts';
import { keptProxyOptions } from '../llm/proxy/kept-options.ts';
import type { LibraryStore } from '../store/store.ts';
import type { Engine } from './engine.ts';
import { Providers } from './llm.ts';

const OPTIONS = { port: 0, to: [], route: 'primary', weights: {}, losses: 'warn' } as const;

let folder: string;
let store: LibraryStore;
let providers: Providers;
let demo: DemoServer;
let changes = 0;
let ids = 0;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-llm-proxy-'));
  store = await openLibrary(join(folder, '.parallax', 'traces.db'));
  changes = 0;
  demo = new DemoServer();
  providers = open();
});

function open(): Providers {
  const engine = {
    store,
    demo,
    workspace: {
      location: { folder, store: join(folder, '.parallax') },
      trusted: false,
      config: { providers: [] },
    },
    comparisonDeps: () => ({ newId: (prefix: string) => `${prefix}_${ids++}` }),
  } as unknown as Engine;
  return new Providers(
    engine,
    null,
    () => {
      changes++;
    },
    (error) => {
      throw error;
    },
  );
}
afterEach(async () => {
  await providers.close();
  await demo.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

async function now(): Promise<LlmProxyView> {
  for await (const view of providers.proxy.watch()) return view;
  throw new Error('the proxy told nothing');
}

/** Whoever watches is told by itself. */
async function untilCalls(count: number): Promise<LlmProxyView> {
  for await (const view of providers.proxy.watch()) if (view.calls.length === count) return view;
  throw new Error('the proxy told nothing');
}

test('a call of each official SDK is listed when it ends, and its request can be composed anew', async () => {
  await providers.demo();
  await providers.proxy.start({ ...OPTIONS, to: ['demo-anthropic/demo'] });
  const url = (await now()).running?.url ?? '';
  const content = 'Where is order 7?';
  await new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 }).chat.completions.create({
    model: 'gpt-4.1',
    messages: [{ role: 'user', content }],
    seed: 7,
  });
  const schema = { type: 'object' as const, properties: { id: { $ref: '#/$defs/id', default: null } } };
  await new Anthropic({ baseURL: url, apiKey: 'k', maxRetries: 0 }).messages.create({
    model: 'claude-demo',
    max_tokens: 100,
    messages: [{ role: 'user', content }],
    tools: [{ name: 'find', input_schema: schema }],
  });
  // A call is recorded once it is answered; whoever stops the proxy waits for that.
  await providers.proxy.stop();
  const { calls } = await untilCalls(2);
  expect(calls).toMatchObject([
    { dialect: 'anthropic', model: 'claude-demo', losses: 0, score: 100, error: null },
    { dialect: 'openai-chat', model: 'gpt-4.1', target: 'demo-anthropic/demo', stream: false, error: null },
  ]);
  expect(calls[1]?.losses).toBeGreaterThan(0);
  expect(changes).toBeGreaterThan(0);

  const [newest, oldest] = providers.recorded(null);
  expect(oldest).toMatchObject({ kind: 'proxy', title: 'openai-chat', model: 'gpt-4.1', said: content });
  expect(providers.recorded(calls[0]?.comparison ?? '')).toEqual([newest]);
  // Keys that begin with a dollar sign, and entries that are null, come back as they were.
  expect(newest && providers.recall(newest.source)).toMatchObject({
    ok: true,
    request: { messages: [{ role: 'user' }], tools: [{ name: 'find', parameters: schema }] },
  });
  expect(() => providers.recall({ trace: calls[0]?.trace ?? '', event: 1 })).toThrow(ApiError);
});

test('a call that fails says why, and names whom it was for', async () => {
  await providers.proxy.start(OPTIONS);
  const url = (await now()).running?.url ?? '';
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
  const call = client.chat.completions.create({
    model: 'gpt-4.1',
    messages: [{ role: 'user', content: 'x' }],
  });
  await expect(call).rejects.toThrow('trust');
  await providers.proxy.stop();
  expect((await now()).calls).toMatchObject([
    { target: 'openai/gpt-4.1', error: expect.stringContaining('not trusted with keys') },
  ]);
});

test('how it was set is kept with the workspace, and it starts as kept', async () => {
  expect((await now()).options).toEqual({ ...OPTIONS, port: 4700 });
  const set = { ...OPTIONS, to: ['demo-anthropic/demo', 'demo-openai-chat/demo'], route: 'loss' } as const;
  await providers.proxy.keep(set);
  expect((await now()).options).toEqual(set);
  await providers.close();
  providers = open();
  expect((await now()).options).toEqual(set);
  await providers.demo();
  await providers.proxy.start(null);
  expect((await now()).running).toMatchObject(set);
  await expect(providers.proxy.keep(OPTIONS)).rejects.toThrow('stop it first');
  await providers.proxy.stop();
  await providers.proxy.start(OPTIONS);
  expect(keptProxyOptions(join(folder, '.parallax'))).toEqual(OPTIONS);
  // What is no file of ours counts as none.
  writeFileSync(join(folder, '.parallax', 'proxy.json'), '{"version":1,"options":{"port":"x"}}');
  expect(keptProxyOptions(join(folder, '.parallax')).port).toBe(4700);
});

test('a target of weight 0 is asked only when the others fail', async () => {
  await providers.demo();
  const to = ['demo-anthropic/demo', 'demo-openai-chat/demo'];
  await providers.proxy.start({ ...OPTIONS, to, route: 'weighted', weights: { [to[0] ?? '']: 0 } });
  const url = (await now()).running?.url ?? '';
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
  for (let call = 0; call < 12; call++)
    await client.chat.completions.create({ model: 'any', messages: [{ role: 'user', content: 'x' }] });
  await providers.proxy.stop();
  const { calls } = await now();
  expect(calls).toHaveLength(12);
  expect(new Set(calls.map(({ target }) => target))).toEqual(new Set(['demo-openai-chat/demo']));
});

test('it runs once; a port that is taken and a model that is not known are refused', async () => {
  await expect(providers.proxy.start({ ...OPTIONS, to: ['nobody/x'] })).rejects.toThrow('no provider');
  await providers.proxy.start(OPTIONS);
  await expect(providers.proxy.start(OPTIONS)).rejects.toThrow('runs already');
  const { running } = await now();
  const port = Number(new URL(running?.url ?? '').port);
  await providers.proxy.stop();
  expect((await now()).running).toBeNull();
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  await expect(providers.proxy.start({ ...OPTIONS, port })).rejects.toThrow(`Port ${port} is taken`);
  other.close();
  await once(other, 'close');
  await providers.proxy.start({ ...OPTIONS, port });
  expect((await now()).running?.url).toBe(running?.url);
});

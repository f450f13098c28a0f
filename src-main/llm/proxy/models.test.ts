import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { request as send } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { type ProviderRegistry, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import { requestValidator } from '../../../test/unit/llm/vendor-specs.ts';
import { LlmClient } from '../client.ts';
import { startProxy } from './proxy.ts';
import { routingOf } from './route.ts';

const REGISTRY = providerRegistry([
  { id: 'local', extends: 'openai-compatible', baseUrl: 'http://127.0.0.1:9', models: [{ id: 'a/b' }] },
]);

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(to: readonly string[], registry: () => ProviderRegistry = () => REGISTRY) {
  const client = new LlmClient({ environment: null });
  closing.push(() => client.close());
  const proxy = await startProxy({
    client: () => client,
    policy: {},
    strategyName: 'primary',
    port: 0,
    newTrace: () => 'trc_1',
    record: async () => expect.fail('a question for the models is no call'),
    onBug: (error) => {
      throw error;
    },
    ...routingOf(registry, to),
  });
  closing.push(() => proxy.close());
  const { url } = proxy;
  return {
    url,
    openai: new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 }),
    anthropic: new Anthropic({ baseURL: url, apiKey: 'k', maxRetries: 0 }),
  };
}

async function idsOf(list: AsyncIterable<{ readonly id: string }>): Promise<readonly string[]> {
  const ids = [];
  for await (const { id } of list) ids.push(id);
  return ids;
}

test('each SDK is told of all models, its own under their own names', async () => {
  const { openai, anthropic } = await start([]);
  const forOpenai = await idsOf(openai.models.list());
  expect(forOpenai.slice(0, 2)).toEqual(['gpt-4.1', 'gpt-4.1-mini']);
  expect(forOpenai).toEqual(
    expect.arrayContaining(['anthropic/claude-sonnet-4-5', 'openai-responses/gpt-4.1']),
  );
  // A family is no model, and what is found by its short name only is not said twice.
  expect(forOpenai.filter((id) => id.endsWith('*') || id.startsWith('openai/'))).toEqual([]);

  const forAnthropic = await idsOf(anthropic.models.list());
  expect(forAnthropic).toEqual(expect.arrayContaining(['claude-sonnet-4-5', 'openai/gpt-4.1', 'local/a/b']));
  expect(forAnthropic).toHaveLength(forOpenai.length);
});

test('one model, by every name that a call takes', async () => {
  const { url, openai, anthropic } = await start([]);
  expect(await openai.models.retrieve('gpt-4.1')).toMatchObject({ id: 'gpt-4.1', owned_by: 'openai' });
  expect(await openai.models.retrieve('local/a/b')).toMatchObject({ id: 'local/a/b', owned_by: 'local' });
  expect(await anthropic.models.retrieve('claude-haiku-4-5')).toMatchObject({
    id: 'claude-haiku-4-5',
    display_name: 'claude-haiku-4-5 (Anthropic)',
  });
  const { statusCode, body } = await send(`${url}/v1/models/local/a/b`);
  expect({ statusCode, body: await body.json() }).toMatchObject({
    statusCode: 200,
    body: { id: 'local/a/b' },
  });
});

test('where all calls go to chosen models these are listed, and any name is one of theirs', async () => {
  let registry = REGISTRY;
  const { openai, anthropic } = await start(['local/a/b', 'anthropic/claude-sonnet-4-5'], () => registry);
  const both = ['local/a/b', 'anthropic/claude-sonnet-4-5'];
  expect(await idsOf(openai.models.list())).toEqual(both);
  expect(await idsOf(anthropic.models.list())).toEqual(both);
  expect(await openai.models.retrieve('gpt-of-tomorrow')).toMatchObject({
    id: 'gpt-of-tomorrow',
    owned_by: 'local',
  });

  // Providers change while the proxy runs.
  registry = providerRegistry();
  expect(await idsOf(openai.models.list())).toEqual([]);
  await expect(openai.models.retrieve('gpt-4.1')).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('There is no provider "local"'),
  });
});

test('a name that no call takes is not found, in the words of who asks', async () => {
  const { openai, anthropic } = await start(['nobody/x']);
  const why = 'There is no provider';
  await expect(openai.models.retrieve('x')).rejects.toThrow(why);
  await expect(anthropic.models.retrieve('x')).rejects.toThrow(why);
  await expect(anthropic.models.retrieve('x')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
});

test('Anthropic turns pages, forward and back', async () => {
  const { anthropic } = await start([]);
  const all = await idsOf(anthropic.models.list({ limit: 1000 }));
  expect(await idsOf(anthropic.models.list({ limit: 2 }))).toEqual(all);
  const last = all.at(-1) ?? '';
  const before = await anthropic.models.list({ limit: 2, before_id: last });
  expect(before.data.map(({ id }) => id)).toEqual(all.slice(-3, -1));
  expect(before.has_more).toBe(true);
  expect((await idsOf(before)).toSorted()).toEqual(all.slice(0, -1).toSorted());
  for (const wrong of [{ limit: 0 }, { after_id: 'nobody' }])
    await expect(anthropic.models.list(wrong)).rejects.toBeInstanceOf(Anthropic.BadRequestError);
});

test.for([
  ['openai-chat', 'ListModelsResponse', 'Model', {}],
  ['anthropic', 'ListResponse_ModelInfo_', 'ModelInfo', { 'anthropic-version': '2023-06-01' }],
] as const)(
  'what is said is as the specification of %s has it',
  async ([dialect, list, one, headers], context) => {
    const { url } = await start([]);
    for (const [path, schema] of [
      ['models', list],
      ['models/gpt-4.1', one],
    ] as const) {
      const validate = requestValidator(dialect, schema);
      if (typeof validate === 'string') return context.skip(validate);
      const { body } = await send(`${url}/v1/${path}`, { headers });
      expect(validate(await body.json()), JSON.stringify(validate.errors)).toBe(true);
    }
  },
);

test('what is neither is told where to go', async () => {
  const { url } = await start([]);
  for (const [method, path] of [
    ['GET', '/v1/modelsx'],
    ['POST', '/v1/models'],
    ['GET', '/v1/messages'],
  ] as const) {
    const { statusCode, body } = await send(`${url}${path}`, { method });
    expect({ statusCode, body: await body.json() }).toMatchObject({
      statusCode: 404,
      body: { error: { message: expect.stringContaining('GET of /v1/models') } },
    });
  }
});

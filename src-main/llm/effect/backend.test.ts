import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EffectAnswer, EffectRequest } from '../../../shared/trace/event.ts';
import type { CanonicalObject } from '../../../shared/values/canonical.ts';
import { at, codeOf, EffectBench, openSession, securedProgram } from '../../../test/support/effect-bench.ts';
import {
  type Answer,
  COMPLETION,
  json,
  type Upstream,
  upstream,
} from '../../../test/support/llm-upstream.ts';
import type { EffectSession, EffectSessionOptions } from '../../effects/types.ts';
import { DemoServer } from '../demo/server.ts';
import { createLlmBackend, type LlmBackendOptions } from './backend.ts';

type LlmRequest = Extract<EffectRequest, { type: 'llm' }>;

const KEY = 'sk-planted-7f3a9c2e';
const NODE = securedProgram('shop', ['llm.chat.one', 'llm.chat.two', 'llm.chat.demo-gemini']);

let bench: EffectBench;
let servers: Upstream[];
let demo: DemoServer;

beforeEach(() => {
  bench = new EffectBench('');
  servers = [];
  demo = new DemoServer();
});

afterEach(async () => {
  await bench.close();
  await Promise.all([demo.close(), ...servers.map((server) => server.close())]);
});

async function server(...answers: readonly Answer[]): Promise<Upstream> {
  const started = await upstream(...answers);
  servers.push(started);
  return started;
}

const provider = (id: string, url: string, base = 'openai-compatible'): object => ({
  id,
  extends: base,
  baseUrl: url,
  auth: { header: 'authorization', prefix: 'Bearer ', env: 'TEST_KEY' },
});

function backendOf(
  providers: readonly object[],
  backend: Partial<LlmBackendOptions> = {},
): ReturnType<typeof createLlmBackend> {
  return createLlmBackend({
    providers,
    routes: {},
    keys: { environment: { TEST_KEY: KEY }, keychain: null },
    random: () => 0.5,
    clockScale: 1,
    demo,
    ...backend,
  });
}

function open(
  providers: readonly object[],
  options: Partial<EffectSessionOptions> = {},
  backend: Partial<LlmBackendOptions> = {},
  grants: readonly string[] = ['llm.chat.*'],
): Promise<EffectSession> {
  const clockScale = backend.clockScale ?? 1;
  const llm = backendOf(providers, backend);
  return openSession(bench.broker({ grants, clockScale }, { llm }), NODE, options);
}

function request(chat: CanonicalObject = {}, rest: Partial<LlmRequest> = {}): LlmRequest {
  return {
    type: 'llm',
    operation: 'chat',
    targets: ['one/m'],
    route: 'primary',
    losses: 'warn',
    request: { messages: [{ role: 'user', content: 'Hello' }], ...chat },
    timeoutMs: 5000,
    retry: null,
    breakers: [],
    ...rest,
  };
}

const ask = (
  session: EffectSession,
  asked: LlmRequest,
  path: 'reference' | 'direct' = 'reference',
): Promise<EffectAnswer> => session.request(path, ['shop'], at('ask'), asked);

const says = (content: string, more: object = {}): Answer =>
  json(200, {
    ...COMPLETION,
    choices: [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }],
  });

const recordOf = (answer: EffectAnswer): CanonicalObject => {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.value as CanonicalObject;
};

describe('an answer', () => {
  it('is a record of values, with the attempt as it left', async () => {
    const { url, asked } = await server(says('Good morning.'));
    const session = await open([provider('one', url)]);
    const answer = await ask(
      session,
      request({ parameters: { temperature: { $decimal: '0.20' }, seed: 7 } }),
    );
    expect(recordOf(answer)).toEqual({
      text: 'Good morning.',
      json: null,
      tool_calls: [],
      finish: 'stop',
      message: { role: 'assistant', content: [{ type: 'text', text: 'Good morning.' }] },
      usage: { input: 3, output: 2, cache_read: null, cache_write: null, reasoning: null },
      target: 'one/m',
      model: 'm',
      losses: { score: { $decimal: '100.0' }, count: 0, worst: 'none' },
    });
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ temperature: 0.2, seed: 7, model: 'm' });
    expect(asked[0]?.headers['authorization']).toBe(`Bearer ${KEY}`);
    const [attempt] = answer.attempts;
    expect(attempt).toMatchObject({ outcome: 'ok', detail: '200' });
    expect(answer.calls).toEqual([
      expect.objectContaining({
        target: 'one/m',
        url: `${url}/chat/completions`,
        headers: expect.objectContaining({ authorization: 'Bearer [redacted]' }),
        body: expect.objectContaining({ temperature: { $decimal: '0.2' }, seed: 7 }),
        status: 200,
        losses: [],
      }),
    ]);
    expect(attempt?.durationUs).toBeGreaterThan(0);
  });

  it('holds JSON with exact numbers where a format was asked', async () => {
    const { url } = await server(says('{"price": 9.90, "count": 3}'));
    const session = await open([provider('one', url)]);
    const schema = { type: 'object', properties: { price: { type: 'number' } } };
    const answer = await ask(session, request({ responseFormat: { type: 'json_schema', schema } }));
    expect(recordOf(answer)['json']).toEqual({ price: { $decimal: '9.90' }, count: 3 });
  });

  it('that is not of the asked form is an error of its own, with what was said', async () => {
    const { url } = await server(says('{"price": "much"}'));
    const session = await open([provider('one', url)]);
    const schema = { type: 'object', properties: { price: { type: 'number' } } };
    const answer = await ask(session, request({ responseFormat: { type: 'json_schema', schema } }));
    expect(answer).toMatchObject({
      ok: false,
      error: {
        code: 'invalid_answer',
        fields: { text: '{"price": "much"}', violations: [{ at: '/price', keyword: 'type' }] },
      },
      attempts: [{ outcome: 'ok' }],
    });
  });

  it('holds calls of tools with their arguments as records, and says which do not fit', async () => {
    const call = (id: string, args: string) => ({
      id,
      type: 'function',
      function: { name: 'price', arguments: args },
    });
    const { url } = await server(
      says('', { tool_calls: [call('c1', '{"sku":"ab"}'), call('c2', '{"sku":5}'), call('c3', '{"sku"')] }),
    );
    const session = await open([provider('one', url)]);
    const tools = [
      { name: 'price', parameters: { type: 'object', properties: { sku: { type: 'string' } } } },
    ];
    expect(recordOf(await ask(session, request({ tools })))['tool_calls']).toEqual([
      { id: 'c1', name: 'price', arguments: { sku: 'ab' }, problem: null },
      { id: 'c2', name: 'price', arguments: { sku: 5 }, problem: expect.stringContaining('string') },
      { id: 'c3', name: 'price', arguments: null, problem: 'The arguments of "price" are no JSON.' },
    ]);
  });

  it('comes from the demo, which starts by itself and needs no key', async () => {
    const session = await open([], {}, { keys: { environment: null, keychain: null } });
    const answer = await ask(
      session,
      request({ parameters: { seed: 7 } }, { targets: ['demo-gemini/demo'] }),
    );
    expect(recordOf(answer)['text']).toContain('You asked: Hello');
    expect(demo.started).not.toBeNull();
  });

  it('says what the wire could not carry', async () => {
    const session = await open([]);
    const asked = request(
      { parallelToolCalls: false, tools: [{ name: 'f' }] },
      { targets: ['demo-gemini/demo'] },
    );
    const answer = await ask(session, asked);
    expect(recordOf(answer)['losses']).toMatchObject({ count: 1, worst: 'medium' });
    expect(answer.calls?.[0]?.losses).toEqual([
      expect.objectContaining({ class: 'dropped', path: '/parallelToolCalls', before: false, after: null }),
    ]);
  });
});

describe('what goes wrong has the code that a service would give it', () => {
  const failing = (status: number, headers: Record<string, string> = {}): Answer =>
    json(status, { error: { message: `no: ${KEY}` } }, headers);

  it.each([
    [429, 'rate_limit', { class: 'http_4xx', status: 429, reason: 'rate_limit' }],
    [500, 'http_5xx', { class: 'http_5xx', status: 500 }],
    [503, 'service_unavailable', { class: 'http_5xx', status: 503 }],
    [401, 'http_4xx', { class: 'http_4xx', status: 401, reason: 'authentication' }],
    [404, 'http_4xx', { class: 'http_4xx', status: 404 }],
    [400, 'invalid_request', { class: 'http_4xx', status: 400 }],
  ])('status %i', async (status, code, fields) => {
    const { url } = await server(failing(status));
    const answer = await ask(await open([provider('one', url)]), request());
    expect(answer).toMatchObject({ ok: false, error: { code, fields } });
    expect(JSON.stringify(answer)).not.toContain(KEY);
  });

  it('no connection, no key, no such model, no such route', async () => {
    const gone = await server();
    await gone.close();
    const session = await open(
      [provider('one', gone.url), provider('two', 'https://models.example')],
      { policy: 'each' },
      { keys: { environment: {}, keychain: null } },
    );
    const code = async (effect: number, rest: Partial<LlmRequest>): Promise<string> =>
      codeOf(await session.request('reference', ['shop'], at('ask', effect), request({}, rest)));
    expect(await code(0, {})).toBe('connection_failed');
    expect(await code(1, { targets: ['two/m'] })).toBe('secret_missing');
    expect(await code(2, { targets: ['three/m'] })).toBe('unknown_model');
    expect(await code(3, { targets: [], route: 'r' })).toBe('unknown_route');
    expect(await code(4, { request: { messages: 'hi' } })).toBe('invalid_request');
  });

  it('a loss that strict refuses, before anything is sent', async () => {
    const session = await open([]);
    const chat = { tools: [{ name: 'f' }], parallelToolCalls: false, required: ['/parallelToolCalls'] };
    const answer = await ask(session, request(chat, { targets: ['demo-gemini/demo'], losses: 'strict' }));
    expect(answer).toMatchObject({
      ok: false,
      attempts: [],
      error: {
        code: 'llm_refused_loss',
        fields: { losses: [{ path: '/parallelToolCalls', class: 'dropped' }] },
      },
    });
  });

  it('time, on the clock of the workspace', async () => {
    const { url } = await server(() => undefined);
    const session = await open([provider('one', url)], {}, { clockScale: 0.001 });
    const answer = await ask(session, request({}, { timeoutMs: 60_000 }));
    expect(answer).toMatchObject({
      error: { code: 'timeout', message: expect.stringContaining('60000 ms') },
    });
    expect(answer.attempts[0]?.durationUs).toBeLessThan(60_000_000);
  });

  it('is asked again as the step says, with one attempt each', async () => {
    const { url, asked } = await server(failing(500), failing(429, { 'retry-after': '30' }), says('there'));
    const retry = {
      max_attempts: 3,
      backoff: 'constant',
      initial_delay_ms: 1000,
      max_delay_ms: null,
    } as const;
    const session = await open([provider('one', url)], {}, { clockScale: 0.001 });
    // Twenty seconds on this clock, for a machine that does other things as well.
    const answer = await ask(session, request({}, { retry, timeoutMs: 20_000_000 }));
    expect(recordOf(answer)['text']).toBe('there');
    expect(answer.attempts.map(({ outcome }) => outcome)).toEqual(['server', 'rate_limit', 'ok']);
    expect(asked).toHaveLength(3);
    const once = await server(failing(500));
    expect(codeOf(await ask(await open([provider('one', once.url)]), request()))).toBe('http_5xx');
    expect(once.asked).toHaveLength(1);
  });

  it('the next model of a route answers where the first one fails', async () => {
    const [broken, whole] = [await server(failing(500)), await server(says('second'))];
    const routes = { cheap: { models: ['one/a', 'two/b'], strategy: 'primary' as const, weights: {} } };
    const session = await open([provider('one', broken.url), provider('two', whole.url)], {}, { routes });
    const answer = await ask(session, request({}, { targets: [], route: 'cheap' }));
    expect(recordOf(answer)).toMatchObject({ text: 'second', target: 'two/b' });
    expect(answer.calls?.map(({ target }) => target)).toEqual(['one/a', 'two/b']);
  });
});

it('keeps to the limits of an account over all sessions', async () => {
  const first = Promise.withResolvers<void>();
  const last = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const held: Answer = async (response, asked) => {
    first.resolve();
    await released.promise;
    await says('done')(response, asked);
  };
  const one = await server(held, says('done'));
  const two = await server((response, asked) => {
    last.resolve();
    return says('done')(response, asked);
  });
  const limited = { ...provider('one', one.url), limits: { concurrent: 1 } };
  const llm = backendOf([limited, provider('two', two.url)]);
  const opened = () => openSession(bench.broker({ grants: ['llm.chat.*'] }, { llm }), NODE);
  const [a, b, c] = await Promise.all([opened(), opened(), opened()]);
  const answers = [ask(a, request())];
  await first.promise;
  answers.push(ask(b, request()));
  // Asked later, and not limited: when it is there, the other one would have been, too.
  answers.push(ask(c, request({}, { targets: ['two/m'] })));
  await last.promise;
  expect(one.asked).toHaveLength(1);
  released.resolve();
  expect((await Promise.all(answers)).map(codeOf)).toEqual(['ok', 'ok', 'ok']);
  expect(one.asked).toHaveLength(2);
});

describe('the session decides who asks', () => {
  it('share: one call for both paths, and another question is told', async () => {
    const { url, asked } = await server(says('once'));
    const session = await open([provider('one', url)]);
    const [first, second] = await Promise.all([ask(session, request()), ask(session, request(), 'direct')]);
    expect([first.source, second.source]).toEqual(['performed', 'shared']);
    expect(asked).toHaveLength(1);
    const other = await session.request('direct', ['shop'], at('ask'), request({ parameters: { seed: 1 } }));
    expect(codeOf(other)).toBe('effect_diverged');
  });

  it('each: every path asks for itself', async () => {
    const { url, asked } = await server(says('one'), says('two'));
    const session = await open([provider('one', url)], { policy: 'each' });
    const first = await ask(session, request());
    const second = await ask(session, request(), 'direct');
    expect([recordOf(first)['text'], recordOf(second)['text']]).toEqual(['one', 'two']);
    expect(asked).toHaveLength(2);
  });

  it('replay: what was recorded, and nothing is asked', async () => {
    const { url, asked } = await server(says('new'));
    const answer: EffectAnswer = { ok: true, value: { text: 'old' }, attempts: [], source: 'performed' };
    const recorded = [{ ...at('ask'), request: request(), answer }];
    const session = await open([provider('one', url)], { policy: 'replay', recorded });
    expect(await ask(session, request())).toMatchObject({ value: { text: 'old' }, source: 'recorded' });
    expect(asked).toHaveLength(0);
  });

  it('deny, a node that does not declare it, a workspace that does not grant it: before anything is sent', async () => {
    const { url, asked } = await server(says('never'));
    const providers = [provider('one', url), provider('three', url)];
    expect(codeOf(await ask(await open(providers, { policy: 'deny' }), request()))).toBe('effect_denied');
    const undeclared = await ask(await open(providers), request({}, { targets: ['three/m'] }));
    expect(undeclared).toMatchObject({
      error: { code: 'capability_denied', fields: { capability: 'llm.chat.three', node: 'shop' } },
    });
    const ungranted = await ask(await open(providers, {}, {}, ['llm.chat.two']), request());
    expect(ungranted).toMatchObject({
      error: { code: 'capability_denied', fields: { capability: 'llm.chat.one' } },
    });
    expect(asked).toHaveLength(0);
  });

  it('a model for each path: each asks for itself, whom it was given', async () => {
    const [a, b] = [await server(says('one')), await server(says('two'))];
    const providers = [provider('one', a.url), provider('three', b.url)];
    const models = { direct: 'three/x' };
    const session = await open(providers, { models });
    expect(recordOf(await ask(session, request()))).toMatchObject({ text: 'one', target: 'one/m' });
    expect(recordOf(await ask(session, request(), 'direct'))).toMatchObject({
      text: 'two',
      target: 'three/x',
    });
    const ungranted = await open(providers, { models }, {}, ['llm.chat.one']);
    expect(await ask(ungranted, request(), 'direct')).toMatchObject({
      error: { code: 'capability_denied', fields: { capability: 'llm.chat.three' } },
    });
    // Who chooses the model cannot give the node what it does not declare.
    const other = await session.request(
      'direct',
      ['shop'],
      at('other'),
      request({}, { targets: ['three/m'] }),
    );
    expect(other).toMatchObject({ error: { code: 'capability_denied', fields: { node: 'shop' } } });
  });

  it('a node that denies a provider does not get it by the choice of another model', async () => {
    const { url, asked } = await server(says('never'));
    const node = securedProgram('shop', ['llm.chat.one'], ['llm.chat.two']);
    const llm = backendOf([provider('one', url), provider('two', url)]);
    const session = await openSession(bench.broker({ grants: ['llm.chat.*'] }, { llm }), node, {
      models: { reference: 'two/m' },
    });
    expect(await ask(session, request())).toMatchObject({ error: { code: 'capability_denied' } });
    expect(asked).toHaveLength(0);
  });

  it('ends a call when it is closed', async () => {
    const arrived = Promise.withResolvers<void>();
    const { url } = await server(() => arrived.resolve());
    const session = await open([provider('one', url)]);
    const answer = ask(session, request({}, { timeoutMs: null }));
    await arrived.promise;
    await session.close();
    expect(codeOf(await answer)).toBe('cancelled');
  });
});

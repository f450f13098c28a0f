import { describe, expect, it } from 'vitest';
import { at, codeOf, openSession } from '../../../test/support/effect-bench.ts';
import {
  ask,
  KEY,
  type LlmRequest,
  modelBench,
  NODE,
  provider,
  recordOf,
  request,
  says,
} from '../../../test/support/llm-effects.ts';
import { type Answer, json } from '../../../test/support/llm-upstream.ts';

const { server, backendOf, broker, open, demo } = modelBench();

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
    expect(demo().started).not.toBeNull();
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

  it.each([
    [300, 60_000, '300 ms'],
    [null, 400, '400 ms'],
  ])(
    'time of a step (%s) before that of the provider (%s)',
    async (timeoutMs, headersMs, said) => {
      const { url } = await server(() => undefined);
      const session = await open([{ ...provider('one', url), limits: { headersMs, idleMs: headersMs } }]);
      const answer = await ask(session, request({}, { timeoutMs }));
      expect(answer).toMatchObject({ error: { code: 'timeout', message: expect.stringContaining(said) } });
    },
    20_000,
  );

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
  const opened = () => openSession(broker({ grants: ['llm.chat.*'] }, { llm }), NODE);
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

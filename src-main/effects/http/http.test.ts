import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EffectAnswer, EffectRequest } from '../../../shared/trace/event.ts';
import { at, EffectBench, openSession, securedProgram } from '../../../test/support/effect-bench.ts';
import type { EffectConfig, EffectDeps, ServiceConfig } from '../config.ts';
import type { EffectSession } from '../types.ts';

type HttpRequest = Extract<EffectRequest, { type: 'http' }>;
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly at: number;
}

const SHOP = securedProgram('shop', [
  'network.http_client.pay.example',
  'network.http_client.127.0.0.1',
  'secrets.read.key',
]);

let server: Server;
let base: string;
let seen: Seen[];
let answer: (request: Seen, response: ServerResponse) => void;
let bench: EffectBench;
let effect: number;

beforeEach(async () => {
  seen = [];
  effect = 0;
  answer = (_request, response) => reply(response, 200, { id: 'ch_1' });
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body, at: performance.now() });
    answer(seen.at(-1) as Seen, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  bench = new EffectBench('');
});

afterEach(async () => {
  await bench.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

interface Setup {
  readonly service?: Partial<ServiceConfig>;
  readonly config?: Partial<EffectConfig>;
  readonly deps?: Partial<EffectDeps>;
}

function open({ service = {}, config = {}, deps = {} }: Setup = {}): Promise<EffectSession> {
  const pay: ServiceConfig = {
    baseUrl: `${base}/api`,
    host: 'pay.example',
    auth: null,
    headers: {},
    timeoutMs: 5000,
    retry: null,
    errors: {},
    errorPath: null,
    sandbox: false,
    maxBytes: 1_000_000,
    ...service,
  };
  const grants = ['network.http_client.*', 'secrets.read.*'];
  return openSession(bench.broker({ services: { pay }, grants, ...config }, deps), SHOP, {
    paths: ['reference'],
  });
}

function ask(session: EffectSession, request: Partial<HttpRequest> = {}): Promise<EffectAnswer> {
  const whole: HttpRequest = {
    type: 'http',
    provider: 'pay',
    url: null,
    endpoint: '/charges',
    method: 'POST',
    parameters: { amount: { $decimal: '99.90' } },
    headers: {},
    timeoutMs: null,
    retry: null,
    breakers: [],
    ...request,
  };
  return session.request('reference', ['shop'], at('pay', effect++), whole);
}

const errorOf = (result: EffectAnswer) => (result.ok ? null : result.error);
const RETRY = {
  max_attempts: 3,
  backoff: 'exponential',
  initial_delay_ms: 1000,
  max_delay_ms: null,
} as const;

describe('what is sent', () => {
  it('is exact JSON without nulls, or a query for GET', async () => {
    const session = await open();
    const parameters = {
      amount: { $decimal: '99.90' },
      count: { $integer: '9007199254740993' },
      at: { $timestamp: '2025-01-08T10:00:00.000000Z' },
      none: null,
      nested: { none: null, list: [1, null] },
      tags: { $set: ['a', 'b'] },
    };
    await ask(session, { parameters });
    await ask(session, {
      method: 'GET',
      parameters: { q: 'a b&c', n: { $decimal: '1.50' }, none: null, many: [1, 2] },
    });
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/api/charges' });
    expect(seen[0]?.body).toBe(
      '{"amount":99.90,"count":9007199254740993,"at":"2025-01-08T10:00:00.000000Z","nested":{"list":[1,null]},"tags":["a","b"]}',
    );
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'id-1' });
    expect(seen[1]).toMatchObject({ url: '/api/charges?q=a+b%26c&n=1.50&many=1&many=2', body: '' });
  });

  it('carries the secret, which is seen nowhere else', async () => {
    answer = (request, response) =>
      reply(response, 400, { error: { code: 'bad', message: `no ${request.headers.authorization}` } });
    const auth = { header: 'authorization', prefix: 'Bearer ', secret: 'key' };
    const session = await open({
      service: { auth },
      config: { secrets: { key: 'PAY_KEY' } },
      deps: { environment: { PAY_KEY: 'sk-very-secret' } },
    });
    const result = await ask(session);
    expect(seen[0]?.headers.authorization).toBe('Bearer sk-very-secret');
    expect(errorOf(result)?.message).toBe('no Bearer [secret]');
    expect(JSON.stringify(result)).not.toContain('sk-very-secret');
  });

  it('is not sent without the secret, without the capability, or to a service nobody configured', async () => {
    const auth = { header: 'x-key', prefix: '', secret: 'key' };
    const unset = await ask(await open({ service: { auth } }));
    const untrusted = await ask(await open({ service: { auth }, deps: { environment: null } }));
    const ungranted = await ask(await open({ config: { grants: ['network.http_client.other.example'] } }));
    const unknown = await ask(await open(), { provider: 'nobody' });
    expect([unset, untrusted, ungranted, unknown].map((result) => errorOf(result)?.code)).toEqual([
      'secret_missing',
      'secret_missing',
      'capability_denied',
      'unknown_service',
    ]);
    expect(seen).toEqual([]);
  });

  it('goes to a whole address only with the capability for that host', async () => {
    const session = await open();
    expect(await ask(session, { provider: null, url: `${base}/x`, endpoint: '' })).toMatchObject({
      ok: true,
    });
    const other = await ask(session, { provider: null, url: 'http://localhost:1/x', endpoint: '' });
    expect(errorOf(other)).toMatchObject({
      code: 'capability_denied',
      fields: { capability: 'network.http_client.localhost' },
    });
  });

  it.each([
    ['//evil.example/x', '/api/evil.example/x'],
    ['@evil.example', '/api/@evil.example'],
    ['/..//../../admin', '/admin'],
    ['http://evil.example/', '/api/http://evil.example/'],
    ['/list?a=1&b=x%20y', '/api/list?a=1&b=x%20y'],
    ['?a=1#hash', '/api/?a=1'],
    ['/ü', '/api/%C3%BC'],
  ])('stays at the service for endpoint %s', async (endpoint, expected) => {
    expect(await ask(await open(), { endpoint })).toMatchObject({ ok: true });
    expect(seen.map((request) => request.url)).toEqual([expected]);
  });
});

describe('what comes back', () => {
  it.each([
    [
      'application/json',
      '{"a":1.10,"b":12345678901234567890,"c":[1e2,-0],"$d":1}',
      {
        $map: [
          ['a', { $decimal: '1.10' }],
          ['b', { $decimal: '12345678901234567890' }],
          ['c', [{ $decimal: '100' }, 0]],
          ['$d', 1],
        ],
      },
    ],
    ['text/plain', '1.10', '1.10'],
    ['application/json', 'not json', 'not json'],
    ['application/json', '', null],
  ])('%s %s', async (type, body, expected) => {
    answer = (_request, response) => reply(response, 200, body, { 'content-type': type });
    expect(await ask(await open())).toMatchObject({ ok: true, value: { status: 200, body: expected } });
  });

  it('is bytes where it is no text, and refused where it is too much', async () => {
    answer = (_request, response) => response.end(Buffer.from([0xff, 0xfe]));
    expect(await ask(await open())).toMatchObject({ value: { body: { $bytes: '//4=' } } });
    answer = (_request, response) => response.end('x'.repeat(2000));
    expect(errorOf(await ask(await open({ service: { maxBytes: 1000 } })))?.code).toBe('response_too_large');
  });

  it('follows redirects at the same host only', async () => {
    answer = (request, response) =>
      request.url === '/api/charges'
        ? reply(response, 303, '', { location: '/elsewhere' })
        : reply(response, 200, { method: request.method });
    expect(await ask(await open())).toMatchObject({ value: { body: { method: 'GET' } } });
    const elsewhere = `${base.replace('127.0.0.1', 'localhost')}/x`;
    answer = (request, response) =>
      reply(response, request.url === '/x' ? 200 : 302, '', { location: elsewhere });
    expect(errorOf(await ask(await open()))).toMatchObject({
      code: 'redirect_refused',
      fields: { status: 302 },
    });
  });
});

describe('how errors are named', () => {
  it.each([
    [404, {}, 'http_4xx', { class: 'http_4xx', status: 404, service: 'pay' }],
    [500, 'oops', 'http_5xx', { class: 'http_5xx', status: 500 }],
    [
      402,
      { error: { code: 'card_declined', message: 'No.' } },
      'card_declined',
      { class: 'http_4xx', status: 402 },
    ],
    [422, { error_code: 'bad_amount' }, 'bad_amount', { class: 'http_4xx' }],
    [429, { error: { code: 'slow_down' } }, 'rate_limit', { class: 'http_4xx', service_code: 'slow_down' }],
    [503, {}, 'service_unavailable', { class: 'http_5xx', status: 503 }],
  ])('%i %j is %s', async (status, body, code, fields) => {
    answer = (_request, response) => reply(response, status, body);
    expect(errorOf(await ask(await open()))).toMatchObject({ code, fields });
  });

  it('follows the service’s own table and path', async () => {
    answer = (_request, response) => reply(response, 409, { fault: { kind: 'E17' } });
    const service = { errors: { E17: 'duplicate_order', '404': 'missing' }, errorPath: 'fault.kind' };
    expect(errorOf(await ask(await open({ service })))).toMatchObject({
      code: 'duplicate_order',
      fields: { service_code: 'E17' },
    });
    answer = (_request, response) => reply(response, 404, {});
    expect(errorOf(await ask(await open({ service })))?.code).toBe('missing');
  });

  it('knows a timeout from a connection that fails', async () => {
    answer = () => undefined;
    const slow = await ask(await open({ config: { clockScale: 0.01 } }), { timeoutMs: 10_000 });
    expect(errorOf(slow)).toMatchObject({ code: 'timeout', message: 'pay did not answer within 10000 ms' });
    expect(slow.attempts[0]?.durationUs).toBeLessThan(2_000_000);
    answer = (_request, response) => response.destroy();
    expect(errorOf(await ask(await open()))?.code).toBe('connection_failed');
    expect(errorOf(await ask(await open({ service: { baseUrl: 'http://127.0.0.1:1' } })))).toMatchObject({
      code: 'connection_failed',
      message: 'no connection to pay: ECONNREFUSED',
    });
  });
});

describe('retries', () => {
  const answers = (...statuses: number[]) => {
    answer = (_request, response) => reply(response, statuses.shift() ?? 200, {}, { 'retry-after': '2' });
  };

  it('repeats with one idempotency key, scaled delays, and every attempt recorded', async () => {
    answers(500, 503, 200);
    const result = await ask(await open({ config: { clockScale: 0.05 } }), {
      retry: { ...RETRY, max_delay_ms: null },
    });
    expect(result).toMatchObject({
      ok: true,
      attempts: [
        { outcome: 'http_5xx', detail: '500' },
        { outcome: 'service_unavailable' },
        { outcome: 'ok' },
      ],
    });
    expect(new Set(seen.map((request) => request.headers['idempotency-key']))).toEqual(new Set(['id-1']));
    // The service asked for 2 s, the policy for 1 s and 2 s: 0.1 s each at this scale.
    const pauses = [1, 2].map((index) => (seen[index] as Seen).at - (seen[index - 1] as Seen).at);
    expect(Math.min(...pauses)).toBeGreaterThan(90);
    expect(Math.max(...pauses)).toBeLessThan(1500);
  });

  it('gives up after the last attempt, at once for other errors, and when told to wait too long', async () => {
    answers(500, 500, 500, 500);
    expect(
      (await ask(await open({ config: { clockScale: 0.001 } }), { retry: RETRY })).attempts,
    ).toHaveLength(3);
    answers(400);
    expect((await ask(await open(), { retry: RETRY })).attempts).toHaveLength(1);
    answers(429);
    const limited = await ask(await open(), { retry: { ...RETRY, max_delay_ms: 1500 } });
    expect(limited).toMatchObject({
      error: { code: 'rate_limit', fields: { retry_after_seconds: 2 } },
      attempts: { length: 1 },
    });
  });

  it('uses the service’s policy where the step has none', async () => {
    answers(500, 200);
    const service = { retry: { ...RETRY, initial_delay_ms: 1 } };
    expect((await ask(await open({ service, config: { clockScale: 0.001 } }))).attempts).toHaveLength(2);
  });
});

describe('circuit breakers', () => {
  it('stop asking after the threshold, and try again when their time is over', async () => {
    answer = (_request, response) => reply(response, 503, {});
    const session = await open({ config: { clockScale: 0.1 } });
    const breakers = [{ code: 'service_unavailable', threshold: 2, open_ms: 30_000 }];
    for (let count = 0; count < 3; count++) await ask(session, { breakers });
    expect(seen).toHaveLength(2);
    expect(errorOf(await ask(session, { breakers }))).toMatchObject({
      code: 'service_unavailable',
      fields: { circuit: 'open' },
    });
    answer = (_request, response) => reply(response, 200, {});
    await expect.poll(async () => (await ask(session, { breakers })).ok, { timeout: 60_000 }).toBe(true);
  });

  it('forget failures after a success', async () => {
    const statuses = [503, 200, 503, 200];
    answer = (_request, response) => reply(response, statuses.shift() ?? 200, {});
    const session = await open();
    const breakers = [{ code: 'service_unavailable', threshold: 2, open_ms: 30_000 }];
    for (let count = 0; count < 4; count++) await ask(session, { breakers });
    expect(seen).toHaveLength(4);
  });
});

it('ends a request under way when the session is closed', async () => {
  const session = await open();
  const arrived = new Promise<void>((resolve) => {
    answer = () => resolve();
  });
  const waiting = ask(session);
  await arrived;
  await session.close();
  expect(errorOf(await waiting)?.code).toBe('connection_failed');
});

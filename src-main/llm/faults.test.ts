import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { LlmErrorCode } from '../../shared/llm/protocol/error.ts';
import { ask, client, KEY, quick, REFUSALS, serve } from '../../test/support/llm-client.ts';
import {
  type Answer,
  CHUNKS,
  COMPLETION,
  chunk,
  json,
  sse,
  targetAt,
  upstream,
} from '../../test/support/llm-upstream.ts';
import type { CallEvent, CallOutcome, CallPolicy } from './contract.ts';
import { write } from './listen.ts';

const askStream = { ...ask, stream: true };
const once: Partial<CallPolicy> = { ...quick, retry: { attempts: 1, initialMs: 5, maxMs: 1000 } };
/** For servers that never answer. */
const impatient: Partial<CallPolicy> = {
  ...once,
  timeouts: { headersMs: 200, idleMs: 200, totalMs: 60_000 },
};

function expectError(outcome: CallOutcome, code: LlmErrorCode, attempts: number): void {
  expect(outcome).toMatchObject({ ok: false, error: { code } });
  expect(outcome.attempts).toHaveLength(attempts);
  expect(JSON.stringify(outcome)).not.toContain(KEY);
}

const text = (outcome: CallOutcome): unknown => {
  const answer = outcome.ok ? outcome.response : outcome.partial;
  return answer?.candidates[0]?.content.map((part) => ('text' in part ? part.text : part.type)).join('');
};

const page: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(`<html>bad gateway ${KEY}</html>`);
};
/** The connection is cut in the middle. */
const cut =
  (...events: readonly string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(events.map((event) => `data: ${event}\n\n`).join(''), () => response.destroy());
  };
const DEEP = `${'['.repeat(5000)}${']'.repeat(5000)}`;
const silent: Answer = () => undefined;
const stalled: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"id":');
};

describe('an answer that is an error', () => {
  test.each(REFUSALS)('%i is %s after %i attempts', async (status, code, attempts) => {
    const server = await serve(json(status, { error: { message: `no, ${KEY}`, type: 'x' } }));
    const outcome = await client().call(ask, [server.target()], quick);
    expectError(outcome, code, attempts);
    expect(outcome).toMatchObject({ error: { status, message: 'no, [redacted]' } });
    expect(server.asked).toHaveLength(attempts);
  });

  test.each([500, 503, 529, 429])('%i once, then an answer', async (status) => {
    const server = await serve(json(status, {}), json(200, COMPLETION));
    const outcome = await client().call(ask, [server.target()], quick);
    expect(text(outcome)).toBe('Good morning.');
    expect(outcome.attempts.map(({ error }) => error?.status)).toEqual([status, undefined]);
  });

  test.each([
    ['retry-after-ms', { 'retry-after-ms': '150' }, {}],
    ['retry-after', { 'retry-after': '0.15' }, {}],
    [
      'RetryInfo',
      {},
      { error: { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0.15s' }] } },
    ],
  ])('429 with %s is asked again when it said', async (_, headers, body) => {
    const server = await serve(json(429, body, headers), json(200, COMPLETION));
    const outcome = await client().call(ask, [server.target()], quick);
    expect(outcome).toMatchObject({ ok: true, attempts: [{ error: { retryAfterMs: 150 } }, {}] });
    const [first, second] = outcome.attempts;
    expect((second?.startedMs ?? 0) - (first?.endedMs ?? 0)).toBeGreaterThanOrEqual(145);
  });

  test.each([
    ['nothing', { 'retry-after-ms': '', 'retry-after': '0.2' }, 200],
    ['a word', { 'retry-after-ms': 'soon', 'retry-after': '0.2' }, 200],
    ['a day that is over', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
    ['more than a lifetime', { 'retry-after': '99999999999999' }, 86_400_000],
  ])('429 whose pause is %s', async (_, headers, retryAfterMs) => {
    const server = await serve(json(429, '<html>slow down</html>', headers), json(200, COMPLETION));
    const outcome = await client().call(ask, [server.target()], quick);
    expect(outcome.attempts[0]?.error).toMatchObject({ code: 'rate_limit', retryAfterMs });
    expect(outcome.ok).toBe(retryAfterMs < 1000);
  });

  test.each([
    [{ detail: 'Not here.' }, 'Not here.'],
    [{ detail: [{ loc: ['body', 'messages'], msg: 'field required' }] }, 'body.messages: field required'],
    [{ error: 'No such model.' }, 'No such model.'],
  ])('says what is in %j', async (body, message) => {
    const server = await serve(json(422, body));
    expect(await client().call(ask, [server.target()], quick)).toMatchObject({ error: { message } });
  });

  test('that sends on is not followed, nor asked again, and says where to', async () => {
    const elsewhere = await serve(json(200, COMPLETION));
    const server = await serve(json(307, '', { location: `${elsewhere.url}/v1/chat?key=${KEY}` }));
    const outcome = await client().call(ask, [server.target()], quick);
    expectError(outcome, 'invalid_response', 1);
    expect(outcome).toMatchObject({
      error: { status: 307, message: expect.stringContaining(`to ${elsewhere.url}/v1/chat (`) },
    });
    expect(elsewhere.asked).toEqual([]);
  });

  test.each([
    ['a text', { error: 'All is lost.' }, 'invalid_response', 'All is lost.'],
    ['a status', { error: { message: 'Slow down.', code: 429 } }, 'rate_limit', 'Slow down.'],
    ['its own fault', { error: { message: 'No.', code: 400 } }, 'invalid_request', 'No.'],
  ] as const)('with status 200 says so: %s', async (_, body, code, message) => {
    const server = await serve(json(200, body));
    const outcome = await client().call(ask, [server.target()], quick);
    expectError(outcome, code, code === 'invalid_request' ? 1 : 2);
    expect(outcome).toMatchObject({ error: { message } });
  });

  test('a pause longer than the policy allows is not waited for', async () => {
    const server = await serve(json(429, {}, { 'retry-after': '20' }));
    expectError(await client().call(ask, [server.target()], quick), 'rate_limit', 1);
  });
});

describe('no connection', () => {
  test('refused', async () => {
    const server = await upstream(silent);
    await server.close();
    expectError(await client().call(ask, [server.target()], quick), 'connection', 2);
  });

  test('no such name: asked once', async () => {
    expectError(await client().call(ask, [targetAt('http://nowhere.invalid')], quick), 'connection', 1);
  });

  test('no key: nothing is sent', async () => {
    const keyless = client({});
    const outcome = await keyless.call(ask, [targetAt('http://nowhere.invalid')], quick);
    expectError(outcome, 'authentication', 0);
  });

  test('no TLS on the other side', async () => {
    const server = await serve(silent);
    const target = targetAt(server.url.replace('http:', 'https:'));
    expectError(await client().call(ask, [target], once), 'connection', 1);
  });

  test('slow headers', async () => {
    const server = await serve(silent);
    const outcome = await client().call(ask, [server.target()], impatient);
    expectError(outcome, 'timeout', 1);
    expect(outcome.attempts[0]?.endedMs).toBeLessThan(20_000);
  });

  test('slow body', async () => {
    const server = await serve(stalled);
    expectError(await client().call(ask, [server.target()], impatient), 'timeout', 1);
  });

  test('the whole call has a limit too', async () => {
    const server = await serve(silent);
    const policy = { ...quick, timeouts: { headersMs: 60_000, idleMs: 60_000, totalMs: 150 } };
    expectError(await client().call(ask, [server.target()], policy), 'timeout', 1);
  });
});

describe('a body that is no answer', () => {
  test.each([
    ['HTML', page],
    ['truncated JSON', json(200, '{"id": "c1", "choices": [')],
    ['an empty body', json(200, '')],
    ['JSON without an end to its depth', json(200, JSON.stringify(COMPLETION).replace('{', `{"x":${DEEP},`))],
    ['JSON without an answer', json(200, { ok: true })],
  ])('%s', async (_, answer) => {
    const server = await serve(answer);
    expectError(await client().call(ask, [server.target()], quick), 'invalid_response', 2);
    expectError(await client().call(askStream, [server.target()], once), 'invalid_response', 1);
  });

  test('that is compressed without being asked to: asked once, and said', async () => {
    const packed: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(COMPLETION)).subarray(0, -9));
    };
    const server = await serve(packed);
    for (const request of [ask, askStream]) {
      const outcome = await client().call(request, [server.target()], quick);
      expectError(outcome, 'invalid_response', 1);
      expect(outcome).toMatchObject({ error: { message: expect.stringContaining('(gzip)') } });
    }
  });

  test('but begins with a byte order mark is one', async () => {
    const server = await serve(json(200, `\ufeff${JSON.stringify(COMPLETION)}`));
    expect(text(await client().call(ask, [server.target()], quick))).toBe('Good morning.');
  });

  test('100 MB are refused, and not held', async () => {
    let sent = 0;
    const endless: Answer = async (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = Buffer.alloc(1 << 20, 'x');
      for (let mb = 0; mb < 100 && !response.destroyed; mb++) {
        sent++;
        await write(response, piece);
      }
      response.end();
    };
    const server = await serve(endless);
    const outcome = await client().call(ask, [server.target()], { ...quick, maxBytes: 4 << 20 });
    expectError(outcome, 'invalid_response', 1);
    expect(sent).toBeLessThan(50);
  });
});

describe('a stream', () => {
  test('without [DONE] but with its last word is whole', async () => {
    const server = await serve(sse(...CHUNKS));
    const outcome = await client().call(askStream, [server.target()], quick);
    expect(outcome.ok && text(outcome)).toBe('Good morning.');
  });

  test.each([
    ['ends without its last word', sse(...CHUNKS.slice(0, 2))],
    ['is cut off', cut(...CHUNKS.slice(0, 2))],
    [
      'stops coming',
      ((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${CHUNKS[0]}\n\ndata: ${CHUNKS[1]}\n\n`);
      }) as Answer,
    ],
    ['brings an error', sse(...CHUNKS.slice(0, 2), JSON.stringify({ error: { message: `late, ${KEY}` } }))],
  ])('that %s is an error with what had come', async (name, answer) => {
    const server = await serve(answer, sse(...CHUNKS, '[DONE]'));
    const timeouts = { headersMs: 20_000, idleMs: name === 'stops coming' ? 1000 : 20_000, totalMs: 60_000 };
    const outcome = await client().call(askStream, [server.target()], { ...quick, timeouts });
    const code =
      name === 'brings an error' ? 'server' : name === 'stops coming' ? 'timeout' : 'stream_interrupted';
    expectError(outcome, code, 1);
    expect(text(outcome)).toBe('Good morning.');
  });

  test('begins anew where the policy says so, and says that what came is void', async () => {
    const server = await serve(cut(...CHUNKS.slice(0, 1)), sse(...CHUNKS, '[DONE]'));
    const events: CallEvent[] = [];
    for await (const event of client().stream(askStream, [server.target()], {
      ...quick,
      afterStart: 'restart',
    }))
      events.push(event);
    expect(events.flatMap((event) => (event.type === 'attempt' ? [event.restarted] : []))).toEqual([
      false,
      true,
    ]);
    const done = events.at(-1);
    expect(done?.type === 'done' && done.outcome.ok && text(done.outcome)).toBe('Good morning.');
  });

  test('that goes on after its end is whole', async () => {
    const server = await serve(sse(...CHUNKS, '[DONE]', '[DONE]', ...CHUNKS, 'nonsense'));
    const outcome = await client().call(askStream, [server.target()], quick);
    expect(outcome.ok && text(outcome)).toBe('Good morning.');
  });

  test('whose call is continued before it began keeps the arguments', async () => {
    const late = [
      chunk({ tool_calls: [{ index: 1, function: { arguments: '{"a":' } }] }),
      chunk({ tool_calls: [{ index: 0, id: 'x', function: { name: 'f', arguments: '{}' } }] }),
      chunk({ tool_calls: [{ index: 1, function: { arguments: '1}' } }] }),
      chunk({}, 'tool_calls'),
    ];
    const server = await serve(sse(...late, '[DONE]'));
    const outcome = await client().call(askStream, [server.target()], quick);
    expect(outcome.ok && outcome.response.candidates[0]?.content).toMatchObject([
      { arguments: '{"a":1}' },
      { name: 'f', arguments: '{}' },
    ]);
  });

  test('is read only as fast as it is taken', async () => {
    let sent = 0;
    const endless: Answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const piece = `data: ${chunk({ content: 'x'.repeat(64 * 1024) })}\n\n`;
      while (!response.destroyed && sent < 400) {
        sent++;
        await write(response, piece);
      }
    };
    const server = await serve(endless);
    let taken = 0;
    for await (const event of client().stream(askStream, [server.target()], {
      ...quick,
      maxBytes: 1 << 30,
    })) {
      if (event.type !== 'part') continue;
      if (++taken === 5) await new Promise((resolve) => setTimeout(resolve, 100));
      if (taken > 5) break;
    }
    expect(sent).toBeLessThan(200);
    await expect.poll(server.open, { timeout: 20_000 }).toBe(0);
  });

  test('cancelled by the user ends at once with what had come, and the connection is closed', async () => {
    const server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${CHUNKS[0]}\n\n`);
    });
    const stop = new AbortController();
    let outcome: CallOutcome | undefined;
    for await (const event of client().stream(askStream, [server.target()], {}, stop.signal)) {
      if (event.type === 'part' && event.part.type === 'delta') stop.abort();
      if (event.type === 'done') outcome = event.outcome;
    }
    if (outcome === undefined) throw new Error('the call did not end');
    expectError(outcome, 'cancelled', 1);
    expect(text(outcome)).toBe('Good ');
    await expect.poll(server.open, { timeout: 20_000 }).toBe(0);
  });

  test('that is whole leaves a connection that is used again', async () => {
    const ports = new Set<unknown>();
    const server = await serve((response, request) => {
      ports.add(request.socket.remotePort);
      return sse(...CHUNKS, '[DONE]')(response, request);
    });
    const one = client();
    for (let call = 0; call < 6; call++) await one.call(askStream, [server.target()], quick);
    // The next call may begin before the pool has seen the end of the last one.
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});

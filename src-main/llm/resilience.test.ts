import { describe, expect, test } from 'vitest';
import { findTarget, providerRegistry } from '../../shared/llm/providers/registry.ts';
import type { Target } from '../../shared/llm/providers/target.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { ask, keep, serve } from '../../test/support/llm-client.ts';
import { COMPLETION, json, targetAt } from '../../test/support/llm-upstream.ts';
import { LlmClient } from './client.ts';
import { Gate } from './gate.ts';
import { Health } from './health.ts';
import { retryPause } from './retry.ts';
import { leastLoss } from './strategy.ts';

const once = { retry: { attempts: 1, initialMs: 1, maxMs: 100 } };
const failure = { code: 'server', message: 'no' } as const;
const NEVER = new AbortController().signal;

function built(name: string, baseUrl: string): Target {
  const id = name.slice(0, name.indexOf('/'));
  const target = findTarget(providerRegistry([{ id, baseUrl }]), name);
  if (typeof target === 'string') throw new Error(target);
  return target;
}

describe('the pause before the next attempt', () => {
  const policy = { attempts: 4, initialMs: 100, maxMs: 300 };
  test('doubles, is spread over its second half, and ends', () => {
    const pauses = (random: number) =>
      [1, 2, 3, 4].map((n) => retryPause(policy, n, undefined, () => random));
    expect(pauses(0)).toEqual([50, 100, 150, undefined]);
    expect(pauses(1)).toEqual([100, 200, 300, undefined]);
  });
  test('is as long as the provider asks, up to what the policy allows', () => {
    expect(retryPause(policy, 1, 250, () => 0)).toBe(250);
    expect(retryPause(policy, 1, 301, () => 0)).toBeUndefined();
  });
});

describe('a breaker', () => {
  test('leaves a target alone, lets one call probe it, and closes on success', () => {
    const clock = new FakeClock();
    const health = new Health(clock, { failures: 2, openMs: 100 });
    for (let n = 0; n < 2; n++) {
      expect(health.enter()).toBe(true);
      health.failed(failure);
    }
    expect([health.enter(), health.view().state, health.view().waitMs]).toEqual([false, 'open', 100]);
    clock.pass(100);
    expect([health.enter(), health.enter(), health.view().state]).toEqual([true, false, 'probing']);
    health.failed(failure);
    expect(health.view().state).toBe('open');
    clock.pass(100);
    expect(health.enter()).toBe(true);
    health.left();
    expect(health.enter()).toBe(true);
    health.succeeded(20);
    expect(health.view()).toEqual({ state: 'closed', failures: 0, waitMs: 0, latencyMs: 20 });
  });

  test('opens for a lone target too: it is not asked', async () => {
    const server = await serve(json(500, {}));
    const client = keep(new LlmClient({ environment: {}, breaker: { failures: 2, openMs: 60_000 } }));
    const calls = [];
    for (let n = 0; n < 3; n++) calls.push(await client.call(ask, [server.target()], once));
    expect(server.asked).toHaveLength(2);
    expect(calls[2]).toMatchObject({
      ok: false,
      error: {
        code: 'server',
        raw: 'circuit_open',
        message: expect.stringMatching(/failed 2 times in a row: it is asked again in \d+ s\./),
      },
      attempts: [],
    });
  });

  test('is not moved by what the caller did wrong', () => {
    const health = new Health(new FakeClock(), { failures: 1, openMs: 100 });
    health.enter();
    health.failed({ code: 'invalid_request', message: 'no' });
    expect(health.view().state).toBe('closed');
  });

  test('a cooled target is left alone as long as it asked, by other calls too', () => {
    const clock = new FakeClock();
    const health = new Health(clock, { failures: 5, openMs: 100 });
    health.enter();
    health.failed({ code: 'rate_limit', message: 'no', retryAfterMs: 50 });
    expect([health.enter(), health.view().state, health.view().waitMs]).toEqual([false, 'cooling', 50]);
    clock.pass(50);
    expect(health.enter()).toBe(true);
  });
});

describe('limits', () => {
  test('let so many in at once, the others in their order', async () => {
    const gate = new Gate(new FakeClock(), { concurrent: 1 });
    const order: number[] = [];
    const first = await gate.enter(NEVER);
    const stop = new AbortController();
    const gone = gate.enter(stop.signal);
    const later = [2, 3].map(async (n) => {
      const leave = await gate.enter(NEVER);
      order.push(n);
      leave?.();
    });
    stop.abort();
    expect(await gone).toBeUndefined();
    expect(order).toEqual([]);
    first?.();
    await Promise.all(later);
    expect(order).toEqual([2, 3]);
  });

  test('let so many in per minute', async () => {
    const clock = new FakeClock();
    const gate = new Gate(clock, { perMinute: 2 });
    for (let n = 0; n < 2; n++) (await gate.enter(NEVER))?.();
    const third = gate.enter(NEVER);
    await Promise.resolve();
    expect(clock.pending).toBe(1);
    clock.pass(60_000);
    expect(await third).toBeDefined();
    expect(clock.pending).toBe(0);
  });
});

describe('limits of a provider and of its models', () => {
  const limited = (baseUrl: string, limits: object, model: object = {}): Target => {
    const spec = {
      id: 'mine',
      extends: 'openai-compatible',
      baseUrl,
      limits,
      models: [{ id: 'm', ...model }],
    };
    const target = findTarget(providerRegistry([spec]), 'mine/m');
    if (typeof target === 'string') throw new Error(target);
    return target;
  };

  test('what is more than may be asked at once waits for those before', async () => {
    let inside = 0;
    let most = 0;
    const held: (() => void)[] = [];
    const server = await serve(async (response, request) => {
      most = Math.max(most, ++inside);
      await new Promise<void>((resolve) => held.push(resolve));
      inside--;
      return json(200, COMPLETION)(response, request);
    });
    const client = keep(new LlmClient({ environment: {} }));
    const target = limited(server.url, { concurrent: 1 }, { limits: { concurrent: 2 } });
    const calls = [1, 2, 3, 4].map(() => client.call(ask, [target]));
    for (let n = 1; n <= 4; n++) {
      await expect.poll(() => held.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(n);
      held[n - 1]?.();
    }
    expect((await Promise.all(calls)).every(({ ok }) => ok)).toBe(true);
    expect(most).toBe(2);
  });

  test('a time of its own goes before that of the call', async () => {
    const server = await serve(() => undefined);
    const client = keep(new LlmClient({ environment: {} }));
    const policy = { ...once, timeouts: { headersMs: 60_000, idleMs: 60_000, totalMs: 60_000 } };
    const outcome = await client.call(ask, [limited(server.url, { headersMs: 50 })], policy);
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'timeout', message: expect.stringContaining('within 50 ms') },
    });
  });

  test('those of a workspace are laid over the built-in ones, one by one', () => {
    const target = limited(
      'http://127.0.0.1:1',
      { concurrent: 3, perMinute: 9 },
      { limits: { perMinute: 2 } },
    );
    expect(target.limits).toEqual({ concurrent: 3, perMinute: 2 });
    const { problems } = providerRegistry([{ id: 'openai', limits: { concurrent: 0 } }]);
    expect(problems.map(({ path }) => path)).toEqual([['limits', 'concurrent']]);
  });
});

describe('routes', () => {
  test('a fallback answers where the first one cannot', async () => {
    const [bad, good] = [await serve(json(500, {})), await serve(json(200, COMPLETION))];
    const client = keep(new LlmClient({ environment: {} }));
    const outcome = await client.call(ask, [targetAt(bad.url), targetAt(good.url, 'm', 'second')], once);
    expect(outcome).toMatchObject({ ok: true, target: 'second/m', attempts: [{ target: 'test/m' }, {}] });
  });

  test('never fall back to one that would lose a required field', async () => {
    const [bad, other] = [await serve(json(500, {})), await serve(json(200, COMPLETION))];
    const request = { ...ask, parameters: { seed: 7 }, required: ['/parameters/seed'] };
    const client = keep(new LlmClient({ environment: {} }));
    const targets = [built('ollama/llama3', bad.url), built('anthropic/claude-sonnet-4-5', other.url)];
    expect(await client.call(request, targets, once)).toMatchObject({ ok: false, error: { code: 'server' } });
    expect(other.asked).toHaveLength(0);
  });

  test('by least loss the one that carries the request is asked first', async () => {
    const [one, two] = [await serve(json(200, COMPLETION)), await serve(json(200, COMPLETION))];
    const request = { ...ask, parameters: { seed: 7 } };
    const client = keep(new LlmClient({ environment: {} }));
    const targets = [built('anthropic/claude-sonnet-4-5', one.url), built('ollama/llama3', two.url)];
    const outcome = await client.call(request, targets, { strategy: leastLoss });
    expect(outcome).toMatchObject({ ok: true, target: 'ollama/llama3' });
  });

  test('strict refuses before anything is sent', async () => {
    const server = await serve(json(200, COMPLETION));
    const request = { ...ask, parameters: { seed: 7 }, required: ['/parameters/seed'] };
    const client = keep(new LlmClient({ environment: {} }));
    const outcome = await client.call(request, [built('anthropic/claude-sonnet-4-5', server.url)], {
      losses: 'strict',
    });
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'refused_by_policy' },
      refused: [{ path: '/parameters/seed' }],
      attempts: [],
    });
    expect(server.asked).toHaveLength(0);
  });
});

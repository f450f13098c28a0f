import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EffectAnswer, EffectRequest } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import {
  ALL_ORDERS,
  at,
  codeOf,
  type EffectBench,
  INSERT_ORDER,
  openSession,
  ordersBench,
  ordersIn,
  SHOP,
  sql,
} from '../../test/support/effect-bench.ts';
import type { EffectBroker, EffectSessionOptions } from './types.ts';

let bench: EffectBench;

beforeEach(() => {
  bench = ordersBench();
});

afterEach(() => bench.close());

const open = (broker: EffectBroker, options: Partial<EffectSessionOptions> = {}) =>
  openSession(broker, SHOP, options);

describe('one path', () => {
  it('gives clock, year, random and id without a capability', async () => {
    const session = await open(bench.broker(), { paths: ['direct'], programs: new Map() });
    const ask = async (request: EffectRequest, effect: number) =>
      session.request('direct', [], at('a', effect), request);
    const values = [
      await ask({ type: 'clock', operation: 'timestamp' }, 0),
      await ask({ type: 'clock', operation: 'year' }, 1),
      await ask({ type: 'random', operation: 'decimal' }, 2),
      await ask({ type: 'id', operation: 'uuid' }, 3),
    ].map((answer) => answer.ok && answer.value);
    expect(values).toEqual([
      { $timestamp: '2025-01-08T10:00:00.000001Z' },
      2025,
      { $decimal: '0.12345678912345678' },
      'id-1',
    ]);
  });

  it('reads and writes the database, one warning for binary floats', async () => {
    const session = await open(bench.broker(), { paths: ['direct'] });
    const write = await session.request('direct', ['shop'], at('a'), INSERT_ORDER);
    expect(write).toMatchObject({ ok: true, value: { rows: [], changes: 1 }, source: 'performed' });
    const read = await session.request('direct', ['shop'], at('b'), sql('SELECT * FROM orders'));
    expect(read).toMatchObject({
      ok: true,
      value: {
        rows: [
          { id: 1, total: '9.90', weight: { $decimal: '0.5' } },
          { id: 2, total: '20.00', weight: null },
          { id: 3, total: '5.00', weight: null },
        ],
        changes: 0,
      },
      warnings: [expect.stringContaining('weight')],
    });
    expect(ordersIn(bench.file)).toHaveLength(3);
  });
});

describe('share', () => {
  it('performs once and shares the answer', async () => {
    const session = await open(bench.broker());
    const waiting = session.request('direct', ['shop'], at('a'), INSERT_ORDER);
    const performed = await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    const shared = await waiting;
    expect(performed.source).toBe('performed');
    expect(shared).toEqual({ ...performed, source: 'shared' });
    expect(ordersIn(bench.file)).toHaveLength(3);
  });

  it('counts another spelling of the same number as the same question', async () => {
    const session = await open(bench.broker());
    await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    const same = await session.request(
      'direct',
      ['shop'],
      at('a'),
      sql('INSERT INTO orders (total) VALUES (?)', { $decimal: '5.0' }),
    );
    expect(codeOf(same)).toBe('ok');
  });

  it('refuses another question at the same place, naming where it differs', async () => {
    const session = await open(bench.broker());
    await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    const other = await session.request(
      'direct',
      ['shop'],
      at('a'),
      sql('INSERT INTO orders (total) VALUES (?)', { $decimal: '5.01' }),
    );
    expect(other).toMatchObject({
      ok: false,
      source: 'refused',
      error: { code: 'effect_diverged', fields: { path: 'parameters[0]' } },
    });
    expect(ordersIn(bench.file)).toHaveLength(3);
  });

  it('matches by place, not by arrival', async () => {
    const session = await open(bench.broker());
    const b = session.request('direct', ['shop'], at('b'), ALL_ORDERS);
    await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    await session.request('reference', ['shop'], at('b'), ALL_ORDERS);
    const a = await session.request('direct', ['shop'], at('a'), INSERT_ORDER);
    expect([codeOf(a), codeOf(await b)]).toEqual(['ok', 'ok']);
  });

  it('refuses what the primary ended without asking, or performs it when told to', async () => {
    const refusing = await open(bench.broker());
    const waiting = refusing.request('direct', ['shop'], at('a'), INSERT_ORDER);
    refusing.finished('reference', 'completed');
    expect(codeOf(await waiting)).toBe('effect_diverged');
    const performing = await open(bench.broker(), { unasked: 'perform' });
    performing.finished('reference', 'completed');
    expect((await performing.request('direct', ['shop'], at('a'), INSERT_ORDER)).source).toBe('performed');
  });

  it('does not repeat what a dead primary left unfinished', async () => {
    const broker = bench.broker();
    const session = await open(broker);
    const subscribe: EffectRequest = { type: 'subscribe', topic: 'sold', timeoutMs: 60_000 };
    const left = session.request('reference', ['shop'], at('a'), subscribe);
    const waiting = session.request('direct', ['shop'], at('a'), subscribe);
    session.finished('reference', 'cut');
    expect(codeOf(await waiting)).toBe('effect_indeterminate');
    expect(codeOf(await session.request('direct', ['shop'], at('b'), INSERT_ORDER))).toBe('effect_diverged');
    expect(ordersIn(bench.file)).toHaveLength(2);
    await left;
  });

  it('never performs twice at one place', async () => {
    const session = await open(bench.broker());
    await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    expect(ordersIn(bench.file)).toHaveLength(3);
  });

  it('lets go of whoever waits when it is closed', async () => {
    const session = await open(bench.broker());
    const waiting = session.request('direct', ['shop'], at('a'), INSERT_ORDER);
    await session.close();
    expect(codeOf(await waiting)).toBe('cancelled');
  });
});

describe('each', () => {
  it('gives every path its own database and reports where they end up different', async () => {
    const session = await open(bench.broker(), { policy: 'each' });
    await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    await session.request(
      'direct',
      ['shop'],
      at('a'),
      sql('UPDATE orders SET total = ? WHERE id = 1', '1.00'),
    );
    const rows = await session.request('direct', ['shop'], at('b'), ALL_ORDERS);
    expect(rows).toMatchObject({ value: { rows: [{ id: 1, total: '1.00' }, { id: 2 }] } });
    expect(ordersIn(bench.file)).toHaveLength(2);
    expect(await session.finalDifferences()).toEqual([
      {
        what: 'database default: orders 1',
        reference: { id: 1, total: '9.90', weight: { $decimal: '0.5' } },
        direct: { id: 1, total: '1.00', weight: { $decimal: '0.5' } },
      },
      { what: 'database default: orders 3', reference: { id: 3, total: '5.00', weight: null }, direct: null },
    ]);
  });

  it('shares clock, random and ids, and keeps the buses apart', async () => {
    const session = await open(bench.broker(), { policy: 'each' });
    const uuid: EffectRequest = { type: 'id', operation: 'uuid' };
    const first = await session.request('reference', ['shop'], at('a'), uuid);
    expect(await session.request('direct', ['shop'], at('a'), uuid)).toEqual({ ...first, source: 'shared' });
    const publish = (payload: Canonical): EffectRequest => ({ type: 'publish', topic: 'sold', payload });
    await session.request('reference', ['shop'], at('b'), publish(1));
    await session.request('direct', ['shop'], at('b'), publish(2));
    const taken = await session.request('direct', ['shop'], at('c'), {
      type: 'subscribe',
      topic: 'sold',
      timeoutMs: 0,
    });
    expect(taken).toMatchObject({ ok: true, value: 2 });
    expect(await session.finalDifferences()).toEqual([
      { what: 'event bus: sold', reference: [1], direct: [2] },
    ]);
  });
});

describe('replay and deny', () => {
  it('answers from the record, and only what was asked there', async () => {
    const answer: EffectAnswer = {
      ok: true,
      value: { rows: [], changes: 7 },
      attempts: [],
      source: 'performed',
    };
    const recorded = [
      { ...at('a'), request: INSERT_ORDER, answer },
      { ...at('b'), request: INSERT_ORDER, answer: null },
    ];
    const session = await open(bench.broker(), { policy: 'replay', recorded });
    expect(await session.request('direct', ['shop'], at('a'), INSERT_ORDER)).toEqual({
      ...answer,
      source: 'recorded',
    });
    expect(codeOf(await session.request('direct', ['shop'], at('a'), ALL_ORDERS))).toBe('effect_diverged');
    expect(codeOf(await session.request('direct', ['shop'], at('b'), INSERT_ORDER))).toBe(
      'effect_indeterminate',
    );
    expect(codeOf(await session.request('direct', ['shop'], at('c'), INSERT_ORDER))).toBe('effect_diverged');
    expect(ordersIn(bench.file)).toHaveLength(2);
  });

  it('denies all but clock, random and ids', async () => {
    const session = await open(bench.broker(), { policy: 'deny' });
    expect(codeOf(await session.request('reference', ['shop'], at('a'), INSERT_ORDER))).toBe('effect_denied');
    expect(codeOf(await session.request('direct', ['shop'], at('a'), INSERT_ORDER))).toBe('effect_denied');
    const id = await session.request('reference', ['shop'], at('b'), { type: 'id', operation: 'uuid' });
    expect(codeOf(id)).toBe('ok');
  });
});

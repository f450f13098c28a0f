import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Divergence } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { openLibrary } from '../../test/support/library.ts';
import type { StoreError } from './errors.ts';
import { openTraceStore, type StoreOptions } from './store.ts';
import type { TraceStart, TraceStore } from './types.ts';

let folder: string;
let file: string;
let stores: TraceStore[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-store-'));
  file = join(folder, 'store.db');
  stores = [];
});
afterEach(async () => {
  await Promise.allSettled(stores.map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

async function open(options: Partial<StoreOptions> = {}): Promise<TraceStore> {
  const store = await openLibrary(file, options);
  stores.push(store);
  return store;
}

const start = (id: string, more: Partial<TraceStart> = {}): TraceStart => ({
  id,
  comparison: 'cmp_1',
  path: 'reference',
  node: 'order_total',
  hash: 'abc',
  sources: [{ node: 'order_total', hash: 'abc', file: 'order_total.vsp', text: 'id: order_total\n' }],
  runtime: 'CPython 3.11.7',
  inputs: { items: [1, { $decimal: '2.50' }], note: 'x'.repeat(200) },
  startedAt: 1000,
  clockScale: 1,
  ...more,
});
const comparison = (id: string, node = 'order_total') => ({
  id,
  node,
  hash: 'abc',
  inputs: { n: 1 },
  effects: 'share',
  startedAt: 5,
});
const events = (count: number): TraceEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'assigned',
    name: 'n',
    value: i,
    step: 'a',
    occ: `0.${i}.0`,
    time: i * 2,
  }));
const divergence = (step: string, relation: Divergence['relation']): Divergence => ({
  kind: 'value',
  step,
  occ: '0',
  path: 'tax',
  reference: { $decimal: '8.86' },
  direct: null,
  rule: 'equality',
  message: `tax differs in ${step}`,
  row: 3,
  events: { reference: 4, direct: null },
  relation,
});
const completed = {
  kind: 'completed',
  outcome: { success: true, outputs: { total: { $decimal: '9.90' } } },
} as const;

describe('a trace', () => {
  test('is read back with all that is known of it, also by the next process that opens the store', async () => {
    const writing = await open();
    writing.startComparison(comparison('cmp_1'));
    const writer = writing.startTrace(start('trc_1'));
    const recorded = events(1200);
    for (let i = 0; i < recorded.length; i += 7) writer.append(recorded.slice(i, i + 7));
    await writer.close(completed);
    await writing.close();
    expect(readdirSync(folder)).toEqual(['store.db']);

    const store = await open();
    const { sources, inputs, ...known } = start('trc_1');
    expect(store.trace('trc_1')).toEqual({ ...known, end: completed, events: 1200, durationUs: 2398 });
    expect(store.inputs('trc_1')).toEqual(inputs);
    expect(store.source('abc')).toEqual({
      node: 'order_total',
      file: 'order_total.vsp',
      text: 'id: order_total\n',
    });
    expect(store.events('trc_1', 0, 2000)).toEqual(recorded);
    expect(store.events('trc_1', 700, 3)).toEqual(recorded.slice(700, 703));
    expect(sources).toHaveLength(1);
  });

  test('is readable while it is recorded, and has no end yet', async () => {
    const store = await open();
    const writer = store.startTrace(start('trc_1'));
    writer.append(events(3));
    await store.flush();
    expect(store.trace('trc_1')).toMatchObject({ end: null, events: 3 });
    expect(store.events('trc_1', 0, 10)).toHaveLength(3);
    await writer.close({ kind: 'cut_off', error: { code: 'timeout', message: 'too long', fields: {} } });
    expect(store.trace('trc_1')?.end).toEqual({
      kind: 'cut_off',
      error: { code: 'timeout', message: 'too long', fields: {} },
    });
  });

  test('is on disk within moments although nobody asks for it', async () => {
    const store = await open();
    store.startTrace(start('trc_1')).append(events(3));
    await vi.waitFor(() => expect(store.trace('trc_1')?.events).toBe(3), { interval: 5, timeout: 60_000 });
  });

  test('knows where a step was visited, which contracts failed and what was asked of the world', async () => {
    const store = await open();
    const writer = store.startTrace(start('trc_1'));
    const contract = {
      kind: 'contract',
      contract: 'invariant',
      index: 0,
      subject: '',
      text: 'n < 600',
      probes: [],
    } as const;
    const all: TraceEvent[] = events(1100).flatMap((event, i) => [
      event,
      {
        ...contract,
        verdict: i === 600 ? 'violated' : 'held',
        step: event.step,
        occ: event.occ,
        time: event.time,
      },
    ]);
    all.push({
      kind: 'effect_requested',
      effect: 0,
      request: { type: 'clock', operation: 'year' },
      step: 'b',
      occ: '0',
      time: 9000,
    });
    writer.append(all);
    await store.flush();
    const check = () => {
      expect(store.visit('trc_1', 'a', '0.0.0')).toEqual({ first: 0, last: 1 });
      expect(store.visit('trc_1', 'a', '0.700.0')).toEqual({ first: 1400, last: 1401 });
      expect(store.visit('trc_1', 'a', '0.1099.0')).toEqual({ first: 2198, last: 2199 });
      expect(store.visit('trc_1', 'b', '0')).toEqual({ first: 2200, last: 2200 });
      expect(store.visit('trc_1', 'a', '0.1100.0')).toBeUndefined();
      expect(store.visit('trc_1', 'c', '0')).toBeUndefined();
      expect(store.violations('trc_1')).toEqual([1201]);
      expect(store.effects('trc_1')).toEqual([{ event: 2200, type: 'clock' }]);
    };
    check();
    await writer.close(completed);
    check();
  });

  test('that does not exist is said to be missing', async () => {
    const store = await open();
    expect(store.trace('trc_9')).toBeUndefined();
    expect(() => store.events('trc_9', 0, 1)).toThrow('There is no trace trc_9');
    expect(() => store.inputs('trc_9')).toThrow('There is no trace trc_9');
  });
});

describe('comparisons', () => {
  test('are listed newest first, by node and from a place on', async () => {
    const store = await open();
    for (let i = 1; i <= 5; i++) store.startComparison(comparison(`cmp_${i}`, i % 2 ? 'odd' : 'even'));
    await store.flush();
    const ids = (query: Parameters<TraceStore['comparisons']>[0]) =>
      store.comparisons(query).map(({ id }) => id);
    expect(ids({ limit: 2 })).toEqual(['cmp_5', 'cmp_4']);
    expect(ids({ limit: 9, before: 'cmp_4' })).toEqual(['cmp_3', 'cmp_2', 'cmp_1']);
    expect(ids({ limit: 9, node: 'even' })).toEqual(['cmp_4', 'cmp_2']);
    expect(ids({ limit: 9, node: 'unknown' })).toEqual([]);
  });

  test('hold their traces, reference first, and their divergences, the first one apart', async () => {
    const store = await open();
    store.startComparison(comparison('cmp_1'));
    await store.startTrace(start('trc_d', { path: 'direct' })).close(completed);
    await store.startTrace(start('trc_r')).close(completed);
    expect(store.comparison('cmp_1')).toMatchObject({
      diverged: null,
      divergence: null,
      laterDivergences: 0,
    });
    const found = [divergence('a', 'first'), divergence('b', 'consequence'), divergence('c', 'independent')];
    await store.finishComparison('cmp_1', { diverged: true, divergences: found });
    const known = store.comparison('cmp_1');
    expect(known).toMatchObject({
      ...comparison('cmp_1'),
      diverged: true,
      divergence: found[0],
      laterDivergences: 2,
    });
    expect(known?.traces.map(({ id }) => id)).toEqual(['trc_r', 'trc_d']);
    expect(store.divergences('cmp_1')).toEqual(found);
    expect(store.comparison('cmp_2')).toBeUndefined();
    await expect(store.finishComparison('cmp_2', { diverged: false, divergences: [] })).rejects.toMatchObject(
      {
        code: 'comparison_unknown',
      },
    );
    await store.flush();
  });

  test('keep blobs once and attachments by trace', async () => {
    const store = await open();
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
    store.putBlob('database', 'h1', bytes);
    store.putBlob('database', 'h1', bytes);
    store.attach('trc_1', 'writes', [{ table: 'orders', rows: 2 }]);
    store.attach('trc_1', 'writes', [{ table: 'orders', rows: 3 }]);
    await store.flush();
    expect(Buffer.from(store.blob('h1') ?? [])).toEqual(Buffer.from(bytes));
    expect(store.blob('h2')).toBeUndefined();
    expect(store.attachment('trc_1', 'writes')).toEqual([{ table: 'orders', rows: 3 }]);
    expect(store.attachment('trc_1', 'final')).toBeUndefined();
    expect(store.statistics()).toMatchObject({ comparisons: 0, traces: 0, events: 0 });
  });
});

describe('when the disk is full', () => {
  test('whoever writes is told, and all that was written before stays', async () => {
    const told: StoreError[] = [];
    const store = await open({ maxPages: 60, onError: (error) => told.push(error) });
    const first = store.startTrace(start('trc_1'));
    first.append(events(700));
    await first.close(completed);
    const second = store.startTrace(start('trc_2'));
    const incompressible = () => Array.from({ length: 40 }, () => String(Math.random()));
    second.append(events(600).map((event) => ({ ...event, value: incompressible() }) as TraceEvent));
    await expect(second.close(completed)).rejects.toMatchObject({
      code: 'store_full',
      message: expect.stringContaining('cannot grow'),
    });
    expect(told).toHaveLength(1);
    await expect(store.flush()).rejects.toMatchObject({ code: 'store_full' });
    expect(store.events('trc_1', 0, 1000)).toEqual(events(700));
    await store.close();

    const again = await open();
    expect(again.events('trc_1', 0, 1000)).toEqual(events(700));
    expect(again.trace('trc_1')?.end).toEqual(completed);
  });
});

test('a word that a damaged store lost is told, not left out', async () => {
  const store = await open();
  store.startComparison(comparison('cmp_1'));
  await store.startTrace(start('trc_1')).close(completed);
  const db = new Database(file);
  db.pragma('foreign_keys = OFF');
  db.exec("DELETE FROM word WHERE text IN ('CPython 3.11.7', 'share')");
  db.close();
  const corrupt = expect.objectContaining({ code: 'store_corrupt' });
  expect(() => store.trace('trc_1')).toThrow(corrupt);
  expect(() => store.comparison('cmp_1')).toThrow(corrupt);
});

describe('a store that an earlier schema wrote', () => {
  const fixtures = join(import.meta.dirname, '../../test/fixtures/store');
  const versions = readdirSync(fixtures).filter((name) => name.endsWith('.db'));

  test.each(versions)('%s is read as it was', async (name) => {
    copyFileSync(join(fixtures, name), file);
    const golden: unknown = JSON.parse(readFileSync(join(fixtures, name.replace('.db', '.json')), 'utf8'));
    const store = await open();
    const all = store.events('trc_direct', 0, 5000);
    expect({
      comparison: store.comparison('cmp_fixture'),
      inputs: store.inputs('trc_direct'),
      source: store.source('f2a7'.repeat(16)),
      count: all.length,
      head: all.slice(0, 95),
      tail: all.slice(-3),
      visit: store.visit('trc_direct', 'grow/do/append', '0.600.0'),
      effects: store.effects('trc_direct'),
      attachment: store.attachment('trc_direct', 'writes'),
      blob: Buffer.from(store.blob('image') ?? []).toString(),
    }).toEqual(golden);
  });
});

describe('opening', () => {
  test('tells which store was set aside and goes on with a new one', async () => {
    writeFileSync(file, 'garbage '.repeat(1000));
    const opened = await openTraceStore({ file, onError: () => undefined });
    expect(opened).toMatchObject({
      ok: true,
      setAside: { file: expect.stringContaining('store.db.corrupt-') },
    });
    if (opened.ok) await opened.store.close();
  });

  test('answers with the error where there can be no store', async () => {
    writeFileSync(join(folder, 'plain'), '');
    const opened = await openTraceStore({ file: join(folder, 'plain', 'x.db'), onError: () => undefined });
    expect(opened).toMatchObject({ ok: false, error: { code: 'store_io' } });
  });

  test('finds what the store of a closed window left unfinished, not what another one still records', async () => {
    const one = await open();
    one.startTrace(start('trc_1')).append(events(10));
    await one.flush();
    const two = await open();
    expect(two.trace('trc_1')?.end).toBeNull();
    await one.close();
    const three = await open();
    expect(three.trace('trc_1')).toMatchObject({ end: { kind: 'interrupted' }, events: 10 });
    expect(three.events('trc_1', 0, 20)).toEqual(events(10));
  });

  test('after closing, everything is refused', async () => {
    const store = await open();
    const writer = store.startTrace(start('trc_1'));
    await store.close();
    await store.close();
    await expect(writer.close(completed)).rejects.toMatchObject({ code: 'store_closed' });
    await expect(store.flush()).rejects.toMatchObject({ code: 'store_closed' });
  });

  test('two stores write to one file at the same time', async () => {
    const [one, two] = [await open(), await open()];
    const writers = [one.startTrace(start('trc_1')), two.startTrace(start('trc_2'))];
    for (let i = 0; i < 50; i++) for (const writer of writers) writer.append(events(20));
    await Promise.all(writers.map((writer) => writer.close(completed)));
    expect(one.events('trc_2', 0, 2000)).toEqual(two.events('trc_1', 0, 2000));
    await Promise.all([one.close(), two.close()]);
    const db = new Database(file);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });
});

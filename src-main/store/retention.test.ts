import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LibraryQuery } from '../../shared/api/library.ts';
import { openLibrary, type Recording, record, someEvents, succeeded } from '../../test/support/library.ts';
import type { LibraryStore } from './store.ts';
import type { TraceEnd } from './types.ts';

let folder: string;
let stores: LibraryStore[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-library-'));
  stores = [];
});
afterEach(async () => {
  await Promise.allSettled(stores.map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

const NOW = Date.UTC(2026, 0, 10);
const DAY = 86_400_000;
async function open(now = () => NOW): Promise<LibraryStore> {
  const store = await openLibrary(join(folder, 'store.db'), { now });
  stores.push(store);
  return store;
}

const failed = (code: string): TraceEnd => ({
  kind: 'cut_off',
  error: { code, message: `broken by ${code}`, fields: {} },
});
const RECORDINGS: readonly Recording[] = [
  {
    id: 'cmp_equal',
    inputs: { order_id: 'ord_7Q2mZk41', city: 'Zürich' },
    startedAt: NOW - 5 * DAY,
    events: someEvents(5, 10),
  },
  {
    id: 'cmp_diverged',
    node: 'invoice',
    startedAt: NOW - 4 * DAY,
    divergedAt: 'compute_tax',
    events: someEvents(9, 300),
  },
  {
    id: 'cmp_failed',
    startedAt: NOW - 3 * DAY,
    ends: { reference: failed('timeout'), direct: failed('timeout') },
  },
  {
    id: 'cmp_single',
    node: 'invoice',
    startedAt: NOW - 2 * DAY,
    paths: ['direct'],
    ends: { direct: succeeded({ total: { $decimal: '127.06' } }) },
  },
  { id: 'cmp_result', startedAt: NOW - DAY, divergedAt: '', ends: { direct: failed('effect_diverged') } },
];
async function filled(): Promise<LibraryStore> {
  const store = await open();
  for (const recording of RECORDINGS) await record(store, recording);
  await store.library.edit({ type: 'tag', tag: 'Black Friday', comparisons: ['cmp_diverged', 'cmp_failed'] });
  await store.library.edit({ type: 'tag', tag: 'tax', comparisons: ['cmp_diverged'] });
  await store.library.edit({ type: 'pin', pinned: true, comparisons: ['cmp_equal'] });
  await store.library.edit({ type: 'rename', name: 'The one from Monday', comparisons: ['cmp_single'] });
  return store;
}
const ids = (store: LibraryStore, query: Partial<LibraryQuery>) =>
  store.library.search({ limit: 100, ...query }).entries.map(({ comparison }) => comparison.slice(4));

describe('branches', () => {
  const branch = (kind: 'replay' | 'what_if' | 'proof', of = 'cmp_equal') => ({ kind, of });
  const grown = async () => {
    const store = await filled();
    const startedAt = NOW;
    await record(store, { id: 'cmp_what', startedAt, branch: branch('what_if') });
    await record(store, { id: 'cmp_again', startedAt, branch: branch('replay') });
    await record(store, { id: 'cmp_proof', startedAt, branch: branch('proof') });
    await record(store, { id: 'cmp_orphan', startedAt, branch: branch('what_if', 'cmp_elsewhere') });
    await record(store, { id: 'cmp_script', startedAt, effects: 'ingested' });
    return store;
  };

  test('stand under their original, or alone where it is not there', async () => {
    const store = await grown();
    expect(ids(store, { branchOf: 'cmp_equal' })).toEqual(['proof', 'again', 'what']);
    expect(ids(store, { branchOf: 'cmp_equal', origin: ['what_if', 'replay'] })).toEqual(['again', 'what']);
    expect(store.library.entry('cmp_equal')).toMatchObject({ origin: 'run', branchOf: null, branches: 2 });
    expect(store.library.entry('cmp_what')).toMatchObject({ origin: 'what_if', branchOf: 'cmp_equal' });
    expect(ids(store, { roots: true, since: NOW })).toEqual(['script', 'orphan']);
    expect(ids(store, { origin: ['ingested'] })).toEqual(['script']);
    await store.library.edit({ type: 'delete', comparisons: ['cmp_equal'] });
    expect(ids(store, { roots: true, since: NOW })).toEqual(['script', 'orphan', 'proof', 'again', 'what']);
  });

  test('of a proof go before all others, and never drive one out', async () => {
    const store = await grown();
    const removable = (retention: Parameters<typeof store.library.removable>[0]) =>
      store.library.removable(retention).map(({ comparison, reason }) => `${comparison.slice(4)} ${reason}`);
    expect(removable({ count: 9 })).toEqual([]);
    expect(removable({ bytes: 0 })[0]).toBe('proof size');
    for (let i = 0; i < 3; i++)
      await record(store, { id: `cmp_more_${i}`, startedAt: NOW + i, branch: branch('proof') });
    expect(removable({ count: 9, proofs: 2 })).toEqual(['proof proofs', 'more_0 proofs']);
    await store.library.edit({ type: 'pin', comparisons: ['cmp_proof'], pinned: true });
    expect(removable({ proofs: 2 })).toEqual(['more_0 proofs', 'more_1 proofs']);
  });
});

describe('retention', () => {
  const reasons = (removed: readonly { readonly comparison: string; readonly reason: string }[]) =>
    removed.map(({ comparison, reason }) => `${comparison.slice(4)} ${reason}`);

  test('takes the oldest beyond age and count, and no pinned ones', async () => {
    const store = await filled();
    expect(reasons(store.library.removable({ age: 3.5 * DAY }))).toEqual(['diverged age']);
    expect(reasons(store.library.removable({ count: 2 }))).toEqual([
      'diverged count',
      'failed count',
      'single count',
    ]);
    expect(store.library.removable({})).toEqual([]);
    const { removed } = await store.library.prune({ age: 2.5 * DAY, count: 2 });
    expect(reasons(removed)).toEqual(['diverged age', 'failed age', 'single count']);
    expect(ids(store, {})).toEqual(['result', 'equal']);
    expect(store.trace('cmp_failed_direct')).toBeUndefined();
    expect(ids(store, { text: 'friday' })).toEqual([]);
    expect(store.library.statistics()).toMatchObject({ tags: [], traces: 4 });
  });

  test('keeps the file about as small as it should be', async () => {
    const store = await open();
    const noise = () =>
      someEvents(300).map((event) => ({
        ...event,
        value: Array.from({ length: 30 }, () => String(Math.random())),
      }));
    for (let i = 0; i < 8; i++)
      await record(store, {
        id: `cmp_${i}`,
        startedAt: NOW + i,
        events: noise() as never,
        paths: ['direct'],
      });
    // Without its log, which is as large as the file.
    await store.library.prune({});
    const { bytes } = store.library.statistics();
    const { removed, freed } = await store.library.prune({ bytes: bytes / 2 });
    expect(removed.length).toBeGreaterThanOrEqual(3);
    expect(removed.length).toBeLessThanOrEqual(6);
    expect(removed.every(({ reason }) => reason === 'size')).toBe(true);
    expect(freed).toBeGreaterThan(bytes / 4);
    expect(store.library.statistics().bytes).toBeLessThan(bytes * 0.7);
    expect(ids(store, { limit: 1 })).toEqual(['7']);
  });

  test('takes out what was deleted: a day later when the store is opened, at once when asked to', async () => {
    let now = NOW;
    const store = await open(() => now);
    for (const id of ['cmp_1', 'cmp_2']) await record(store, { id });
    await store.library.edit({ type: 'delete', comparisons: ['cmp_1'] });
    now += DAY - 1;
    expect(await store.library.tidy({})).toBeNull();
    now += 1;
    expect((await store.library.tidy({}))?.removed).toMatchObject([
      { comparison: 'cmp_1', reason: 'deleted' },
    ]);
    await expect(store.library.edit({ type: 'restore', comparisons: ['cmp_1'] })).rejects.toThrow();
    await store.library.edit({ type: 'delete', comparisons: ['cmp_2'] });
    expect((await store.library.prune({})).removed).toHaveLength(1);
    expect(store.library.statistics()).toMatchObject({ comparisons: 0, traces: 0, deleted: 0 });
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LibraryOrigin } from '../../shared/api/library.ts';
import { record, someEvents } from '../../test/support/library.ts';
import { DAY, ids, LibraryBench, NOW } from '../../test/support/library-bench.ts';

let bench: LibraryBench;
beforeEach(() => {
  bench = new LibraryBench();
});
afterEach(() => bench.close());

describe('branches', () => {
  const branch = (kind: 'replay' | 'what_if' | 'proof', of = 'cmp_equal') => ({ kind, of });
  const grown = async () => {
    const store = await bench.filled();
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

  test('are left out of the newest runs where that is asked for', async () => {
    const store = await grown();
    const newest = (without: readonly LibraryOrigin[]) =>
      store.comparisons({ limit: 2, without }).map(({ id }) => id.slice(4));
    expect(newest([])).toEqual(['script', 'orphan']);
    expect(newest(['what_if'])).toEqual(['script', 'proof']);
    expect(newest(['what_if', 'proof'])).toEqual(['script', 'again']);
    expect(store.comparisons({ limit: 99, without: ['run', 'ingested', 'replay', 'what_if'] })).toHaveLength(
      1,
    );
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
    const store = await bench.filled();
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
    const store = await bench.open();
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
    const store = await bench.open(() => now);
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

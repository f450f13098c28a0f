import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LibraryEntry, LibraryFilter, LibraryGroup, LibraryQuery } from '../../shared/api/library.ts';
import { record, someEvents } from '../../test/support/library.ts';
import { DAY, ids, LibraryBench, NOW } from '../../test/support/library-bench.ts';
import type { TraceEnd } from './types.ts';

let bench: LibraryBench;
beforeEach(() => {
  bench = new LibraryBench();
});
afterEach(() => bench.close());

describe('search', () => {
  test('finds by each thing that can be asked for', async () => {
    const store = await bench.filled();
    const cases: readonly [Partial<LibraryQuery>, readonly string[]][] = [
      [{}, ['result', 'single', 'failed', 'diverged', 'equal']],
      [{ node: 'invoice' }, ['single', 'diverged']],
      [{ node: 'nobody' }, []],
      [{ path: 'reference' }, ['result', 'failed', 'diverged', 'equal']],
      [{ status: ['failed', 'equal'] }, ['single', 'failed', 'equal']],
      [{ error: 'timeout' }, ['failed']],
      [{ error: 'effect_diverged' }, ['result']],
      [{ error: '' }, []],
      [{ diverged: true }, ['result', 'diverged']],
      [{ diverged: false }, ['single', 'failed', 'equal']],
      [{ divergedAt: 'compute_tax' }, ['diverged']],
      [{ divergedAt: '' }, ['result']],
      [{ since: NOW - 3 * DAY }, ['result', 'single', 'failed']],
      [{ until: NOW - 3 * DAY }, ['diverged', 'equal']],
      [{ minDuration: 300 }, ['diverged']],
      [{ minDuration: 5, maxDuration: 299 }, ['equal']],
      [{ tags: ['Black Friday'] }, ['failed', 'diverged']],
      [{ tags: ['Black Friday', 'tax'] }, ['diverged']],
      [{ pinned: true }, ['equal']],
      [{ text: 'zurich' }, ['equal']],
      [{ text: 'ORD_7Q2m' }, ['equal']],
      [{ text: '127.06' }, ['single']],
      [{ text: 'monday' }, ['single']],
      [{ text: 'friday timeout' }, ['failed']],
      [{ text: 'friday timeout zurich' }, []],
      [{ text: 'invoice', diverged: true }, ['diverged']],
      [{ text: '" OR node:*' }, []],
      [{ text: '***' }, []],
      [{ text: ' ' }, ['result', 'single', 'failed', 'diverged', 'equal']],
      [{ sort: 'duration' }, ['diverged', 'equal', 'result', 'single', 'failed']],
      [{ sort: 'node' }, ['diverged', 'single', 'equal', 'failed', 'result']],
      [{ sort: 'status' }, ['diverged', 'result', 'equal', 'single', 'failed']],
      [{ sort: 'started', descending: false }, ['equal', 'diverged', 'failed', 'single', 'result']],
      [{ text: 'order_total', sort: 'node' }, ['equal', 'failed', 'result']],
    ];
    for (const [query, expected] of cases) expect(ids(store, query), JSON.stringify(query)).toEqual(expected);
  });

  test('says of each what became of it', async () => {
    const store = await bench.filled();
    expect(store.library.entry('cmp_result')).toMatchObject({
      status: 'diverged',
      divergedAt: '',
      codes: { reference: '', direct: 'effect_diverged' },
      paths: ['reference', 'direct'],
      events: 10,
    });
    expect(store.library.entry('cmp_single')).toMatchObject({
      status: 'equal',
      codes: { reference: null, direct: '' },
      paths: ['direct'],
      name: 'The one from Monday',
    });
    expect(store.library.entry('cmp_diverged')).toMatchObject({
      tags: ['Black Friday', 'tax'],
      durationMs: 300,
    });
    expect(store.library.entry('cmp_equal')?.bytes).toBeGreaterThan(50);
    expect(store.library.entry('cmp_nobody')).toBeUndefined();
  });

  test('groups by node and by first divergent step', async () => {
    const store = await bench.filled();
    await record(store, { id: 'cmp_again', node: 'invoice', divergedAt: 'compute_tax' });
    expect(store.library.groups({}, 'node')).toMatchObject([
      { node: 'order_total', divergedAt: null, count: 3, diverged: 1, failed: 1, latest: NOW - DAY },
      { node: 'invoice', count: 3, diverged: 2, failed: 0 },
    ]);
    expect(store.library.groups({}, 'step')).toMatchObject([
      { node: 'invoice', divergedAt: 'compute_tax', count: 2 },
      { node: 'order_total', divergedAt: '', count: 1 },
    ]);
    expect(store.library.groups({ text: 'friday' }, 'step')).toMatchObject([{ node: 'invoice', count: 1 }]);
  });

  test('counts in groups what a search finds one by one', async () => {
    const store = await bench.open();
    const run = fc.record({
      node: fc.constantFrom('a', 'b'),
      divergedAt: fc.constantFrom(null, '', 'one', 'two'),
      day: fc.nat(3),
      kind: fc.constantFrom('run', 'ingested', 'proof', 'replay', 'of a deleted one'),
      fails: fc.boolean(),
      edit: fc.constantFrom(null, 'delete', 'pin', 'judge'),
    });
    const filters: readonly LibraryFilter[] = [
      {},
      { origin: ['run', 'ingested', 'replay', 'what_if'], roots: true },
      { origin: ['proof'] },
      { node: 'a', origin: ['run', 'replay'] },
      { status: ['failed', 'accepted'], since: NOW - 2 * DAY, until: NOW },
      { divergedAt: 'one' },
      { deleted: true },
      { pinned: true, diverged: false },
      { text: 'word' },
    ];
    let recorded = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 8 }), async (runs) => {
        for (const { node, divergedAt, day, kind, fails, edit } of runs) {
          const id = `cmp_${recorded++}`;
          await record(store, {
            id,
            node,
            divergedAt,
            inputs: { word: 'word' },
            startedAt: NOW - day * DAY,
            effects: kind === 'ingested' ? 'ingested' : 'share',
            ...(fails ? { ends: { direct: failure } } : {}),
            ...(kind === 'proof' || kind === 'replay' ? { branch: { kind, of: 'cmp_0' } } : {}),
            ...(kind === 'of a deleted one' ? { branch: { kind: 'replay', of: 'cmp_gone' } } : {}),
          });
          if (edit === 'delete') await store.library.edit({ type: 'delete', comparisons: [id] });
          if (edit === 'pin') await store.library.edit({ type: 'pin', pinned: true, comparisons: [id] });
          if (edit === 'judge' && divergedAt !== null)
            await store.library.judge([{ comparison: id, verdict: 'accepted', rules: 'some' }]);
        }
        for (const filter of filters)
          for (const by of ['node', 'step'] as const) {
            const { entries } = store.library.search({ ...filter, limit: 500 });
            const said = store.library.groups(filter, by);
            expect(keyed(said), JSON.stringify({ filter, by })).toEqual(keyed(recounted(entries, by)));
            expect(said.map(({ count }) => count)).toEqual(
              said.map(({ count }) => count).sort((a, b) => b - a),
            );
          }
      }),
      { numRuns: 15 },
    );
  });

  test('pages through everything once, whatever the order', async () => {
    const store = await bench.open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3), fc.nat(2)), {
          minLength: 1,
          maxLength: 25,
        }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('started' as const, 'duration' as const, 'node' as const, 'status' as const),
        fc.boolean(),
        fc.constantFrom(undefined, 'word'),
        async (rows, limit, sort, descending, text) => {
          const run = `run${Math.random()}`;
          await Promise.all(
            rows.map(([node, ms, day], i) =>
              record(store, {
                id: `cmp_${run}_${i}`,
                node: `${run}${node}`,
                inputs: { word: 'word', run },
                startedAt: NOW - day * DAY,
                paths: ['direct'],
                events: someEvents(2, ms),
              }),
            ),
          );
          const query = { sort, descending, limit, text: `${run} ${text ?? ''}` };
          const found: LibraryEntry[] = [];
          for (let after: string | undefined; ; ) {
            const page = store.library.search({ ...query, ...(after === undefined ? {} : { after }) });
            expect(page.total).toBe(rows.length);
            found.push(...page.entries);
            if (page.next === null) break;
            after = page.next;
          }
          expect(found).toHaveLength(rows.length);
          expect(new Set(found.map(({ comparison }) => comparison)).size).toBe(rows.length);
          const key = {
            started: 'startedAt',
            duration: 'durationMs',
            node: 'node',
            status: 'status',
          } as const;
          const keys = found.map((entry) => entry[key[sort]]);
          const sorted = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
          expect(keys).toEqual(descending ? sorted.reverse() : sorted);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('refuses a place that is none, or of another order', async () => {
    const store = await bench.filled();
    const { next } = store.library.search({ limit: 1 });
    for (const after of ['x', '', next ?? ''])
      expect(() => store.library.search({ limit: 1, sort: 'node', after })).toThrow('another search');
  });

  test('counts and orders what began within one millisecond', async () => {
    const store = await bench.open();
    await Promise.all(
      Array.from({ length: 1010 }, (_, i) =>
        record(store, { id: `cmp_${i}`, paths: ['direct'], events: [] }),
      ),
    );
    expect(store.library.search({ limit: 1 }).total).toBe(1010);
    expect(new Set(store.library.search({ limit: 5 }).entries.map(({ startedAt }) => startedAt)).size).toBe(
      1,
    );
    await record(store, { id: 'cmp_later', startedAt: NOW, paths: ['direct'] });
    // More began in one millisecond than have room in it: the next one is still after all of them.
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        record(store, { id: `cmp_more_${i}`, paths: ['direct'], events: [] }),
      ),
    );
    expect(ids(store, { limit: 1 })).toEqual(['later']);
    expect(store.library.statistics().comparisons).toBe(1051);
  });

  test('never finds what was hidden before it was stored', async () => {
    const store = await bench.open();
    await record(store, { id: 'cmp_1', inputs: { card: { $fingerprint: '9f3a77c1' }, note: 'open' } });
    expect(ids(store, { text: 'open' })).toEqual(['1']);
    expect(ids(store, { text: '9f3a77c1' })).toEqual([]);
  });
});

describe('labels', () => {
  test('are changed for all that are named, or for none', async () => {
    const store = await bench.filled();
    await expect(
      store.library.edit({ type: 'tag', tag: 'new', comparisons: ['cmp_equal', 'cmp_nobody'] }),
    ).rejects.toMatchObject({ code: 'comparison_unknown' });
    expect(ids(store, { tags: ['new'] })).toEqual([]);
    expect(ids(store, { text: 'new' })).toEqual([]);
    expect(await store.library.edit({ type: 'tag', tag: '  two\n words ', comparisons: ['cmp_equal'] })).toBe(
      1,
    );
    expect(store.library.entry('cmp_equal')?.tags).toEqual(['two words']);
    expect(await store.library.edit({ type: 'untag', tag: 'two words', comparisons: ['cmp_equal'] })).toBe(1);
    expect(ids(store, { text: 'words' })).toEqual([]);
    for (const tag of ['', ' ', 'x'.repeat(201)])
      await expect(
        store.library.edit({ type: 'tag', tag, comparisons: ['cmp_equal'] }),
      ).rejects.toMatchObject({
        code: 'label_invalid',
      });
    await store.library.edit({ type: 'rename', name: null, comparisons: ['cmp_single'] });
    expect(ids(store, { text: 'monday' })).toEqual([]);
    expect(store.library.statistics().tags).toEqual([
      { tag: 'Black Friday', count: 2 },
      { tag: 'tax', count: 1 },
    ]);
  });

  test('of what was deleted come back with it', async () => {
    const store = await bench.filled();
    expect(await store.library.edit({ type: 'delete', comparisons: ['cmp_diverged', 'cmp_equal'] })).toBe(2);
    expect(ids(store, {})).toEqual(['result', 'single', 'failed']);
    expect(ids(store, { text: 'friday' })).toEqual(['failed']);
    expect(store.comparisons({ limit: 9 }).map(({ id }) => id)).not.toContain('cmp_equal');
    expect(ids(store, { deleted: true })).toEqual(['diverged', 'equal']);
    expect(store.library.statistics()).toMatchObject({ comparisons: 3, deleted: 2 });
    expect(await store.library.edit({ type: 'restore', comparisons: ['cmp_diverged', 'cmp_single'] })).toBe(
      1,
    );
    expect(ids(store, { text: 'friday' })).toEqual(['failed', 'diverged']);
    expect(store.library.entry('cmp_diverged')?.tags).toEqual(['Black Friday', 'tax']);
  });
});

describe('what is being recorded', () => {
  test('is there, cannot be deleted or exported, and is interrupted when its process has gone', async () => {
    const store = await bench.open();
    await record(store, { id: 'cmp_1', inputs: { word: 'early' }, finished: false });
    expect(store.library.entry('cmp_1')).toMatchObject({
      status: 'running',
      paths: ['reference', 'direct'],
    });
    await expect(store.library.edit({ type: 'delete', comparisons: ['cmp_1'] })).rejects.toMatchObject({
      code: 'comparison_running',
    });
    await expect(
      store.library.exportTo({
        file: join(bench.folder, 'x.ptrace'),
        comparisons: ['cmp_1'],
        databases: false,
      }),
    ).rejects.toMatchObject({ code: 'comparison_running' });
    expect((await store.library.prune({ count: 1, age: 1 })).removed).toEqual([]);
    await store.close();
    const again = await bench.open();
    expect(again.library.entry('cmp_1')).toMatchObject({
      status: 'interrupted',
      events: 10,
      codes: { reference: 'interrupted', direct: 'interrupted' },
    });
    expect(ids(again, { text: 'early' })).toEqual(['1']);
  });
});

describe('a store of an earlier schema', () => {
  test('is in the library when it has been opened', async () => {
    copyFileSync(
      join(import.meta.dirname, '../../test/fixtures/store/schema-1.db'),
      join(bench.folder, 'store.db'),
    );
    const store = await bench.open();
    expect(store.library.entry('cmp_fixture')).toMatchObject({
      node: 'order_total',
      status: 'diverged',
      divergedAt: 'compute_tax',
      codes: { reference: '', direct: 'timeout' },
      events: 1526,
    });
    expect(ids(store, { text: 'EUR 194.18' })).toEqual(['fixture']);
  });
});

test('a page may begin anywhere, and knows how many there are', async () => {
  const store = await bench.filled();
  for (const sort of ['started', 'duration', 'node', 'status'] as const)
    for (const text of [undefined, 'order'])
      for (const skip of [0, 1, 3, 9]) {
        const query = { sort, ...(text === undefined ? {} : { text }) };
        const all = store.library.search({ ...query, limit: 100 });
        const page = store.library.search({ ...query, limit: 2, skip });
        expect(page.entries).toEqual(all.entries.slice(skip, skip + 2));
        expect(page.total).toBe(all.entries.length);
      }
});

const failure: TraceEnd = { kind: 'cut_off', error: { code: 'timeout', message: 'too late', fields: {} } };

/** The groups as whoever reads the entries would count them. */
function recounted(entries: readonly LibraryEntry[], by: 'node' | 'step'): readonly LibraryGroup[] {
  const found = entries.filter(({ divergedAt }) => by === 'node' || divergedAt !== null);
  const same = Map.groupBy(found, ({ node, divergedAt }) => (by === 'node' ? node : `${node} ${divergedAt}`));
  return [...same.values()].map((group) => {
    const of = (wanted: LibraryEntry['status']) => group.filter(({ status }) => status === wanted).length;
    return {
      node: group[0]?.node ?? '',
      divergedAt: by === 'node' ? null : (group[0]?.divergedAt ?? null),
      count: group.length,
      diverged: of('diverged'),
      accepted: of('accepted'),
      failed: of('failed'),
      latest: Math.max(...group.map(({ startedAt }) => startedAt)),
    };
  });
}

function keyed(groups: readonly LibraryGroup[]): Readonly<Record<string, LibraryGroup>> {
  return Object.fromEntries(groups.map((group) => [`${group.node} ${group.divergedAt}`, group]));
}

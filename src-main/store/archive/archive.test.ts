import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { ArchiveBench, sectionsOf } from '../../../test/support/archive.ts';
import { anyEvent } from '../../../test/support/events.ts';
import { runs } from '../../../test/support/full.ts';
import { record, seen, someEvents, succeeded } from '../../../test/support/library.ts';
import type { StoreError } from '../errors.ts';

const ROUNDS = runs(600, 1200);

let bench: ArchiveBench;
let file: string;
beforeEach(() => {
  bench = new ArchiveBench();
  file = bench.file;
});
afterEach(() => bench.close());

/** A list that grows by one each round: in a file, too, each round costs one element. */
const growing = (rounds: number): readonly TraceEvent[] =>
  Array.from({ length: rounds }, (_, i) => ({
    step: 'grow/do/append',
    occ: `0.${i}.0`,
    time: i,
    kind: 'assigned',
    name: 'acc',
    value: Array.from({ length: i + 1 }, (_unused, k) => ({ $decimal: `${k}.25` })),
  }));

describe('export and import', () => {
  test('carry everything there is to see, and the hash of it', async () => {
    const one = await bench.open('one.db');
    const image = Buffer.from('an image of a database');
    await record(one, { id: 'cmp_1', events: growing(ROUNDS), divergedAt: 'grow', image });
    await record(one, {
      id: 'cmp_2',
      paths: ['direct'],
      inputs: { card: { $fingerprint: '9f3a' } },
      ends: {
        direct: { kind: 'cut_off', error: { code: 'timeout', message: 'late', fields: { limit: 5 } } },
      },
    });
    await one.library.edit({ type: 'tag', tag: 'kept', comparisons: ['cmp_1'] });
    await one.library.edit({ type: 'rename', name: 'Growing', comparisons: ['cmp_1'] });
    const archived = await bench.exportAll(one);
    expect(archived.bytes).toBe(readFileSync(file).length);
    expect(archived.bytes).toBeLessThan(125 * ROUNDS);

    const two = await bench.open('two.db');
    const report = await two.library.importFrom(file);
    expect(report.known).toEqual([]);
    expect(new Set(report.imported.map(({ comparison, hash }) => `${comparison} ${hash}`))).toEqual(
      new Set(archived.comparisons.map(({ comparison, hash }) => `${comparison} ${hash}`)),
    );
    for (const id of ['cmp_1', 'cmp_2']) {
      expect(seen(two, id)).toEqual(seen(one, id));
      expect(two.library.hashes(id)).toEqual(one.library.hashes(id));
      const { bytes: _, ...entry } = one.library.entry(id) ?? { bytes: 0 };
      expect(two.library.entry(id)).toMatchObject(entry);
    }
    const [start] = (two.attachment('cmp_1_direct', 'database') as { start: { hash: string }[] }).start;
    expect(Buffer.from(two.blob(start?.hash ?? '') ?? [])).toEqual(image);
    expect(two.library.search({ limit: 9, text: 'growing kept' }).total).toBe(1);
    expect(readdirSync(bench.folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('carry any events at all', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 60 }), async (events) => {
        run++;
        const [one, two] = [await bench.open(`one-${run}.db`), await bench.open(`two-${run}.db`)];
        await record(one, { id: 'cmp_1', events });
        await bench.exportAll(one);
        await two.library.importFrom(file);
        expect(seen(two, 'cmp_1')).toEqual(seen(one, 'cmp_1'));
        expect(two.library.hashes('cmp_1')).toEqual(one.library.hashes('cmp_1'));
        await Promise.all([one.close(), two.close()]);
      }),
      { numRuns: runs(4, 100) },
    );
  });

  test('leave images of databases at home when they are not asked for', async () => {
    const [one, two] = [await bench.open('one.db'), await bench.open('two.db')];
    await record(one, { id: 'cmp_1', image: Buffer.from('image') });
    await bench.exportAll(one, false);
    expect(sectionsOf(file).map(({ kind }) => kind)).not.toContain('blob');
    await two.library.importFrom(file);
    expect(two.library.hashes('cmp_1')).toEqual(one.library.hashes('cmp_1'));
  });

  test('carry what was interrupted, as far as it went', async () => {
    const one = await bench.open('one.db');
    await record(one, { id: 'cmp_1', events: growing(runs(300, 700)), finished: false });
    await one.close();
    const [again, two] = [await bench.open('one.db'), await bench.open('two.db')];
    await bench.exportAll(again);
    await two.library.importFrom(file);
    expect(two.library.entry('cmp_1')?.status).toBe('interrupted');
    expect(seen(two, 'cmp_1')).toEqual(seen(again, 'cmp_1'));
    expect(two.library.hashes('cmp_1')).toEqual(again.library.hashes('cmp_1'));
  });

  test('a second time change nothing, and bring back what was deleted', async () => {
    const [one, two] = [await bench.open('one.db'), await bench.open('two.db')];
    await record(one, { id: 'cmp_1' });
    await bench.exportAll(one);
    await two.library.importFrom(file);
    await two.library.edit({ type: 'tag', tag: 'mine', comparisons: ['cmp_1'] });
    await two.library.edit({ type: 'delete', comparisons: ['cmp_1'] });
    for (const store of [one, two]) {
      const before = store.statistics().traces;
      expect(await store.library.importFrom(file)).toMatchObject({
        imported: [],
        known: [{ comparison: 'cmp_1', hash: one.library.hashes('cmp_1').comparison }],
      });
      expect(store.statistics().traces).toBe(before);
    }
    expect(two.library.entry('cmp_1')).toMatchObject({ deletedAt: null, tags: ['mine'] });
  });

  test('give another id where one is taken, once', async () => {
    const [one, two] = [await bench.open('one.db'), await bench.open('two.db')];
    await record(one, { id: 'cmp_1', inputs: { from: 'one' } });
    await record(two, { id: 'cmp_1', inputs: { from: 'two' } });
    const before = seen(two, 'cmp_1');
    await bench.exportAll(one);
    const report = await two.library.importFrom(file);
    const [imported] = report.imported;
    expect(imported).toMatchObject({ was: 'cmp_1', comparison: expect.stringMatching(/^cmp_[0-9a-z]{20}$/) });
    const id = imported?.comparison ?? '';
    expect(two.library.hashes(id).comparison).toBe(one.library.hashes('cmp_1').comparison);
    expect(two.comparison(id)?.traces.map((trace) => two.inputs(trace.id))).toEqual([
      { from: 'one' },
      { from: 'one' },
    ]);
    expect(seen(two, 'cmp_1')).toEqual(before);
    expect((await two.library.importFrom(file)).imported).toEqual([]);
    expect(two.statistics().comparisons).toBe(2);
  });

  test('write no file when something is missing, and none over what cannot be written', async () => {
    const one = await bench.open('one.db');
    await record(one, { id: 'cmp_1' });
    await expect(
      one.library.exportTo({ file, comparisons: ['cmp_1', 'cmp_2'], databases: false }),
    ).rejects.toMatchObject({ code: 'comparison_unknown' });
    await expect(
      one.library.exportTo({
        file: join(bench.folder, 'no', 'x.ptrace'),
        comparisons: ['cmp_1'],
        databases: false,
      }),
    ).rejects.toMatchObject({ code: 'archive_io' });
    expect(existsSync(file)).toBe(false);
  });
});

describe('on a full disk', () => {
  const noise = (): readonly TraceEvent[] =>
    someEvents(3000).map(
      (event) => ({ ...event, value: Array.from({ length: 40 }, () => String(Math.random())) }) as TraceEvent,
    );

  test('an import fails by itself: what is there stays, and small things can still be recorded', async () => {
    const one = await bench.open('one.db');
    await record(one, { id: 'cmp_big', events: noise() });
    await bench.exportAll(one);
    const two = await bench.open('two.db', { maxPages: 120 });
    await record(two, { id: 'cmp_0' });
    const before = seen(two, 'cmp_0');
    await expect(two.library.importFrom(file)).rejects.toMatchObject({
      code: 'store_full',
      message: expect.stringContaining('cannot grow'),
    });
    expect(two.statistics().comparisons).toBe(1);
    expect(seen(two, 'cmp_0')).toEqual(before);
    await record(two, { id: 'cmp_1' });
    expect(two.comparison('cmp_1')?.traces).toHaveLength(2);
  });

  test('a session that cannot be written any more is told so, and all before it can be saved elsewhere', async () => {
    const told: StoreError[] = [];
    const one = await bench.open('one.db', { maxPages: 120, onError: (error) => told.push(error) });
    await record(one, { id: 'cmp_0', ends: { direct: succeeded({ total: 5 }) } });
    await expect(record(one, { id: 'cmp_big', events: noise() })).rejects.toMatchObject({
      code: 'store_full',
    });
    expect(told).toHaveLength(1);
    await one.library.exportTo({ file, comparisons: ['cmp_0'], databases: true });
    const two = await bench.open('two.db');
    await two.library.importFrom(file);
    expect(seen(two, 'cmp_0')).toEqual(seen(one, 'cmp_0'));
  });
});

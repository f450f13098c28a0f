import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { anyEvent, anyValue } from '../../test/support/events.ts';
import { runs } from '../../test/support/full.ts';
import {
  openLibrary,
  type Recording,
  record,
  seen,
  someEvents,
  succeeded,
} from '../../test/support/library.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-sweep-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const count = (file: string, table: string) => {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  db.close();
  return rows;
};

/** A value that takes a tree of nodes, parts of which others share. */
const large = fc
  .tuple(fc.constantFrom('shared', 'other'), fc.nat(400), anyValue)
  .map(([word, length, some]) => [
    ...Array.from({ length }, (_, i) => ({ word, i, text: `${word} ${i} `.repeat(6) })),
    some,
  ]);
const recording = fc.record({
  events: fc.array(
    fc.oneof(
      anyEvent,
      large.map(
        (value): TraceEvent => ({ step: 's', occ: '0', time: 1, kind: 'assigned', name: 'v', value }),
      ),
    ),
    { maxLength: 30 },
  ),
  inputs: fc.record({ value: large }),
  outputs: fc.record({ value: large }),
  image: fc.option(fc.uint8Array({ minLength: 1, maxLength: 3 }), { nil: undefined }),
});

type Random = typeof recording extends fc.Arbitrary<infer T> ? T : never;
const recordingOf = ({ events, inputs, outputs, image }: Random, id: string): Recording => ({
  id,
  events,
  inputs,
  ends: { direct: succeeded(outputs) },
  ...(image === undefined ? {} : { image }),
});

describe('a sweep', () => {
  test('takes out what nothing refers to, all of it, and nothing else', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(recording, fc.boolean()), { minLength: 1, maxLength: 6 }),
        fc.array(recording, { maxLength: 2 }),
        async (before, after) => {
          const file = join(folder, `${run++}.db`);
          const store = await openLibrary(file);
          for (const [i, [each]] of before.entries()) await record(store, recordingOf(each, `cmp_${i}`));
          const kept = before.flatMap(([, keep], i) => (keep ? [`cmp_${i}`] : []));
          const gone = before.flatMap(([, keep], i) => (keep ? [] : [`cmp_${i}`]));
          const held = kept.map((id) => seen(store, id));
          await store.library.edit({ type: 'delete', comparisons: gone });
          expect((await store.library.prune({})).removed).toHaveLength(gone.length);
          // The ids of what is gone come again; nobody may take the new values for the old ones.
          for (const [i, each] of after.entries()) await record(store, recordingOf(each, `cmp_after_${i}`));
          expect(kept.map((id) => seen(store, id))).toEqual(held);
          const images = [...before.filter(([, keep]) => keep).map(([each]) => each), ...after].flatMap(
            ({ image }) => (image === undefined ? [] : [image]),
          );
          expect(images.map((image) => store.blob(hashOf(image)))).toEqual(
            images.map((image) => Buffer.from(image)),
          );
          await store.close();

          const fresh = join(folder, `${run}-fresh.db`);
          const other = await openLibrary(fresh);
          for (const [i, [each, keep]] of before.entries())
            if (keep) await record(other, recordingOf(each, `cmp_${i}`));
          for (const [i, each] of after.entries()) await record(other, recordingOf(each, `cmp_after_${i}`));
          await other.close();
          for (const table of ['value', 'source', 'blob', 'chunk', 'attachment', 'library_text'])
            expect(count(file, table), table).toBe(count(fresh, table));
        },
      ),
      { numRuns: runs(4, 200) },
    );
  });

  test('by another process does not mislead one that goes on recording', async () => {
    const file = join(folder, 'store.db');
    const [one, two] = [await openLibrary(file), await openLibrary(file)];
    const value = Array.from({ length: 600 }, (_, i) => ({ i, text: `element ${i} `.repeat(8) }));
    const events = someEvents(3).map((event) => ({ ...event, value }) as TraceEvent);
    await record(one, { id: 'cmp_1', events });
    expect(one.events('cmp_1_direct', 0, 9)).toEqual(events);
    await two.library.edit({ type: 'delete', comparisons: ['cmp_1'] });
    expect((await two.library.prune({})).swept?.values).toBeGreaterThan(10);
    await record(two, { id: 'cmp_2', events: someEvents(40) });
    // The same values again: `one` remembers ids under which there is nothing, or something else.
    await record(one, { id: 'cmp_3', events });
    expect(one.events('cmp_3_direct', 0, 9)).toEqual(events);
    expect(one.events('cmp_2_direct', 0, 99)).toEqual(someEvents(40));
    expect(two.events('cmp_3_direct', 0, 9)).toEqual(events);
    await Promise.all([one.close(), two.close()]);
  });

  test('waits until there is enough to sweep, when nobody asked for it', async () => {
    const store = await openLibrary(join(folder, 'store.db'), { now: () => 10 });
    for (let i = 0; i < 30; i++) await record(store, { id: `cmp_${i}`, startedAt: i, paths: ['direct'] });
    expect((await store.library.tidy({ count: 29 }))?.swept).toBeNull();
    expect((await store.library.tidy({ count: 20 }))?.swept).not.toBeNull();
    await store.close();
  });
});

function hashOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { anyEvent } from '../../test/support/events.ts';
import { runs } from '../../test/support/full.ts';
import { ChunkState, decodePart, emptyColumns, encodePart } from './chunk.ts';
import { StoreError } from './errors.ts';
import type { Job } from './messages.ts';
import { CHUNK_EVENTS, Packer } from './packer.ts';
import { Queries } from './queries.ts';
import { EventReader } from './reader.ts';
import { Recorder } from './recorder.ts';
import { MIGRATIONS } from './schema.ts';
import { ValueReader } from './value-reader.ts';

/** The writing thread's part and the reading part on one database in memory. */
function memoryStore() {
  const db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  const recorder = new Recorder(db, 1);
  const packer = new Packer();
  const start = {
    id: 't',
    comparison: 'c',
    path: 'direct' as const,
    node: 'n',
    hash: 'h',
    sources: [],
    runtime: 'interpreter',
    startedAt: 0,
    clockScale: 1,
  };
  recorder.run([{ type: 'trace', handle: 0, start, inputs: '{}', chunkEvents: CHUNK_EVENTS }]);
  const reading = () => {
    const body = db.prepare('SELECT body FROM value WHERE id = ?').pluck();
    const values = new ValueReader((id) => body.get(id) as Uint8Array | undefined);
    const queries = new Queries(db, values);
    const events = new EventReader(db, values);
    return {
      queries,
      read: (from: number, count: number) => events.events(queries.place('t') as never, from, count),
    };
  };
  return {
    db,
    reading,
    /** One batch of the events, committed. */
    write(events: readonly TraceEvent[]): void {
      const jobs: Job[] = [];
      const take = () => jobs.push({ type: 'events', handle: 0, batch: packer.take() });
      for (const event of events) if (packer.add(event)) take();
      if (packer.waiting > 0) take();
      recorder.run(jobs);
    },
    end: () => recorder.run([{ type: 'end', handle: 0, end: { kind: 'interrupted' } }]),
    chunks: () => db.prepare('SELECT first, count FROM chunk ORDER BY first').all(),
  };
}

const assigned = (value: Canonical, i: number, name = 'acc'): TraceEvent => ({
  kind: 'assigned',
  name,
  value,
  step: 'loop/do/grow',
  occ: `0.${i}.0`,
  time: i * 3,
});
const json = (events: readonly TraceEvent[]) => JSON.stringify(events.map(sorted));
/** Fields of the event itself in one order; those of its values stay as they are. */
const sorted = (event: TraceEvent) => Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1));
const outcome = (read: () => readonly TraceEvent[]): string => {
  try {
    return json(read());
  } catch (error) {
    return error instanceof StoreError ? error.code : String(error);
  }
};

describe('events', () => {
  test('of every kind come back as they were, in parts and in chunks, whatever the batches', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyEvent, { maxLength: 30 }), { maxLength: 20 }), (batches) => {
        const store = memoryStore();
        const all = batches.flat();
        for (const batch of batches) store.write(batch);
        expect(json(store.reading().read(0, all.length + 1))).toBe(json(all));
        store.end();
        expect(json(store.reading().read(0, all.length + 1))).toBe(json(all));
        expect(store.chunks().length).toBe(Math.ceil(all.length / CHUNK_EVENTS));
        store.db.close();
      }),
      { numRuns: runs(20, 300) },
    );
  });

  test('whose list is edited each round come back as they were', () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat(3),
      insert: fc.array(fc.jsonValue() as fc.Arbitrary<Canonical>, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 700 }),
        (edits, batch) => {
          const store = memoryStore();
          let list: Canonical[] = Array.from({ length: 40 }, (_, i) => ({ id: i }));
          const all: TraceEvent[] = [];
          for (let i = 0; i < 600; i++) {
            const { at, remove, insert } = edits[i % edits.length] as (typeof edits)[number];
            list = list.toSpliced((at + i) % (list.length + 1), remove, ...insert);
            all.push(
              assigned(list, i),
              assigned({ list, count: list.length, last: list.at(-1) ?? null }, i, 'state'),
            );
          }
          for (let i = 0; i < all.length; i += batch) store.write(all.slice(i, i + batch));
          store.end();
          expect(json(store.reading().read(0, all.length))).toBe(json(all));
          store.db.close();
        },
      ),
      { numRuns: runs(3, 40) },
    );
  });

  test('are read in windows that begin and end anywhere', () => {
    const store = memoryStore();
    const all = Array.from({ length: 1300 }, (_, i) => assigned(i, i));
    for (let i = 0; i < all.length; i += 37) store.write(all.slice(i, i + 37));
    const { read } = store.reading();
    for (const [from, count] of [
      [0, 1],
      [511, 2],
      [512, 512],
      [1299, 1],
      [1299, 10],
      [1300, 5],
      [5000, 5],
      [100, 0],
    ] as const) {
      expect(read(from, count)).toEqual(all.slice(from, from + count));
    }
  });

  test('that arrive while a trace is read are seen by the next read', () => {
    const store = memoryStore();
    const { read } = store.reading();
    store.write([assigned(1, 0)]);
    expect(read(0, 10)).toHaveLength(1);
    store.write([assigned(2, 1)]);
    expect(read(0, 10)).toHaveLength(2);
  });
});

describe('parts', () => {
  test('are merged when their chunk is full and when the trace ends', () => {
    const store = memoryStore();
    for (let i = 0; i < 520; i++) store.write([assigned(i, i)]);
    expect(store.chunks()).toHaveLength(1 + 8);
    store.end();
    expect(store.chunks()).toEqual([
      { first: 0, count: 512 },
      { first: 512, count: 8 },
    ]);
  });
});

describe('growth', () => {
  test('of a list by one each round costs about the same each round', () => {
    const bytes = (rounds: number) => {
      const store = memoryStore();
      const list: Canonical[] = [];
      for (let i = 0; i < rounds; i++) {
        list.push({ $decimal: `${i * 37}.25` });
        store.write([assigned([...list], i)]);
      }
      store.end();
      const size = store.db
        .prepare('SELECT (SELECT sum(length(body)) FROM chunk) + (SELECT sum(length(body)) FROM value)')
        .pluck()
        .get() as number;
      store.db.close();
      return size / rounds;
    };
    const few = bytes(1000);
    // The tree of such a list grows deeper with the logarithm of its length; copies would cost 4 and 16 times as much.
    expect(bytes(runs(4000, 16_000))).toBeLessThan(few * runs(1.3, 1.5));
    expect(few).toBeLessThan(60);
  });
});

describe('a chunk of a file that somebody made', () => {
  const damaged = (change: string) => {
    const store = memoryStore();
    store.write(
      Array.from({ length: 600 }, (_, i) => assigned([`some long text number ${i}`.repeat(5), i], i)),
    );
    store.end();
    store.db.pragma('foreign_keys = OFF');
    store.db.exec(change);
    return store.reading();
  };

  test.each([
    ['cut short', 'UPDATE chunk SET body = substr(body, 1, length(body) - 20)'],
    ['of another version', "UPDATE chunk SET body = CAST(x'07' || substr(body, 2) AS BLOB)"],
    ['empty', "UPDATE chunk SET body = x''"],
    ['whose count is another', 'UPDATE chunk SET count = count - 1'],
    ['that begins elsewhere', 'UPDATE chunk SET first = first + 1'],
    ['whose values are gone', 'DELETE FROM value'],
    ['whose words are gone', 'DELETE FROM word'],
    ['of a trace with chunks of no events', 'UPDATE trace SET chunk_events = 0'],
  ])('%s is refused', (_, change) => {
    const { read } = damaged(change);
    expect(() => read(0, 600)).toThrow(expect.objectContaining({ code: 'store_corrupt' }));
  });

  test('gives what was recorded or a refusal, never something else, whichever bit is another', () => {
    const store = memoryStore();
    const all = Array.from({ length: 40 }, (_, i) => assigned([`text ${i}`.repeat(9), i], i));
    store.write(all);
    store.end();
    const body = store.db.prepare('SELECT body FROM chunk').pluck().get() as Buffer;
    const replace = store.db.prepare('UPDATE chunk SET body = ?');
    const outcomes = new Set<string>();
    for (let i = 0; i < body.length; i++) {
      const changed = Buffer.from(body);
      changed[i] = (changed[i] ?? 0) ^ (1 << (i % 8));
      replace.run(changed);
      outcomes.add(outcome(() => store.reading().read(0, 40)));
    }
    outcomes.delete(json(all));
    expect([...outcomes]).toEqual(['store_corrupt']);
  });

  test.each([
    ['without one of its fields', '["acc"]'],
    ['with a field of another type', '[7,1]'],
    ['that is no list', '{"name":"acc"}'],
    ['that is no JSON', '["acc",'],
    ['with a reference to nothing', '["acc",{"$large":0}]'],
    ['with a reference that is no number', '["acc",{"$large":"x"}]'],
  ])('with an event %s is refused', (_, line) => {
    const store = memoryStore();
    store.write([assigned(1, 0)]);
    store.end();
    const state = new ChunkState();
    const columns = emptyColumns();
    const { body } = store.db.prepare('SELECT body FROM chunk').get() as { body: Buffer };
    decodePart(body, columns, state);
    const forged = encodePart({ ...columns, bodies: [line] }, new ChunkState());
    store.db.prepare('UPDATE chunk SET body = ?').run(forged);
    expect(outcome(() => store.reading().read(0, 1))).toBe('store_corrupt');
  });
});

describe('the index of steps', () => {
  test('finds the first and last event of a visit, also of one that spans chunks', () => {
    const store = memoryStore();
    const events: TraceEvent[] = [
      { kind: 'step_entered', operation: 'for_each', step: 'loop', occ: '0', time: 0 },
    ];
    for (let i = 0; i < 900; i++) {
      const place = { step: 'loop/do/x', occ: `0.${i}.0`, time: i };
      events.push(
        { kind: 'step_entered', operation: 'assign', ...place },
        { kind: 'step_left', outcome: 'completed', ...place },
      );
    }
    events.push({ kind: 'step_left', outcome: 'completed', step: 'loop', occ: '0', time: 901 });
    store.write(events);
    store.end();
    const { queries } = store.reading();
    const row = queries.place('t') as NonNullable<ReturnType<typeof queries.place>>;
    expect(queries.visits(row, 'loop')).toEqual([
      { first: 0, occ: '0' },
      { first: 1536, occ: '0' },
    ]);
    expect(queries.visits(row, 'loop/do/x').map(({ occ }) => occ)).toEqual([
      '0.0.0',
      '0.255.0',
      '0.511.0',
      '0.767.0',
    ]);
  });
});

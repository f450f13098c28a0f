import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { TraceEvent } from '../shared/trace/event.ts';
import { openTraceStore } from '../src-main/store/store.ts';
import type { TraceStore } from '../src-main/store/types.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';
import { accumulatorEvents, reportEvents } from './events.ts';
import { recordShop } from './shop.ts';

/** About a million events: a round of the report is 11 of them. */
const REPORT_ROUNDS = 91_000;
const ORDERS = 400;
const ROUNDS = 10_000;
const STEPPED_ROUNDS = 1500;

export const storeEvents: Bench = {
  name: 'trace store',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
    try {
      return [
        ...(await writing(folder)),
        ...(await shopSize()),
        ...(await size(folder, `${ROUNDS.toLocaleString('en')}-round accumulator`, recordAccumulator)),
        ...(await size(folder, 'stepped session', recordStepped)),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function writing(folder: string): Promise<Measurement[]> {
  const events = reportEvents(REPORT_ROUNDS);
  // Each way twice, in turns, and the better of each: the first one warms the machine up.
  const rows = [await rowRate(folder, events)];
  const chunks = [await storeRate(folder, events)];
  rows.push(await rowRate(folder, events));
  chunks.push(await storeRate(folder, events));
  const row = Math.max(...rows);
  const chunk = Math.max(...chunks);
  const file = join(folder, 'store.db');
  const bytes = statSync(file).size / events.length;
  const window = await readWindows(file, events);
  return [
    {
      name: 'one row per event',
      value: row,
      unit: 'events/s',
      note: 'better-sqlite3, one index, transactions of 1,000: the baseline',
    },
    { name: 'recording', value: chunk, unit: 'events/s', note: 'from append to everything on disk' },
    {
      name: 'recording against one row per event',
      value: chunk / row,
      unit: '×',
      target: { atLeast: 1.3 },
      note: `${events.length.toLocaleString('en')} events of the shop's report`,
    },
    {
      name: 'on disk, long report',
      value: bytes,
      unit: 'bytes/event',
      target: { atMost: 80 },
      note: 'file after close',
    },
    {
      name: 'window of 200 events, median',
      value: quantile(window, 0.5),
      unit: 'ms',
      target: { atMost: 2 },
      note: `anywhere in ${events.length.toLocaleString('en')} events, values resolved`,
    },
    { name: 'window of 200 events, p99', value: quantile(window, 0.99), unit: 'ms', note: '' },
  ];
}

async function rowRate(folder: string, events: readonly TraceEvent[]): Promise<number> {
  const file = join(folder, 'rows.db');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(
    'CREATE TABLE event (id INTEGER PRIMARY KEY, trace TEXT, seq INTEGER, json TEXT); CREATE INDEX event_by_seq ON event (trace, seq)',
  );
  const insert = db.prepare('INSERT INTO event (trace, seq, json) VALUES (?, ?, ?)');
  const write = db.transaction((from: number) => {
    for (let i = from; i < Math.min(from + 1000, events.length); i++)
      insert.run('t', i, JSON.stringify(events[i]));
  });
  const start = performance.now();
  for (let i = 0; i < events.length; i += 1000) write(i);
  const seconds = (performance.now() - start) / 1000;
  db.close();
  rmSync(file);
  return events.length / seconds;
}

async function storeRate(folder: string, events: readonly TraceEvent[]): Promise<number> {
  const file = join(folder, 'store.db');
  rmSync(file, { force: true });
  const store = await open(file);
  await store.flush();
  const start = performance.now();
  const writer = begin(store, 'report');
  for (let i = 0; i < events.length; i += 100) writer.append(events.slice(i, i + 100));
  await writer.close({ kind: 'interrupted' });
  const seconds = (performance.now() - start) / 1000;
  await store.close();
  return events.length / seconds;
}

async function readWindows(file: string, events: readonly TraceEvent[]): Promise<number[]> {
  const store = await open(file);
  const times: number[] = [];
  for (let i = 0; i < 500; i++) {
    const from = Math.floor(((i * 0.618034) % 1) * (events.length - 200));
    const start = performance.now();
    const window = store.events('report', from, 200);
    times.push(performance.now() - start);
    if (window[0]?.step !== events[from]?.step || window.length !== 200)
      throw new Error('a window held other events');
  }
  await store.close();
  return times;
}

async function size(
  folder: string,
  name: string,
  record: (store: TraceStore) => Promise<number>,
): Promise<Measurement[]> {
  const file = join(folder, 'size.db');
  const store = await open(file);
  const start = performance.now();
  const events = await record(store);
  const seconds = (performance.now() - start) / 1000;
  await store.close();
  const { size } = statSync(file);
  rmSync(file);
  return [onDisk(name, size, events, seconds)];
}

/** What the engine itself records of the example: everything in the workspace's store counts. */
async function shopSize(): Promise<Measurement[]> {
  const start = performance.now();
  const { events, bytes } = await recordShop(ORDERS);
  return [
    onDisk(`${ORDERS} runs of the shop's order total`, bytes, events, (performance.now() - start) / 1000),
  ];
}

const onDisk = (name: string, bytes: number, events: number, seconds: number): Measurement => ({
  name: `on disk, ${name}`,
  value: bytes / events,
  unit: 'bytes/event',
  target: { atMost: 80 },
  note: `${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s`,
});

async function recordAccumulator(store: TraceStore): Promise<number> {
  let count = 0;
  const writer = begin(store, 'accumulator');
  for (const events of accumulatorEvents(ROUNDS)) {
    writer.append(events);
    count += events.length;
    if (count % 512 < 4) await sleep(0);
  }
  await writer.close({ kind: 'interrupted' });
  return count;
}

/** A person's or a test's steps: a few events at a time, with time enough between them that each is flushed by itself. */
async function recordStepped(store: TraceStore): Promise<number> {
  let count = 0;
  const writer = begin(store, 'stepped');
  const events = reportEvents(STEPPED_ROUNDS);
  for (let i = 0; i < events.length; i += 4) {
    const some = events.slice(i, i + 4);
    writer.append(some);
    count += some.length;
    await store.flush();
  }
  await writer.close({ kind: 'interrupted' });
  return count;
}

async function open(file: string): Promise<TraceStore> {
  const opened = await openTraceStore({
    file,
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  return opened.store;
}

function begin(store: TraceStore, id: string) {
  return store.startTrace({
    id,
    comparison: 'cmp',
    path: 'reference',
    node: 'order_total',
    hash: 'f2a7'.repeat(16),
    sources: [
      {
        node: 'order_total',
        hash: 'f2a7'.repeat(16),
        file: 'order_total.vsp',
        text: 'id: order_total\n'.repeat(100),
      },
    ],
    runtime: 'CPython 3.11.7',
    inputs: {},
    startedAt: 1_750_000_000_000,
    clockScale: 1,
  });
}

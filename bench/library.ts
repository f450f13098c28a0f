import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LibraryFilter, LibraryQuery } from '../shared/api/library.ts';
import type { TraceEvent } from '../shared/trace/event.ts';
import { type LibraryStore, openTraceStore } from '../src-main/store/store.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';

/** Two traces each. */
const COMPARISONS = 50_000;
const ROUNDS = 30;
const START = 1_750_000_000_000;
const MINUTE = 60_000;
const NODES = 40;
const CITIES = ['Zürich', 'Wien', 'Berlin', 'Genève', 'Praha', 'Łódź', 'København', 'Roma'];

/** What people ask a library for; each is asked with other words every round. */
const QUESTIONS: readonly { readonly name: string; readonly ask: (i: number) => Partial<LibraryQuery> }[] = [
  { name: 'newest', ask: () => ({}) },
  { name: 'one node', ask: (i) => ({ node: `node_${i % NODES}` }) },
  { name: 'diverged of one node', ask: (i) => ({ node: `node_${i % NODES}`, diverged: true }) },
  { name: 'one error', ask: (i) => ({ error: i % 2 === 0 ? 'timeout' : 'card_declined' }) },
  { name: 'one divergent step', ask: (i) => ({ divergedAt: `step_${i % 5}` }) },
  { name: 'one tag', ask: (i) => ({ tags: [`tag ${i % 10}`] }) },
  {
    name: 'one day',
    ask: (i) => ({ since: START + i * 1440 * MINUTE, until: START + (i + 1) * 1440 * MINUTE }),
  },
  { name: 'slowest', ask: () => ({ sort: 'duration' }) },
  { name: 'slower than 60 ms, by node', ask: () => ({ minDuration: 60, sort: 'node' }) },
  { name: 'text in one run', ask: (i) => ({ text: `ord_${(i * 1597) % COMPARISONS}x` }) },
  { name: 'text in every eighth run', ask: (i) => ({ text: CITIES[i % CITIES.length] ?? '' }) },
  { name: 'text in all runs', ask: () => ({ text: 'customer' }) },
  {
    name: 'two words and a filter',
    ask: (i) => ({ text: `${CITIES[i % CITIES.length]} customer`, diverged: true }),
  },
];
const GROUPS: readonly {
  readonly name: string;
  readonly filter: LibraryFilter;
  readonly by: 'node' | 'step';
}[] = [
  { name: 'by node', filter: {}, by: 'node' },
  { name: 'by first divergent step', filter: {}, by: 'step' },
];

export const library: Bench = {
  name: 'trace library',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
    try {
      const opened = await openTraceStore({
        file: join(folder, 'traces.db'),
        onError: (error) => {
          throw error;
        },
      });
      if (!opened.ok) throw opened.error;
      const recorded = await fillLibrary(opened.store);
      const measured = measure(opened.store);
      await opened.store.close();
      return [recorded, ...measured];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** By the writer that sessions use; short runs, as tests make them. */
export async function fillLibrary(store: LibraryStore): Promise<Measurement> {
  const start = performance.now();
  for (let i = 0; i < COMPARISONS; i++) {
    const ended = recordOne(store, i);
    if (i % 500 === 499) await ended;
    else ended.catch(() => undefined);
  }
  await store.flush();
  for (let tag = 0; tag < 10; tag++)
    await store.library.edit({
      type: 'tag',
      tag: `tag ${tag}`,
      comparisons: Array.from({ length: 200 }, (_, i) => `cmp_${i * 211 + tag}`),
    });
  return {
    name: 'recording short runs',
    value: (2 * COMPARISONS) / ((performance.now() - start) / 1000),
    unit: 'traces/s',
    note: `${(2 * COMPARISONS).toLocaleString('en')} traces, with their entries in the library`,
  };
}

async function recordOne(store: LibraryStore, i: number): Promise<void> {
  const id = `cmp_${i}`;
  const node = `node_${i % NODES}`;
  const startedAt = START + i * MINUTE;
  const inputs = {
    order_id: `ord_${i}x`,
    customer: `customer ${i % 997}`,
    city: CITIES[i % CITIES.length] ?? '',
  };
  const diverged = i % 9 === 0;
  const error = {
    code: i % 2 === 0 ? 'timeout' : 'card_declined',
    message: 'it did not answer in time',
    fields: {},
  };
  store.startComparison({ id, node, hash: 'f2a7', inputs, effects: 'share', startedAt });
  const closed = (['reference', 'direct'] as const).map((path) => {
    const trace = {
      id: `${id}_${path}`,
      comparison: id,
      path,
      node,
      hash: 'f2a7',
      sources: [],
      runtime: 'bench',
    };
    const writer = store.startTrace({ ...trace, inputs, startedAt, clockScale: 1 });
    writer.append(events(i));
    return writer.close(
      i % 13 === 0
        ? { kind: 'cut_off', error }
        : {
            kind: 'completed',
            outcome: { success: true, outputs: { total: { $decimal: `${i % 500}.25` } } },
          },
    );
  });
  await Promise.all([
    ...closed,
    store.finishComparison(id, {
      diverged,
      divergences: diverged ? [divergence(`step_${i % 5}`)] : [],
    }),
  ]);
}

function events(i: number): readonly TraceEvent[] {
  return Array.from({ length: 6 }, (_, k) => ({
    step: `step_${k}`,
    occ: '0',
    time: (k + 1) * (i % 20_000),
    kind: 'assigned',
    name: 'total',
    value: { $decimal: `${i % 500}.25` },
  }));
}

function divergence(step: string) {
  return {
    kind: 'value',
    step,
    occ: '0',
    path: 'total',
    reference: 1,
    direct: 2,
    rule: 'equality',
    message: 'total differs',
    row: 1,
    events: { reference: 1, direct: 1 },
    relation: 'first',
  } as const;
}

function measure(store: LibraryStore): readonly Measurement[] {
  const all: number[] = [];
  const slowest = { name: '', p95: 0 };
  for (const { name, ask } of QUESTIONS) {
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const query = { limit: 50, ...ask(i) };
      const start = performance.now();
      const page = store.library.search(query);
      times.push(performance.now() - start);
      if (page.entries.length === 0) throw new Error(`${name} finds nothing: ${JSON.stringify(query)}`);
    }
    all.push(...times);
    const p95 = quantile(times, 0.95);
    if (p95 > slowest.p95) Object.assign(slowest, { name, p95 });
  }
  const groups = GROUPS.flatMap(({ filter, by }) =>
    Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      store.library.groups(filter, by);
      return performance.now() - start;
    }),
  );
  const pages = lastPages(store);
  return [
    {
      name: 'search, median',
      value: quantile(all, 0.5),
      unit: 'ms',
      note: `${QUESTIONS.length} kinds of questions`,
    },
    {
      name: 'search, p95',
      value: quantile(all, 0.95),
      unit: 'ms',
      target: { atMost: 50 },
      note: 'page of 50, with tags and count',
    },
    {
      name: 'slowest question, p95',
      value: slowest.p95,
      unit: 'ms',
      target: { atMost: 50 },
      note: slowest.name,
    },
    {
      name: 'groups, p95',
      value: quantile(groups, 0.95),
      unit: 'ms',
      target: { atMost: 50 },
      note: 'by node, by first divergent step',
    },
    {
      name: 'next page of 500, p95',
      value: quantile(pages, 0.95),
      unit: 'ms',
      target: { atMost: 50 },
      note: 'all pages to the last one',
    },
  ];
}

function lastPages(store: LibraryStore): readonly number[] {
  const times: number[] = [];
  for (let after: string | undefined; ; ) {
    const start = performance.now();
    const page = store.library.search({ limit: 500, ...(after === undefined ? {} : { after }) });
    times.push(performance.now() - start);
    if (page.next === null) return times;
    after = page.next;
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { assign, eventsOf } from '../../test/support/debug-fixtures.ts';
import { openLibrary, SOURCE, SOURCE_HASH, succeeded } from '../../test/support/library.ts';
import { attachRunRecord } from '../debugger/run-record.ts';
import { StoredComparison } from '../debugger/stored.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { LibraryStore } from '../store/store.ts';
import { type Judged, rulesKey } from '../store/verdict.ts';
import type { WorkspaceLocation } from '../workspace/location.ts';
import { Judging } from './judging.ts';
import { statusOf } from './run-list.ts';

const NODE = 'order_total';
let folder: string;
let store: LibraryStore;
let ledger: Ledger;
let judging: Judging;
let now: number;
let told: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-judging-'));
  store = await openLibrary(join(folder, 'traces.db'));
  now = Date.parse('2026-01-01');
  told = 0;
  ledger = new Ledger({ folder, store: folder } as WorkspaceLocation, () => now);
  judging = new Judging(store, ledger, () => told++);
});
afterEach(async () => {
  await judging.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

function rules(...paths: string[]): void {
  const each = (path: string) =>
    `  - {id: ${path}, node: ${NODE}, step: ${path}, path: ${path}, kind: value, ignore: true, reason: known, owner: ada, expires: 2026-03-01}\n`;
  writeFileSync(join(folder, 'equivalences.yml'), `rules:\n${paths.map(each).join('') || '  []'}`);
}

/** Two paths that assign these things; recorded as the debugger does, under the rules of then. */
async function record(
  id: string,
  values: Readonly<Record<string, readonly [number, number]>>,
): Promise<void> {
  const about = { node: NODE, hash: SOURCE_HASH, inputs: {}, startedAt: now++ };
  store.startComparison({ id, effects: 'share', ...about });
  for (const [side, path] of (['reference', 'direct'] as const).entries()) {
    const events: readonly TraceEvent[] = eventsOf([
      ['', '', { kind: 'inputs_bound', node: NODE, values: [] }],
      ...Object.entries(values).flatMap(([name, both]) => assign(name, name, both[side as 0 | 1])),
    ]);
    const trace = `${id}_${path}`;
    const sources = [{ node: NODE, hash: SOURCE_HASH, file: 'order_total.vsp', text: SOURCE }];
    const writer = store.startTrace({
      id: trace,
      comparison: id,
      path,
      sources,
      runtime: 'r',
      clockScale: 1,
      ...about,
    });
    const policy = {
      ignore: [],
      tolerance: {},
      unordered: [],
      strictScale: false,
      accepted: ledger.rulesFor(NODE),
    };
    attachRunRecord(store, trace, { nodes: [], policy, handlers: [] });
    writer.append(events);
    await writer.close(succeeded({}));
  }
  const accepted = ledger.rulesFor(NODE);
  const aligned = await StoredComparison.open(store, id, () => accepted);
  const divergences = aligned?.view().divergences ?? [];
  const verdict = divergences.length === 0 && aligned?.acceptedCounts.size ? 'accepted' : null;
  const judged: Judged = { verdict, rules: rulesKey(accepted) };
  await store.finishComparison(id, { diverged: divergences.length > 0, divergences, judged });
}

/** What the list, its filter and the recent runs say: always the same. */
function statuses(): Readonly<Record<string, string>> {
  const listed = store.library
    .search({ limit: 50 })
    .entries.map(({ comparison, status }) => [comparison, status]);
  const recent = store.comparisons({ limit: 50 }).map((each) => [each.id, statusOf(each)]);
  expect(recent).toEqual(listed);
  for (const [id, status] of recent) {
    const found = store.library.search({ limit: 50, status: [status as 'equal'] }).entries;
    expect(found.map(({ comparison }) => comparison)).toContain(id);
  }
  return Object.fromEntries(listed);
}

test('runs are what the rules of today make of them, whenever they were recorded', async () => {
  await record('equal', { tax: [1, 1], fee: [1, 1] });
  await record('tax', { tax: [1, 2], fee: [1, 1] });
  await record('both', { tax: [1, 2], fee: [1, 2] });
  await judging.settle();
  expect(statuses()).toEqual({ equal: 'equal', tax: 'diverged', both: 'diverged' });
  expect(told).toBe(0);

  rules('tax');
  await judging.settle();
  expect(statuses()).toEqual({ equal: 'equal', tax: 'accepted', both: 'diverged' });
  expect(store.library.groups({}, 'node')).toMatchObject([{ count: 3, diverged: 1, accepted: 1, failed: 0 }]);
  expect(told).toBe(1);

  // Recorded under the rule: its record has no divergence, and it is not equal for that.
  await record('later', { tax: [1, 2], fee: [1, 1] });
  await judging.settle();
  expect(statuses()).toMatchObject({ later: 'accepted' });

  rules('tax', 'fee');
  await judging.settle();
  expect(statuses()).toEqual({ equal: 'equal', tax: 'accepted', both: 'accepted', later: 'accepted' });

  // The rules expire by themselves.
  now = Date.parse('2026-03-02');
  await judging.settle();
  expect(statuses()).toEqual({ equal: 'equal', tax: 'diverged', both: 'diverged', later: 'diverged' });
});

test('a run that cannot be read stays what its record says, and the others are judged', async () => {
  await record('whole', { tax: [1, 2] });
  await record('damaged', { tax: [1, 2] });
  rules('tax');
  const open = StoredComparison.open;
  const damaged = vi.spyOn(StoredComparison, 'open').mockImplementation((from, id, ...rest) => {
    if (id === 'damaged') throw new TypeError('a chunk is no chunk');
    return open.call(StoredComparison, from, id, ...rest);
  });
  await judging.settle();
  damaged.mockRestore();
  expect(statuses()).toEqual({ whole: 'accepted', damaged: 'diverged' });
});

test('what was judged stays for the next process, and comes with an import as what it is here', async () => {
  rules('tax');
  await record('tax', { tax: [1, 2] });
  const file = join(folder, 'tax.ptrace');
  await store.library.exportTo({ file, comparisons: ['tax'], databases: false });
  await store.close();
  store = await openLibrary(join(folder, 'traces.db'));
  expect(statuses()).toEqual({ tax: 'accepted' });

  const elsewhere = await openLibrary(join(folder, 'elsewhere.db'));
  await elsewhere.library.importFrom(file);
  rules();
  const strict = new Judging(elsewhere, ledger, () => undefined);
  await strict.settle();
  expect(elsewhere.library.search({ limit: 5 }).entries).toMatchObject([
    { comparison: 'tax', status: 'diverged' },
  ]);
  await strict.close();
  await elsewhere.close();
});

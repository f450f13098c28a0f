import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LibraryQuery } from '../../shared/api/library.ts';
import type { LibraryStore } from '../../src-main/store/store.ts';
import type { TraceEnd } from '../../src-main/store/types.ts';
import { openLibrary, type Recording, record, someEvents, succeeded } from './library.ts';

/** What time it is in the library that tests look at. */
export const NOW = Date.UTC(2026, 0, 10);
export const DAY = 86_400_000;

const failed = (code: string): TraceEnd => ({
  kind: 'cut_off',
  error: { code, message: `broken by ${code}`, fields: {} },
});

/** One of each kind, a day apart. */
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

/** A folder with a library of five runs, some tagged, named or pinned. */
export class LibraryBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'parallax-library-'));
  private readonly stores: LibraryStore[] = [];

  async open(now = () => NOW): Promise<LibraryStore> {
    const store = await openLibrary(join(this.folder, 'store.db'), { now });
    this.stores.push(store);
    return store;
  }

  async filled(): Promise<LibraryStore> {
    const store = await this.open();
    for (const recording of RECORDINGS) await record(store, recording);
    await store.library.edit({
      type: 'tag',
      tag: 'Black Friday',
      comparisons: ['cmp_diverged', 'cmp_failed'],
    });
    await store.library.edit({ type: 'tag', tag: 'tax', comparisons: ['cmp_diverged'] });
    await store.library.edit({ type: 'pin', pinned: true, comparisons: ['cmp_equal'] });
    await store.library.edit({ type: 'rename', name: 'The one from Monday', comparisons: ['cmp_single'] });
    return store;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.stores.map((store) => store.close()));
    rmSync(this.folder, { recursive: true });
  }
}

/** What a search finds, without the `cmp_`. */
export const ids = (store: LibraryStore, query: Partial<LibraryQuery>): readonly string[] =>
  store.library.search({ limit: 100, ...query }).entries.map(({ comparison }) => comparison.slice(4));

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { openEngine } from '../../src-main/api/engine.ts';
import { restoreStore } from '../../src-main/store/backup.ts';
import type { StoreError } from '../../src-main/store/errors.ts';
import type { LibraryStore } from '../../src-main/store/store.ts';
import { divergenceAt, openLibrary, record, SOURCE_HASH, succeeded } from '../support/library.ts';
import { SmallDisk } from '../support/small-disk.ts';

let root: string;
let disk: SmallDisk | null;
let elsewhere: string;
let store: LibraryStore;
let told: (StoreError | null)[];

const noise = (count: number): readonly TraceEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    step: i % 3 === 0 ? 'load' : 'sum/do/add',
    occ: i % 3 === 0 ? '0' : `0.${i}.0`,
    time: i * 10,
    kind: 'assigned',
    name: 'total',
    value: Array.from({ length: 20 }, () => String(Math.random())),
  }));

/** A session whose second half comes when the disk is full. */
async function recordOnto(): Promise<readonly TraceEvent[]> {
  const [first, second] = [noise(300), noise(700)];
  const start = {
    node: 'order_total',
    hash: SOURCE_HASH,
    inputs: { city: 'Wien' },
    startedAt: 1_767_225_600_000,
  };
  store.startComparison({ id: 'cmp_late', effects: 'share', ...start });
  const writer = store.startTrace({
    id: 'trc_late',
    comparison: 'cmp_late',
    path: 'direct',
    sources: [],
    runtime: 'interpreter',
    clockScale: 1,
    ...start,
  });
  writer.append(first);
  await store.flush();
  disk?.fill();
  for (let from = 0; from < second.length; from += 50) {
    writer.append(second.slice(from, from + 50));
    await store.flush();
  }
  await writer.close(succeeded({ total: 7 }));
  await store.finishComparison('cmp_late', { diverged: true, divergences: [divergenceAt('compute_tax')] });
  return [...first, ...second];
}

describe('a store on a full disk', () => {
  beforeEach(async ({ skip }) => {
    root = mkdtempSync(join(tmpdir(), 'parallax-full-'));
    disk = SmallDisk.mount(root, 2);
    if (disk === null) skip('a small disk cannot be mounted here');
    elsewhere = mkdtempSync(join(tmpdir(), 'parallax-elsewhere-'));
    told = [];
    store = await openLibrary(join(root, 'traces.db'), { onFull: (full) => told.push(full) });
    await record(store, { id: 'cmp_early' });
  });
  afterEach(async () => {
    if (disk !== null) {
      await store.close().catch(() => undefined);
      disk.unmount();
      rmSync(elsewhere, { recursive: true });
    }
    rmSync(root, { recursive: true });
  });

  test('says so at once, keeps what comes, and writes it when there is room', async () => {
    const events = await recordOnto();
    await vi.waitFor(() => expect(told).toHaveLength(1), 60_000);
    expect(store.full).toMatchObject({
      code: 'store_full',
      message: expect.stringContaining('save it elsewhere'),
    });
    expect(store.comparison('cmp_early')?.diverged).toBe(false);
    await expect(
      store.library.edit({ type: 'pin', pinned: true, comparisons: ['cmp_early'] }),
    ).rejects.toMatchObject({ code: 'store_full' });
    disk?.makeRoom();
    await vi.waitFor(() => expect(told).toEqual([expect.anything(), null]), 60_000);
    expect(store.full).toBeNull();
    expect(store.events('trc_late', 0, 2000)).toEqual(events);
    expect(store.library.entry('cmp_late')).toMatchObject({ status: 'diverged', divergedAt: 'compute_tax' });
  });

  test('is saved elsewhere whole, with what there was no room for', async () => {
    const events = await recordOnto();
    await vi.waitFor(() => expect(told).toHaveLength(1), 60_000);
    const backup = join(elsewhere, 'saved.db');
    await store.library.backup(backup);
    await store.close().catch(() => undefined);

    restoreStore(join(elsewhere, 'traces.db'), backup, Date.now());
    const other = await openLibrary(join(elsewhere, 'traces.db'));
    expect(other.events('trc_late', 0, 2000)).toEqual(events);
    expect(other.trace('trc_late')?.end).toEqual(succeeded({ total: 7 }));
    expect(other.library.search({ limit: 9, text: 'wien' }).entries).toMatchObject([
      { comparison: 'cmp_late' },
    ]);
    await other.close();

    disk?.makeRoom();
    store = await openLibrary(join(root, 'traces.db'));
    expect(store.comparison('cmp_early')?.diverged).toBe(false);
    expect(store.library.entry('cmp_late')?.status).toBe('interrupted');
    expect(events.slice(0, 300)).toEqual(store.events('trc_late', 0, 300));
  });

  test('of a workspace that is closed is saved where temporary files go, and the failure says so', async () => {
    await store.close();
    const home = mkdtempSync(join(elsewhere, 'home-'));
    const engine = await openEngine({
      location: { folder: root, store: root },
      userData: home,
      trustNow: true,
      watch: false,
      onStoreError: (error) => told.push(error as StoreError),
      onStoreFull: (full) => told.push(full),
    });
    store = engine.store;
    const events = await recordOnto();
    await vi.waitFor(() => expect(told).toHaveLength(1), 60_000);
    const failure = (await engine.close().catch((error: unknown) => error)) as StoreError;
    expect(failure).toMatchObject({
      code: 'store_full',
      message: expect.stringMatching(
        /cannot grow.*All that was recorded is in \S+: when there is room, parallax restore/,
      ),
    });
    const [, saved = ''] = /is in (\S+): when/.exec(failure.message) ?? [];
    restoreStore(join(elsewhere, 'traces.db'), saved, Date.now());
    for (const file of [saved, `${saved}.manifest.json`]) rmSync(file);
    const other = await openLibrary(join(elsewhere, 'traces.db'));
    expect(other.events('trc_late', 0, 2000)).toEqual(events);
    await other.close();
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../shared/api/error.ts';
import { openLibrary, record, succeeded } from '../../test/support/library.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { LibraryStore } from '../store/store.ts';
import type { WorkspaceLocation } from '../workspace/location.ts';
import type { Engine } from './engine.ts';
import { LibraryApi } from './library.ts';

let folder: string;
let stores: LibraryStore[];
let changes: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-library-api-'));
  stores = [];
  changes = 0;
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

async function open(name: string): Promise<LibraryApi> {
  const store = await openLibrary(join(folder, name, 'traces.db'));
  stores.push(store);
  const engine = {
    store,
    workspace: { location: { folder, store: join(folder, name) } },
    retention: { count: 1, proofs: 10 },
    ledger: new Ledger(
      { folder: join(folder, name), store: join(folder, name) } as WorkspaceLocation,
      Date.now,
    ),
  } as unknown as Engine;
  return new LibraryApi(engine, () => {
    changes++;
  });
}

describe('the library of the API', () => {
  it('carries comparisons from one workspace to another, as a file and as bytes', async () => {
    const [one, two, three] = [await open('one'), await open('two'), await open('three')];
    await record(stores[0] as LibraryStore, { id: 'cmp_1', ends: { reference: succeeded({ total: 5 }) } });
    const exported = await one.export({ comparisons: ['cmp_1'], databases: false });
    expect(exported).toMatchObject({ name: 'cmp_1.ptrace', bytes: readFileSync(exported.file).length });
    expect(await two.import({ file: exported.file })).toMatchObject({ imported: [{ comparison: 'cmp_1' }] });
    expect(await three.import({ data: exported.data ?? '', name: 'one.ptrace' })).toMatchObject({
      imported: [{ comparison: 'cmp_1' }],
    });
    for (const api of [two, three])
      expect(await api.search({ limit: 9 })).toMatchObject({
        entries: [{ comparison: 'cmp_1', summary: 'total 5' }],
        total: 1,
      });
    expect(readdirSync(join(folder, 'three')).filter((name) => name.endsWith('.ptrace'))).toEqual([]);
    expect(changes).toBe(2);
  });

  it('tells of what it changes, and answers what cannot be with a code', async () => {
    const api = await open('one');
    await record(stores[0] as LibraryStore, { id: 'cmp_1' });
    await record(stores[0] as LibraryStore, { id: 'cmp_2', finished: false });
    expect(await api.edit({ type: 'pin', pinned: true, comparisons: ['cmp_1'] })).toBe(1);
    expect(changes).toBe(1);
    const refused: readonly [() => unknown, string][] = [
      [() => api.edit({ type: 'delete', comparisons: ['cmp_0'] }), 'not_found'],
      [() => api.edit({ type: 'delete', comparisons: ['cmp_2'] }), 'conflict'],
      [() => api.edit({ type: 'tag', tag: ' ', comparisons: ['cmp_1'] }), 'invalid'],
      [() => api.export({ comparisons: ['cmp_0'], databases: false }), 'not_found'],
      [() => api.import({ data: 'aGVsbG8=', name: 'mine.ptrace' }), 'invalid'],
      [() => api.import({ file: join(folder, 'none') }), 'unavailable'],
      [async () => api.search({ limit: 1, after: 'x' }), 'invalid'],
    ];
    for (const [ask, code] of refused) {
      const error = await Promise.resolve()
        .then(ask)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ code });
    }
  });

  it('says what retention would take, and takes it', async () => {
    const api = await open('one');
    for (const id of ['cmp_1', 'cmp_2', 'cmp_3']) await record(stores[0] as LibraryStore, { id });
    await api.edit({ type: 'delete', comparisons: ['cmp_3'] });
    const removable = { deleted: 1, age: 0, count: 1, size: 0, proofs: 0 };
    expect(api.retention()).toEqual({ age: null, count: 1, bytes: null, proofs: 10, removable });
    expect(await api.prune()).toMatchObject({ removed: 2 });
    expect(changes).toBe(2);
    expect((await api.search({ limit: 9 })).entries.map(({ comparison }) => comparison)).toEqual(['cmp_2']);
  });
});

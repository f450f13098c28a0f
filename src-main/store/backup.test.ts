import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLibrary, record, seen, someEvents } from '../../test/support/library.ts';
import { restoreStore } from './backup.ts';

let folder: string;
let file: string;
let copy: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-backup-'));
  file = join(folder, 'traces.db');
  copy = join(folder, 'copy.backup');
});
afterEach(() => rmSync(folder, { recursive: true }));

const NOW = Date.UTC(2026, 0, 2);
const aside = () => readdirSync(folder).filter((name) => name.includes('.replaced-'));
const left = () => readdirSync(folder).filter((name) => /tmp|restoring|journal/.test(name));

describe('a backup', () => {
  test('is made while the store records, and has all that was there', async () => {
    const store = await openLibrary(file);
    for (let i = 0; i < 20; i++) await record(store, { id: `cmp_${i}`, events: someEvents(200) });
    const busy = (async () => {
      for (let i = 20; i < 40; i++) await record(store, { id: `cmp_${i}`, events: someEvents(200) });
    })();
    const backup = await store.library.backup(copy);
    await busy;
    expect(backup).toMatchObject({
      file: copy,
      bytes: readFileSync(copy).length,
      manifest: `${copy}.manifest.json`,
    });
    expect(backup.comparisons).toBeGreaterThanOrEqual(20);
    await expect(store.library.backup(copy)).rejects.toMatchObject({ code: 'backup_io' });
    const before = seen(store, 'cmp_7');
    await store.close();

    const other = join(folder, 'other.db');
    expect(restoreStore(other, copy, NOW)).toMatchObject({ setAside: null, comparisons: backup.comparisons });
    const restored = await openLibrary(other);
    expect(seen(restored, 'cmp_7')).toEqual(before);
    expect(restored.statistics().comparisons).toBe(backup.comparisons);
    await restored.close();
    expect(left()).toEqual([]);
  });

  test('takes the place of the store, which keeps all it had under another name', async () => {
    const store = await openLibrary(file);
    await record(store, { id: 'cmp_1' });
    await store.library.backup(copy);
    await record(store, { id: 'cmp_2' });
    expect(() => restoreStore(file, copy, NOW)).toThrow(expect.objectContaining({ code: 'store_in_use' }));
    await store.close();
    const { setAside } = restoreStore(file, copy, NOW);
    const [old, now] = [await openLibrary(setAside ?? ''), await openLibrary(file)];
    expect(old.comparisons({ limit: 9 })).toHaveLength(2);
    expect(now.comparisons({ limit: 9 })).toHaveLength(1);
    await Promise.all([old.close(), now.close()]);
  });

  test('shows what was being recorded as interrupted', async () => {
    const store = await openLibrary(file);
    await record(store, { id: 'cmp_1', finished: false });
    await store.library.backup(copy);
    const other = join(folder, 'other.db');
    restoreStore(other, copy, NOW);
    const restored = await openLibrary(other);
    expect(restored.library.entry('cmp_1')?.status).toBe('interrupted');
    expect(store.library.entry('cmp_1')?.status).toBe('running');
    await Promise.all([store.close(), restored.close()]);
  });

  test.each<[string, string, () => void]>([
    [
      'is another than its manifest says',
      'backup_damaged',
      () => {
        const bytes = readFileSync(copy);
        bytes[5000] = (bytes[5000] ?? 0) ^ 1;
        writeFileSync(copy, bytes);
      },
    ],
    ['was cut off', 'backup_damaged', () => writeFileSync(copy, readFileSync(copy).subarray(0, 8192))],
    ['has no manifest', 'backup_io', () => rmSync(`${copy}.manifest.json`)],
    [
      'has a manifest that is none',
      'backup_damaged',
      () => writeFileSync(`${copy}.manifest.json`, '{"sha256":1}'),
    ],
    ['has a manifest that is no JSON', 'backup_damaged', () => writeFileSync(`${copy}.manifest.json`, '{')],
    ['is gone', 'backup_io', () => rmSync(copy)],
  ])('that %s is refused, and the store stays', async (_, code, spoil) => {
    const store = await openLibrary(file);
    await record(store, { id: 'cmp_1' });
    await store.library.backup(copy);
    await store.close();
    spoil();
    const before = readFileSync(file);
    expect(() => restoreStore(file, copy, NOW)).toThrow(expect.objectContaining({ code }));
    expect(readFileSync(file).equals(before)).toBe(true);
    expect([...aside(), ...left()]).toEqual([]);
  });

  test('of no store at all is refused even with a manifest that fits', async () => {
    const store = await openLibrary(file);
    await store.library.backup(copy);
    await store.close();
    writeFileSync(copy, 'no store');
    const manifest = JSON.parse(readFileSync(`${copy}.manifest.json`, 'utf8'));
    writeFileSync(
      `${copy}.manifest.json`,
      JSON.stringify({
        ...manifest,
        bytes: 8,
        sha256: (await import('node:crypto')).hash('sha256', 'no store', 'hex'),
      }),
    );
    expect(() => restoreStore(file, copy, NOW)).toThrow(expect.objectContaining({ code: 'backup_damaged' }));
    expect(existsSync(file)).toBe(true);
  });
});

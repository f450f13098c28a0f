import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, prepare, release } from './database.ts';
import { MIGRATIONS, type Migration } from './schema.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-store-'));
  file = join(folder, 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);
const more: Migration = { name: '0004-more', sql: 'CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT' };
const tables = () => {
  const db = new Database(file, { readonly: true });
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  db.close();
  return names;
};
const applied = () => {
  const db = new Database(file, { readonly: true });
  const names = db.prepare('SELECT name FROM migration ORDER BY position').pluck().all();
  db.close();
  return names;
};
const change = (sql: string) => {
  const db = new Database(file);
  db.exec(sql);
  db.close();
};
/** A store with some pages of content. */
const fill = () => {
  release(prepare(file, now).session);
  const db = connect(file, { readonly: false });
  const insert = db.prepare(
    "INSERT INTO source (hash, node, file, body) VALUES (?, 'n', 'f', randomblob(3000))",
  );
  for (let i = 0; i < 50; i++) insert.run(`hash ${i}`);
  db.close();
};

describe('migrations', () => {
  test('are applied once and recorded', () => {
    expect(prepare(file, now).setAside).toBeNull();
    expect(applied()).toEqual(MIGRATIONS.map(({ name }) => name));
    prepare(file, now);
    expect(applied()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  test('that are new are applied to a store that has the older ones', () => {
    prepare(file, now);
    prepare(file, now, [...MIGRATIONS, more]);
    expect(applied()).toEqual([...MIGRATIONS, more].map(({ name }) => name));
    expect(tables()).toContain('more');
  });

  test('that fail leave neither their tables nor their record', () => {
    prepare(file, now);
    const broken = {
      name: '0004-broken',
      sql: 'CREATE TABLE half (id INTEGER PRIMARY KEY); CREATE TABLE half (id INTEGER)',
    };
    expect(() => prepare(file, now, [...MIGRATIONS, broken])).toThrow('already exists');
    expect(tables()).not.toContain('half');
    expect(applied()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  test('know every store that was ever written', () => {
    const fixtures = join(import.meta.dirname, '../../test/fixtures/store');
    const stores = readdirSync(fixtures).filter((name) => name.endsWith('.db'));
    expect(stores.length).toBeGreaterThanOrEqual(MIGRATIONS.length);
    for (const name of stores) {
      copyFileSync(join(fixtures, name), file);
      expect(prepare(file, now).setAside).toBeNull();
      expect(applied()).toEqual(MIGRATIONS.map(({ name }) => name));
      rmSync(file);
    }
  });
});

describe('a store that is not ours to open', () => {
  test('is refused and left as it is when a newer Parallax wrote it', () => {
    prepare(file, now, [...MIGRATIONS, more]);
    const before = readFileSync(file);
    expect(() => prepare(file, now)).toThrow(
      expect.objectContaining({
        code: 'store_newer',
        message: expect.stringContaining('written by a newer Parallax (its schema is 7, this one knows 6)'),
      }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  test('is refused when its history is another', () => {
    prepare(file, now);
    change("UPDATE migration SET name = '0001-elsewhere'");
    expect(() => prepare(file, now)).toThrow(expect.objectContaining({ code: 'store_unknown' }));
  });

  test('is refused with a reason when its folder cannot be made', () => {
    writeFileSync(join(folder, 'plain'), '');
    expect(() => prepare(join(folder, 'plain', 'store.db'), now)).toThrow(
      expect.objectContaining({ code: 'store_io' }),
    );
  });
});

describe('a corrupt store', () => {
  const aside = () => join(folder, 'store.db.corrupt-2026-01-02T03-04-05-000Z');

  test.each([
    [
      'whose header is garbage',
      () =>
        writeFileSync(
          file,
          Buffer.concat([Buffer.from('garbage '.repeat(20)), readFileSync(file).subarray(160)]),
        ),
    ],
    [
      'that is text',
      () => writeFileSync(file, 'not a database at all, but long enough to look like one '.repeat(40)),
    ],
    ['that is cut in the middle', () => truncateSync(file, 90_000)],
    ['that is cut within a page', () => truncateSync(file, 5000)],
    [
      'that is of another program',
      () => {
        rmSync(file);
        change('CREATE TABLE theirs (id INTEGER); INSERT INTO theirs VALUES (1)');
      },
    ],
    [
      'whose pages are zero',
      () => writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, 4096), Buffer.alloc(200_000)])),
    ],
    [
      'with one page overwritten',
      () => {
        const bytes = readFileSync(file);
        bytes.fill(0xee, 8 * 4096, 9 * 4096);
        writeFileSync(file, bytes);
      },
    ],
  ])('%s is set aside, whole, and a new one begun', (_, damage) => {
    fill();
    damage();
    const before = readFileSync(file);
    const { setAside } = prepare(file, now);
    expect(setAside).toMatchObject({ file: aside(), reason: expect.stringContaining('damaged') });
    expect(readFileSync(aside()).equals(before)).toBe(true);
    expect(applied()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  test('goes aside with its log, and never over an earlier one', () => {
    writeFileSync(aside(), 'an earlier one');
    writeFileSync(file, 'garbage'.repeat(100));
    writeFileSync(`${file}-wal`, 'a log');
    expect(prepare(file, now).setAside?.file).toBe(`${aside()}-2`);
    expect(readFileSync(aside(), 'utf8')).toBe('an earlier one');
    expect(readFileSync(`${aside()}-2-wal`, 'utf8')).toBe('a log');
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test('of no bytes has nothing to keep: it becomes a store', () => {
    writeFileSync(file, '');
    expect(prepare(file, now).setAside).toBeNull();
    expect(applied()).toHaveLength(MIGRATIONS.length);
  });
});

describe('traces that were being recorded', () => {
  const insertTrace = (session: number) => {
    const db = connect(file, { readonly: false });
    db.exec(`INSERT INTO word (id, text) VALUES (1, 'n') ON CONFLICT DO NOTHING;
      INSERT INTO value (id, hash, body) VALUES (1, x'00', x'00') ON CONFLICT DO NOTHING;`);
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO trace (name, comparison, session, path, node, hash, runtime, inputs, started_at, clock_scale, chunk_events)
         VALUES (?, 'c', ?, 'direct', 1, 1, 1, 1, 0, 1, 512)`,
      )
      .run(`trace of ${session}`, session);
    db.prepare('INSERT INTO chunk (trace, first, count, body) VALUES (?, 0, 7, zeroblob(1))').run(
      lastInsertRowid,
    );
    db.close();
  };
  const traces = () => {
    const db = new Database(file, { readonly: true });
    const rows = db.prepare('SELECT ended, events FROM trace').all();
    db.close();
    return rows;
  };

  test('by a session of this process that is still open are left alone', () => {
    insertTrace(prepare(file, now).session);
    prepare(file, now);
    expect(traces()).toEqual([{ ended: null, events: 0 }]);
  });

  test('by a session that is over are interrupted, with the events that are there', () => {
    const { session } = prepare(file, now);
    insertTrace(session);
    release(session);
    prepare(file, now);
    expect(traces()).toEqual([{ ended: 0, events: 7 }]);
  });

  test.each([
    ['is dead', 'pid = 2147483000'],
    ['had its number before the machine started', `pid = ${process.ppid}, started_at = 5`],
  ])('by a process that %s are interrupted', (_, set) => {
    insertTrace(prepare(file, now).session);
    change(`UPDATE session SET ${set}`);
    prepare(file, now);
    expect(traces()).toEqual([{ ended: 0, events: 7 }]);
  });

  test('by another process that lives are left alone', () => {
    const { session } = prepare(file, now);
    insertTrace(session);
    change(`UPDATE session SET pid = ${process.ppid}, started_at = ${Date.now()}`);
    prepare(file, Date.now);
    expect(traces()).toEqual([{ ended: null, events: 0 }]);
    release(session);
  });
});

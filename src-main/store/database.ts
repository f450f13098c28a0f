import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { asStoreError, corrupt, StoreError } from './errors.ts';
import { LibraryIndex } from './library-index.ts';
import { APPLICATION_ID, MIGRATIONS, type Migration } from './schema.ts';

export type Db = Database.Database;

/** A store that could not be read: renamed, whole, so that nothing of it is lost. */
export interface SetAside {
  readonly file: string;
  readonly reason: string;
}

export interface Prepared {
  /** The row by which this process is known to others. */
  readonly session: number;
  readonly setAside: SetAside | null;
}

/** Up to this size every page is checked when the store opens; beyond, damage shows when it is met. */
const CHECK_UP_TO = 64 * 1024 * 1024;

/** Sessions of this process that are open: its pid alone cannot tell. */
const openSessions = new Set<number>();

export function connect(file: string, options: { readonly readonly: boolean }): Db {
  const db = new Database(file, { readonly: options.readonly, timeout: 10_000 });
  try {
    // A store may come from anywhere: nothing in its schema may run functions of ours.
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    if (!options.readonly) {
      // Takes effect in a file that is made now: what is freed can be given back bit by bit.
      db.pragma('auto_vacuum = INCREMENTAL');
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Brings the file to the known schema, sets a corrupt one aside, and ends what dead processes left. */
export function prepare(file: string, now: () => number, migrations = MIGRATIONS): Prepared {
  try {
    mkdirSync(dirname(file), { recursive: true });
    try {
      return { session: open(file, now, migrations), setAside: null };
    } catch (error) {
      const known = asStoreError(error);
      if (known.code !== 'store_corrupt') throw known;
      const aside = setAside(file, now());
      return { session: open(file, now, migrations), setAside: { file: aside, reason: known.message } };
    }
  } catch (error) {
    throw asStoreError(error);
  }
}

export function release(session: number): void {
  openSessions.delete(session);
}

function open(file: string, now: () => number, migrations: readonly Migration[]): number {
  // A store that is damaged or not ours to read must stay as it is: look without writing first.
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size > 0) withDatabase(file, { readonly: true }, (db) => check(db, file, size, migrations));
  return withDatabase(file, { readonly: false }, (db) => {
    migrate(db, file, migrations, now);
    return db
      .transaction(() => {
        const session = begin(db, now());
        const library = new LibraryIndex(db);
        library.addMissing();
        library.interrupt();
        return session;
      })
      .immediate();
  });
}

function withDatabase<T>(file: string, options: { readonly readonly: boolean }, use: (db: Db) => T): T {
  const db = connect(file, options);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

function check(db: Db, file: string, size: number, migrations: readonly Migration[]): void {
  const tables = db.prepare('SELECT name FROM sqlite_schema').pluck().all();
  // Empty with no mark: a process ended between creating the file and its first transaction.
  if (tables.length === 0) return;
  const id = db.pragma('application_id', { simple: true });
  if (id !== APPLICATION_ID) throw corrupt('it is a database of something else');
  if (size <= CHECK_UP_TO) {
    const found = db.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw corrupt(String(found));
  }
  nextMigration(db, file, migrations);
}

/** The applied list must be a prefix of the known one; what comes after it is next. */
function nextMigration(db: Db, file: string, migrations: readonly Migration[]): Migration | undefined {
  const applied = db.prepare('SELECT name FROM migration ORDER BY position').pluck().all();
  for (const [i, name] of applied.entries()) {
    if (i >= migrations.length) {
      throw new StoreError(
        'store_newer',
        `The trace store ${file} was written by a newer Parallax (its schema is ${applied.length}, this one knows ${migrations.length}). Update Parallax, or move the file away to begin a new store.`,
      );
    }
    if (migrations[i]?.name !== name) {
      throw new StoreError(
        'store_unknown',
        `The trace store ${file} has the unknown schema step "${String(name)}". Open it with the Parallax that wrote it, or move the file away to begin a new store.`,
      );
    }
  }
  return migrations[applied.length];
}

/** Each migration and its record are one transaction, begun again for the next: two processes may be at it. */
function migrate(db: Db, file: string, migrations: readonly Migration[], now: () => number): void {
  const begin = db.transaction(() => {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.exec(
      'CREATE TABLE IF NOT EXISTS migration (position INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
    );
  });
  begin.immediate();
  const apply = db.transaction((): boolean => {
    const next = nextMigration(db, file, migrations);
    if (next === undefined) return false;
    db.exec(next.sql);
    db.prepare('INSERT INTO migration (position, name, applied_at) VALUES (?, ?, ?)').run(
      migrations.indexOf(next) + 1,
      next.name,
      now(),
    );
    return true;
  });
  while (apply.immediate());
}

function begin(db: Db, now: number): number {
  const forget = db.prepare('DELETE FROM session WHERE id = ?');
  for (const session of allSessions(db)) if (!isOpen(session, now)) forget.run(session.id);
  interrupt(db);
  const { lastInsertRowid } = db
    .prepare('INSERT INTO session (pid, started_at) VALUES (?, ?)')
    .run(process.pid, now);
  const session = Number(lastInsertRowid);
  openSessions.add(session);
  return session;
}

interface Session {
  readonly id: number;
  readonly pid: number;
  readonly started_at: number;
}

function allSessions(db: Db): readonly Session[] {
  return db.prepare('SELECT id, pid, started_at FROM session').all() as Session[];
}

function isOpen({ id, pid, started_at }: Session, now: number): boolean {
  if (pid === process.pid) return openSessions.has(id);
  return started_at > now - uptime() * 1000 && isAlive(pid);
}

/** Processes that have the store open for writing. */
export function sessionsOf(db: Db, now: number): readonly number[] {
  return allSessions(db)
    .filter((session) => isOpen(session, now))
    .map(({ pid }) => pid);
}

/** Throws where the file is no store that this program can open and read. Writes nothing. */
export function checkStore(file: string): void {
  withDatabase(file, { readonly: true }, (db) => {
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw corrupt('it is a database of something else');
    const found = db.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw corrupt(String(found));
    nextMigration(db, file, MIGRATIONS);
  });
}

/** Ends the traces of sessions that are gone. */
function interrupt(db: Db): void {
  db.prepare(
    `UPDATE trace SET ended = 0,
       events = (SELECT coalesce(sum(count), 0) FROM chunk WHERE chunk.trace = trace.id)
     WHERE ended IS NULL AND session NOT IN (SELECT id FROM session)`,
  ).run();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function setAside(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  let aside = `${file}.corrupt-${stamp}`;
  for (let i = 2; existsSync(aside); i++) aside = `${file}.corrupt-${stamp}-${i}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(file + part)) renameSync(file + part, aside + part);
  }
  return aside;
}

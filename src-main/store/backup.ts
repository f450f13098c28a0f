import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { checkStore, connect, sessionsOf } from './database.ts';
import { asStoreError, StoreError } from './errors.ts';

const MANIFEST = '.manifest.json';
const schema = z.object({
  format: z.literal('parallax backup 1'),
  file: z.string(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
  comparisons: z.int().min(0),
  traces: z.int().min(0),
});
type Manifest = z.output<typeof schema>;

export interface Backup {
  readonly file: string;
  readonly manifest: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly comparisons: number;
  readonly traces: number;
}

/** `copy` makes a copy of the store at a path. The backup has its name only when all of it, and its manifest, is on disk. */
export async function backupStore(
  file: string,
  now: number,
  copy: (to: string) => Promise<unknown>,
): Promise<Backup> {
  if (existsSync(file) || existsSync(file + MANIFEST))
    throw new StoreError('backup_io', `${file} exists already: name another file for the backup.`);
  const aside = `${file}.${process.pid}.tmp`;
  try {
    await copy(aside);
    const counts = settle(aside);
    const { bytes, sha256 } = digest(aside);
    const manifest: Manifest = {
      format: 'parallax backup 1',
      file: basename(file),
      bytes,
      sha256,
      createdAt: new Date(now).toISOString(),
      ...counts,
    };
    writeFileSync(file + MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    renameSync(aside, file);
    return { file, manifest: file + MANIFEST, bytes, sha256, ...counts };
  } catch (error) {
    for (const each of [aside, `${aside}-wal`, `${aside}-shm`, `${aside}-journal`])
      rmSync(each, { force: true });
    if (!existsSync(file)) rmSync(file + MANIFEST, { force: true });
    throw ioError(`The backup ${file} cannot be written`, error);
  }
}

/** A copy in one file, which nobody has open: what was being recorded is interrupted there. */
function settle(file: string): { readonly comparisons: number; readonly traces: number } {
  const db = new Database(file);
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('journal_mode = DELETE');
    db.exec('DELETE FROM session');
    return db
      .prepare(
        'SELECT (SELECT count(*) FROM comparison) AS comparisons, (SELECT count(*) FROM trace) AS traces',
      )
      .get() as { comparisons: number; traces: number };
  } finally {
    db.close();
  }
}

export interface Restored {
  /** Where the store that was there is now; null where there was none. */
  readonly setAside: string | null;
  readonly comparisons: number;
  readonly traces: number;
}

/** Puts a backup in the place of a store that nobody has open. The store that was there keeps all it has under another name. */
export function restoreStore(file: string, backup: string, now: number): Restored {
  const manifest = readManifest(backup);
  const incoming = `${file}.${process.pid}.restoring`;
  try {
    copyFileSync(backup, incoming);
    const { bytes, sha256 } = digest(incoming);
    if (bytes !== manifest.bytes || sha256 !== manifest.sha256)
      throw new StoreError(
        'backup_damaged',
        `The backup ${backup} is not the one that its manifest describes: its SHA-256 is another. Nothing was restored.`,
      );
    try {
      checkStore(incoming);
    } catch (error) {
      const { code, message } = asStoreError(error);
      throw code === 'store_corrupt'
        ? new StoreError('backup_damaged', `The backup ${backup} is damaged: ${message}`)
        : error;
    }
    refuseInUse(file);
    const setAside = existsSync(file) ? asideName(file, now) : null;
    if (setAside !== null) moveStore(file, setAside);
    try {
      renameSync(incoming, file);
    } catch (error) {
      if (setAside !== null) moveStore(setAside, file);
      throw error;
    }
    return { setAside, comparisons: manifest.comparisons, traces: manifest.traces };
  } catch (error) {
    rmSync(incoming, { force: true });
    throw ioError(`The backup ${backup} cannot be restored`, error);
  }
}

function readManifest(backup: string): Manifest {
  let text: string;
  try {
    statSync(backup);
    text = readFileSync(backup + MANIFEST, 'utf8');
  } catch (error) {
    throw ioError(`The backup ${backup} cannot be read with its manifest`, error);
  }
  try {
    return schema.parse(parseJsonText(text));
  } catch (error) {
    throw new StoreError(
      'backup_damaged',
      `${backup}${MANIFEST} is no manifest of a backup: nothing was restored.`,
      {
        cause: error,
      },
    );
  }
}

function refuseInUse(file: string): void {
  if (!existsSync(file)) return;
  let sessions: readonly number[] = [];
  try {
    const db = connect(file, { readonly: true });
    try {
      sessions = sessionsOf(db, Date.now());
    } finally {
      db.close();
    }
  } catch {
    // A store that cannot be read is what a backup is for.
  }
  if (sessions.length > 0)
    throw new StoreError(
      'store_in_use',
      `The store is open in process ${sessions.join(', ')}: close Parallax there before you restore.`,
    );
}

function asideName(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  let aside = `${file}.replaced-${stamp}`;
  for (let i = 2; existsSync(aside); i++) aside = `${file}.replaced-${stamp}-${i}`;
  return aside;
}

function moveStore(from: string, to: string): void {
  for (const part of ['', '-wal', '-shm']) if (existsSync(from + part)) renameSync(from + part, to + part);
}

function digest(file: string): { readonly bytes: number; readonly sha256: string } {
  const fd = openSync(file, 'r+');
  try {
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(1024 * 1024);
    let bytes = 0;
    for (let count = readSync(fd, piece); count > 0; count = readSync(fd, piece)) {
      hash.update(piece.subarray(0, count));
      bytes += count;
    }
    fsyncSync(fd);
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    closeSync(fd);
  }
}

function ioError(what: string, error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error) || !('code' in error)) return error;
  return new StoreError('backup_io', `${what}: ${error.message}.`, { cause: error });
}

import type Database from 'better-sqlite3';
import type { RemovalReason } from '../../shared/api/library.ts';
import { Statements } from './statements.ts';

/** What retention asks for; absent: no limit. */
export interface Retention {
  /** Milliseconds after which a comparison may go. */
  readonly age?: number;
  /** Comparisons to keep at most. */
  readonly count?: number;
  /** Bytes that the store may take. */
  readonly bytes?: number;
  /** Runs made by proving a fix to keep at most. They do not count as comparisons above: proving never drives out what it proves. */
  readonly proofs?: number;
}

export interface Removal {
  readonly comparison: string;
  readonly node: string;
  readonly startedAt: number;
  readonly reason: RemovalReason;
}

interface Row {
  readonly id: number;
  readonly comparison: string;
  readonly node: string;
  readonly started_at: number;
  readonly bytes: number;
  readonly proof: number;
}

/**
 * What is to go: what was deleted before `deletedBefore`, then what retention does not keep, runs of proofs before all
 * others, each oldest first. Pinned ones and those that are being recorded stay.
 */
export function removals(
  db: Database.Database,
  {
    retention,
    now,
    deletedBefore,
  }: { readonly retention: Retention; readonly now: number; readonly deletedBefore: number },
): readonly Removal[] {
  const statements = new Statements(db);
  const select = (where: string, ...values: number[]) =>
    statements
      .sql(
        `SELECT library.id, comparison.name AS comparison, library.node, library.started_at, bytes,
           origin IS 'proof' AS proof
         FROM library JOIN comparison ON comparison.id = library.comparison WHERE ${where} ORDER BY origin IS NOT 'proof', library.id`,
      )
      .all(...values) as Row[];
  const gone = select("deleted_at <= ? AND status <> 'running'", deletedBefore).map((row) =>
    removal(row, 'deleted'),
  );
  const free = select("deleted_at IS NULL AND pinned = 0 AND status <> 'running'");
  const { age, count, bytes, proofs } = retention;
  const all = (what: string, where: string) =>
    Number(statements.one(`SELECT ${what} FROM library WHERE deleted_at IS NULL AND ${where}`));
  let kept = all('count(*)', "origin IS NOT 'proof'");
  let keptProofs = all('count(*)', "origin IS 'proof'");
  let size = all('coalesce(sum(bytes), 0)', '1');
  // The file's size is shared out among its comparisons by the size of their traces.
  const share = bytes === undefined ? 0 : bytes * Math.min(1, size / Math.max(usedBytes(db), 1));
  for (const row of free) {
    const reason =
      age !== undefined && row.started_at < now - age
        ? 'age'
        : row.proof === 0 && count !== undefined && kept > count
          ? 'count'
          : row.proof === 1 && proofs !== undefined && keptProofs > proofs
            ? 'proofs'
            : bytes !== undefined && size > share
              ? 'size'
              : null;
    if (reason === null) continue;
    gone.push(removal(row, reason));
    if (row.proof === 1) keptProofs--;
    else kept--;
    size -= row.bytes;
  }
  return gone;
}

function removal(row: Row, reason: RemovalReason): Removal {
  return { comparison: row.comparison, node: row.node, startedAt: row.started_at, reason };
}

function usedBytes(db: Database.Database): number {
  const number = (name: string) => Number(db.pragma(name, { simple: true }));
  return (number('page_count') - number('freelist_count')) * number('page_size');
}

/** Takes the comparisons out with all that is only theirs; values, sources and images stay until the next sweep. Within a transaction. */
export function remove(db: Database.Database, comparisons: readonly string[]): void {
  const statements = new Statements(db);
  const each = (texts: readonly string[], value: unknown) => {
    for (const text of texts) statements.sql(text).run(value);
  };
  for (const name of comparisons) {
    const traces = statements.sql('SELECT id, name FROM trace WHERE comparison = ?').all(name) as {
      id: number;
      name: string;
    }[];
    for (const trace of traces) {
      each(['DELETE FROM attachment WHERE trace = ?'], trace.name);
      each(
        [
          'DELETE FROM chunk WHERE trace = ?',
          'DELETE FROM visit WHERE trace = ?',
          'DELETE FROM mark WHERE trace = ?',
          'DELETE FROM trace_source WHERE trace = ?',
          'DELETE FROM trace WHERE id = ?',
        ],
        trace.id,
      );
    }
    const id = statements.one('SELECT id FROM comparison WHERE name = ?', name);
    const entry = statements.one('SELECT id FROM library WHERE comparison = ?', id);
    each(
      [
        'DELETE FROM library_text WHERE rowid = ?',
        'DELETE FROM tag WHERE entry = ?',
        'DELETE FROM library WHERE id = ?',
      ],
      entry,
    );
    each(['DELETE FROM divergence WHERE comparison = ?', 'DELETE FROM comparison WHERE id = ?'], id);
    statements.sql("UPDATE library_state SET value = value + ? WHERE name = 'unswept'").run(traces.length);
  }
  if (comparisons.length > 0) bumpGeneration(db);
}

/** From now on ids of rows may stand for others: whoever remembers some must forget them. */
export function bumpGeneration(db: Database.Database): void {
  db.prepare("UPDATE library_state SET value = value + 1 WHERE name = 'generation'").run();
}

export function generationOf(statements: Statements): number {
  return statements.one("SELECT value FROM library_state WHERE name = 'generation'") as number;
}

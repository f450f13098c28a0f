import type {
  LibraryEntry,
  LibraryFilter,
  LibraryGroup,
  LibraryPage,
  LibraryQuery,
  LibrarySort,
} from '../../shared/api/library.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import type { Db } from './database.ts';
import { StoreError } from './errors.ts';
import { Statements } from './statements.ts';
import { matchOf } from './text.ts';

interface EntryRow {
  readonly id: number;
  readonly comparison: string;
  readonly node: string;
  readonly started_at: number;
  readonly duration_us: number;
  readonly events: number;
  readonly bytes: number;
  readonly status: string;
  readonly paths: number;
  readonly reference: string | null;
  readonly direct: string | null;
  readonly step: string | null;
  readonly name: string | null;
  readonly pinned: number;
  readonly deleted_at: number | null;
  readonly origin: string | null;
  readonly branch_of: string | null;
}

/** Part of a statement with what it binds. */
interface Clause {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const COLUMN: Readonly<Record<Exclude<LibrarySort, 'started'>, string>> = {
  duration: 'library.duration_us',
  node: 'library.node',
  status: 'library.status',
};
const ENTRY = `library.id, comparison.name AS comparison, library.node, library.started_at, library.duration_us, library.events,
  library.bytes, library.status, library.paths, library.reference, library.direct, library.step, library.name, library.pinned, library.deleted_at,
  library.origin, library.branch_of`;

/** Finds comparisons by what the library's entries say of them. */
export class LibrarySearch {
  readonly #statements: Statements;

  constructor(db: Db) {
    this.#statements = new Statements(db);
  }

  search(query: LibraryQuery): LibraryPage {
    const sort = query.sort ?? 'started';
    const down = query.descending ?? (sort === 'started' || sort === 'duration');
    const filter = filterOf(query);
    if (filter === null) return { entries: [], next: null, total: 0 };
    const place = filter.byTime ? 'library_text.rowid' : 'library.id';
    const after = query.after === undefined ? null : afterClause(query.after, sort, down, place);
    const order = down ? 'DESC' : 'ASC';
    const by = sort === 'started' ? `${place} ${order}` : `${COLUMN[sort]} ${order}, library.id ${order}`;
    const where = after === null ? filter.where : and(filter.where, after);
    const outer = sort === 'started' ? `library.id ${order}` : by;
    // What is skipped is counted by the entries alone: nothing else of them is read.
    const page = `SELECT library.id FROM ${filter.from} WHERE ${where.sql} ORDER BY ${by} LIMIT ? OFFSET ?`;
    const rows = this.#statements
      .sql(
        `WITH page AS MATERIALIZED (${page})
         SELECT ${ENTRY} FROM page CROSS JOIN library ON library.id = page.id JOIN comparison ON comparison.id = library.comparison
         ORDER BY ${outer}`,
      )
      .all(...where.values, query.limit + 1, query.skip ?? 0) as EntryRow[];
    const entries = rows.slice(0, query.limit);
    const last = entries.at(-1);
    return {
      entries: entries.map((row) => this.#entry(row)),
      next: rows.length > query.limit && last !== undefined ? cursorOf(last, sort) : null,
      total: this.#statements.one(
        `SELECT count(*) FROM ${filter.from} WHERE ${filter.where.sql}`,
        ...filter.where.values,
      ) as number,
    };
  }

  groups(query: LibraryFilter, by: 'node' | 'step'): readonly LibraryGroup[] {
    // Nearly all entries are of the origins that are asked for: an index of them would only stand in the way of that of the groups.
    const filter = filterOf(query, '+library.origin');
    if (filter === null) return [];
    const step = by === 'step' ? 'library.step' : 'NULL';
    const where =
      by === 'step' ? and(filter.where, { sql: 'library.step IS NOT NULL', values: [] }) : filter.where;
    const rows = this.#statements
      .sql(
        `SELECT library.node AS node, ${step} AS divergedAt, count(*) AS count, sum(library.status = 'diverged') AS diverged, sum(library.status = 'accepted') AS accepted,
           sum(library.status = 'failed') AS failed, max(library.started_at) AS latest
         FROM ${filter.from} WHERE ${where.sql} GROUP BY ${by === 'step' ? 'library.step, library.node' : 'library.node'}
         ORDER BY count DESC, latest DESC`,
      )
      .all(...where.values);
    return rows as LibraryGroup[];
  }

  entry(comparison: string): LibraryEntry | undefined {
    const row = this.#statements
      .sql(
        `SELECT ${ENTRY} FROM library JOIN comparison ON comparison.id = library.comparison WHERE comparison.name = ?`,
      )
      .get(comparison) as EntryRow | undefined;
    return row && this.#entry(row);
  }

  #entry(row: EntryRow): LibraryEntry {
    return {
      comparison: row.comparison,
      node: row.node,
      startedAt: row.started_at,
      durationMs: row.duration_us / 1000,
      status: row.status as LibraryEntry['status'],
      paths: [
        ...(row.paths & 1 ? (['reference'] as const) : []),
        ...(row.paths & 2 ? (['direct'] as const) : []),
      ],
      codes: { reference: row.reference, direct: row.direct },
      divergedAt: row.step,
      events: row.events,
      bytes: row.bytes,
      name: row.name,
      tags: this.#statements
        .sql('SELECT text FROM tag WHERE entry = ? ORDER BY text')
        .pluck()
        .all(row.id) as string[],
      pinned: row.pinned === 1,
      deletedAt: row.deleted_at,
      origin: (row.origin ?? 'run') as LibraryEntry['origin'],
      branchOf: row.branch_of,
      branches: this.#statements.one(
        "SELECT count(*) FROM library WHERE branch_of = ? AND origin <> 'proof' AND deleted_at IS NULL",
        row.comparison,
      ) as number,
    };
  }
}

interface Filter {
  readonly from: string;
  readonly where: Clause;
  /** Does the index of texts lead? It gives its entries in the order of time by itself. */
  readonly byTime: boolean;
}

/** null: nothing can be found. `origin`: the column, with a `+` before it where its index is not to be used. */
function filterOf(
  query: LibraryFilter & { readonly sort?: LibrarySort },
  origin = 'library.origin',
): Filter | null {
  const parts: Clause[] = [{ sql: `library.deleted_at IS ${query.deleted ? 'NOT ' : ''}NULL`, values: [] }];
  const add = (sql: string, ...values: (string | number)[]) => parts.push({ sql, values });
  if (query.node !== undefined) add('library.node = ?', query.node);
  if (query.path !== undefined) add(`library.paths & ${query.path === 'reference' ? 1 : 2}`);
  if (query.status !== undefined)
    add(`library.status IN (${query.status.map(() => '?').join(', ')})`, ...query.status);
  // Written so that the indexes of codes apply.
  if (query.error !== undefined)
    add(
      `library.id IN (SELECT id FROM library WHERE reference = ? AND reference <> '' UNION SELECT id FROM library WHERE direct = ? AND direct <> '')`,
      query.error,
      query.error,
    );
  if (query.diverged !== undefined) add(`library.status ${query.diverged ? '=' : '<>'} 'diverged'`);
  if (query.divergedAt !== undefined) add('library.step = ?', query.divergedAt);
  if (query.since !== undefined) add('library.started_at >= ?', query.since);
  if (query.until !== undefined) add('library.started_at < ?', query.until);
  if (query.minDuration !== undefined) add('library.duration_us >= ?', query.minDuration * 1000);
  if (query.maxDuration !== undefined) add('library.duration_us <= ?', query.maxDuration * 1000);
  for (const tag of query.tags ?? []) add('library.id IN (SELECT entry FROM tag WHERE text = ?)', tag);
  if (query.pinned !== undefined) add(`library.pinned = ${query.pinned ? 1 : 0}`);
  if (query.origin !== undefined)
    add(`${origin} IN (${query.origin.map(() => '?').join(', ')})`, ...query.origin);
  if (query.branchOf !== undefined) add('library.branch_of = ?', query.branchOf);
  if (query.roots === true)
    add(
      `(library.branch_of IS NULL OR NOT EXISTS (
         SELECT 1 FROM comparison AS original JOIN library AS entry ON entry.comparison = original.id
         WHERE original.name = library.branch_of AND entry.deleted_at IS NULL))`,
    );
  let from = 'library';
  let byTime = false;
  if (query.text !== undefined && query.text.trim() !== '') {
    const match = matchOf(query.text);
    if (match === '') return null;
    from = 'library_text CROSS JOIN library ON library.id = library_text.rowid';
    byTime = (query.sort ?? 'started') === 'started';
    add('library_text MATCH ?', match);
  }
  return { from, where: parts.reduce(and), byTime };
}

function and(a: Clause, b: Clause): Clause {
  return { sql: `${a.sql} AND ${b.sql}`, values: [...a.values, ...b.values] };
}

function sortedBy(row: EntryRow, sort: LibrarySort): string | number {
  return sort === 'started' ? row.id : sort === 'duration' ? row.duration_us : row[sort];
}

/** Where a page ended: the value it is sorted by, and the entry. Nothing but a place for the next one. */
function cursorOf(row: EntryRow, sort: LibrarySort): string {
  return Buffer.from(JSON.stringify([sort, sortedBy(row, sort), row.id])).toString('base64url');
}

function afterClause(cursor: string, sort: LibrarySort, down: boolean, place: string): Clause {
  const sign = down ? '<' : '>';
  const [of, value, id] = parseCursor(cursor);
  if (of !== sort || typeof id !== 'number' || (typeof value !== 'number' && typeof value !== 'string'))
    throw new StoreError(
      'label_invalid',
      'This place in the list belongs to another search: begin it again.',
    );
  if (sort === 'started') return { sql: `${place} ${sign} ?`, values: [id] };
  return { sql: `(${COLUMN[sort]}, library.id) ${sign} (?, ?)`, values: [value, id] };
}

function parseCursor(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = parseJsonText(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

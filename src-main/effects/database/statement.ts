import type { Database } from 'better-sqlite3';
import { errorText } from '../../../shared/error-text.ts';
import { STATEMENTS } from '../../language/sql.ts';
import { CAPTURE_PREFIX } from './capture.ts';
import { readSql, type SqlText } from './tokens.ts';

/** What a statement would touch. `refusal` says why it may not run at all. */
export type StatementFacts =
  | { readonly refusal: null; readonly reads: readonly string[]; readonly writes: readonly string[] }
  | { readonly refusal: string };

/** Table-valued functions without a table behind them. */
const FUNCTIONS = /^(JSON_EACH|JSON_TREE)$/i;
const INTERNAL = /^(PRAGMA_|DBSTAT$|SQLITE_TEMP_|SQLITE_DBPAGE$|BYTECODE$|TABLES_USED$)/i;

interface Opcode {
  readonly opcode: string;
  readonly p1: number;
  readonly p2: number;
  readonly p3: number;
}

/**
 * Finds the tables from the compiled statement, so that views, triggers, subqueries and common table expressions cannot hide any.
 * Nothing of the statement is executed.
 */
export function analyseStatement(db: Database, sql: string, parameters: number): StatementFacts {
  const text = readSql(sql);
  const refusal = textRefusal(text, parameters);
  if (refusal !== null) return { refusal };
  // Checks of foreign keys read the parent table: that is the schema's doing, not the statement's.
  db.pragma('foreign_keys = OFF');
  try {
    // Compiling refuses several statements and names syntax errors.
    const reader = db.prepare(sql).reader;
    const opcodes = db
      .prepare<unknown[], Opcode>(`EXPLAIN ${sql}`)
      .safeIntegers(false)
      .all(...new Array(parameters).fill(null));
    return tablesOf(db, opcodes, text, reader);
  } catch (error) {
    return { refusal: errorText(error) };
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

function textRefusal(text: SqlText, parameters: number): string | null {
  const verb = text.words[0];
  if (verb === undefined) return 'the statement is empty';
  if (!STATEMENTS.has(verb)) return `${verb} is not allowed: only SELECT, INSERT, UPDATE and DELETE are`;
  if (text.foreignPlaceholder !== null)
    return `placeholder ${text.foreignPlaceholder} is not allowed: values are bound in order`;
  if (text.placeholders !== parameters) {
    return text.quotedPlaceholder
      ? 'a placeholder stands inside quotes: leave the quotes out, values are bound'
      : `the statement has ${text.placeholders} placeholders and ${parameters} values`;
  }
  if (text.temporary) return 'temp. is not allowed: runs have no temporary tables';
  const internal = text.words.find(
    (word) => INTERNAL.test(word) || word.toUpperCase().startsWith(CAPTURE_PREFIX.toUpperCase()),
  );
  return internal === undefined ? null : `${internal.toLowerCase()} is not a table of the workspace`;
}

function tablesOf(db: Database, opcodes: readonly Opcode[], text: SqlText, reader: boolean): StatementFacts {
  const schema = db
    .prepare<[], { name: string; tbl_name: string; rootpage: number; sql: string | null }>(
      'SELECT name, tbl_name, rootpage, sql FROM main.sqlite_schema',
    )
    .safeIntegers(false)
    .all();
  const byRoot = new Map(schema.filter((row) => row.rootpage > 0).map((row) => [row.rootpage, row.tbl_name]));
  byRoot.set(1, 'sqlite_schema');
  const virtual = schema
    .filter((row) => /^\s*CREATE\s+VIRTUAL\s/i.test(row.sql ?? ''))
    .map((row) => row.name);
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (const { opcode, p1, p2, p3 } of opcodes) {
    if (opcode === 'VUpdate') return { refusal: 'virtual tables can be read, not written' };
    if (opcode === 'VOpen') {
      // The compiled form does not say which virtual table it opens: all that there are count as read.
      if (virtual.length === 0 && !text.words.some((word) => FUNCTIONS.test(word))) {
        return { refusal: 'table-valued functions other than json_each and json_tree are not allowed' };
      }
      for (const name of virtual) reads.add(name);
    }
    const database = opcode === 'Clear' ? p2 : p3;
    const root = opcode === 'Clear' ? p1 : p2;
    if (!/^(OpenRead|OpenWrite|ReopenIdx|Clear)$/.test(opcode) || database !== 0) continue;
    const table = byRoot.get(root);
    if (table === undefined) return { refusal: 'the schema changed while the statement was read: run again' };
    (opcode === 'OpenRead' || opcode === 'ReopenIdx' ? reads : writes).add(table);
  }
  // Returned rows are a read of what was written.
  if (reader) for (const table of writes) reads.add(table);
  if (!text.words.some((word) => /^sqlite_sequence$/i.test(word))) {
    reads.delete('sqlite_sequence');
    writes.delete('sqlite_sequence');
  }
  return { refusal: null, reads: [...reads].sort(), writes: [...writes].sort() };
}

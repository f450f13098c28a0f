import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { LibraryOrigin, LibraryStatus } from '../../shared/api/library.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { DOCUMENT, unpack } from './chunk.ts';
import { isObject } from './codec.ts';
import { StoreError } from './errors.ts';
import { Statements } from './statements.ts';
import { wordsOf } from './text.ts';
import { ValueReader } from './value-reader.ts';
import type { Judged, Verdict } from './verdict.ts';

/** Entries that may begin within one millisecond: the low digits of their ids. */
const SLOTS = 1024;
const LAST_TIME = 2 ** 43 - 1;

interface ComparisonRow {
  readonly id: number;
  readonly node: string;
  readonly inputs: number;
  readonly started_at: number;
  readonly diverged: number | null;
  readonly effects: string;
  /** Its entry; null: it has none yet. */
  readonly entry: number | null;
  readonly verdict: Verdict | null;
  /** Where it diverged first, as a document. */
  readonly divergence: string | null;
  /** What it is a branch of, as a document. */
  readonly branch: Uint8Array | null;
}

interface TraceRow {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly session: number;
  readonly events: number;
  readonly duration_us: number;
  readonly ended: number | null;
}

/** The JSON of values that were just written, by their ids. */
export type ValueTexts = ReadonlyMap<number, string>;
const NONE: ValueTexts = new Map();

type Values = (id: number) => Canonical;

/** How a path ended: its error's code, '' for success, null while it has not; and what there is to find in it. */
interface Ending {
  readonly code: string | null;
  readonly outputs: string;
  readonly error: string;
}

const end = z.union([
  z.object({
    kind: z.literal('completed'),
    outcome: z.object({ success: z.literal(true), outputs: z.unknown() }),
  }),
  z.object({
    kind: z.literal('completed'),
    outcome: z.object({
      success: z.literal(false),
      error: z.object({ code: z.string(), message: z.string() }),
    }),
  }),
  z.object({ kind: z.literal('cut_off'), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** Keeps the library's entries in step with the traces. Runs on a connection that writes, within its transaction. */
export class LibraryIndex {
  readonly #statements: Statements;

  constructor(db: Database.Database) {
    this.#statements = new Statements(db);
  }

  /** Entries for comparisons that have none: those an older schema recorded. */
  addMissing(): void {
    const missing = this.#statements
      .sql('SELECT name FROM comparison WHERE id NOT IN (SELECT comparison FROM library) ORDER BY id')
      .pluck()
      .all() as string[];
    for (const name of missing) this.refresh(name, null);
    const unknown = this.#statements
      .sql(
        'SELECT comparison.name FROM library JOIN comparison ON comparison.id = library.comparison WHERE origin IS NULL',
      )
      .pluck()
      .all() as string[];
    for (const name of unknown) this.#addOrigin(name);
  }

  /** What processes that are gone have left running was interrupted. */
  interrupt(): void {
    const left = this.#statements
      .sql(
        `SELECT comparison.name FROM library JOIN comparison ON comparison.id = library.comparison
         WHERE status = 'running' AND session NOT IN (SELECT id FROM session)`,
      )
      .pluck()
      .all() as string[];
    for (const name of left) this.refresh(name, null);
  }

  /** Writes only its words anew: its name or its tags are others. */
  refreshText(name: string): void {
    const { comparison, traces } = this.#read(name) ?? {};
    if (comparison === undefined || traces === undefined) return;
    const { entry } = comparison;
    if (
      entry === null ||
      this.#statements.one('SELECT status FROM library WHERE id = ?', entry) === 'running'
    )
      return;
    const values = this.#values(NONE);
    this.#writeText(
      entry,
      comparison,
      values,
      traces.map((trace) => endingOf(trace, values)),
    );
  }

  #read(
    name: string,
  ): { readonly comparison: ComparisonRow; readonly traces: readonly TraceRow[] } | undefined {
    const comparison = this.#statements
      .sql(
        `SELECT comparison.id, (SELECT text FROM word WHERE id = comparison.node) AS node, inputs, started_at, diverged,
           (SELECT text FROM word WHERE id = comparison.effects) AS effects,
           (SELECT id FROM library WHERE library.comparison = comparison.id) AS entry,
           (SELECT verdict FROM library WHERE library.comparison = comparison.id) AS verdict,
           (SELECT document FROM divergence WHERE divergence.comparison = comparison.id AND position = 0) AS divergence,
           (SELECT body FROM attachment JOIN trace ON trace.name = attachment.trace
            WHERE trace.comparison = comparison.name AND attachment.name = 'branch' LIMIT 1) AS branch
         FROM comparison WHERE name = ?`,
      )
      .get(name) as ComparisonRow | undefined;
    if (comparison === undefined) return undefined;
    const traces = this.#statements
      .sql('SELECT id, name, path, session, events, duration_us, ended FROM trace WHERE comparison = ?')
      .all(name) as TraceRow[];
    return { comparison, traces };
  }

  #values(texts: ValueTexts): Values {
    const body = this.#statements.sql('SELECT body FROM value WHERE id = ?').pluck();
    const reader = new ValueReader((id) => body.get(id) as Uint8Array | undefined);
    return (id) => {
      const text = texts.get(id);
      return text === undefined ? reader.get(id) : (parseJsonText(text) as Canonical);
    };
  }

  /**
   * Writes the entry anew. `session`: whose it is while it runs; null: nobody's. `texts`: values that need not be read.
   * `judged`: absent where nobody has judged it since.
   */
  refresh(name: string, session: number | null, texts: ValueTexts = NONE, judged?: Judged): void {
    const { comparison, traces } = this.#read(name) ?? {};
    if (comparison === undefined || traces === undefined) return;
    const values = this.#values(texts);
    const endings = new Map(traces.map((trace) => [trace.path, endingOf(trace, values)]));
    const recorded = statusOf(comparison, traces, endings, session !== null);
    const verdict = judged ? judged.verdict : comparison.verdict;
    const status = recorded === 'running' || recorded === 'interrupted' ? recorded : (verdict ?? recorded);
    const entry = comparison.entry ?? this.#newEntry(comparison);
    const origin = originOf(comparison);
    this.#statements
      .sql(
        `INSERT INTO library (id, comparison, session, node, started_at, duration_us, events, bytes, status, paths, reference, direct, step, origin, branch_of)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET duration_us = excluded.duration_us, events = excluded.events, bytes = excluded.bytes,
           status = excluded.status, paths = excluded.paths, reference = excluded.reference, direct = excluded.direct, step = excluded.step,
           origin = excluded.origin, branch_of = excluded.branch_of`,
      )
      .run(
        entry,
        comparison.id,
        session ?? 0,
        comparison.node,
        comparison.started_at,
        Math.max(0, ...traces.map((trace) => trace.duration_us)),
        traces.reduce((sum, trace) => sum + trace.events, 0),
        status === 'running' ? 0 : traces.reduce((sum, trace) => sum + this.#bytes(trace), 0),
        status,
        (endings.has('reference') ? 1 : 0) + (endings.has('direct') ? 2 : 0),
        endings.get('reference')?.code ?? null,
        endings.get('direct')?.code ?? null,
        divergentStep(comparison),
        origin.kind,
        origin.of,
      );
    if (judged)
      this.#statements
        .sql('UPDATE library SET verdict = ?, judged = ? WHERE id = ?')
        .run(judged.verdict, judged.rules, entry);
    // What still runs is not looked for by its words: they are written once.
    if (status !== 'running') this.#writeText(entry, comparison, values, [...endings.values()]);
  }

  #addOrigin(name: string): void {
    const { comparison } = this.#read(name) ?? {};
    if (comparison === undefined) return;
    const { kind, of } = originOf(comparison);
    this.#statements
      .sql('UPDATE library SET origin = ?, branch_of = ? WHERE comparison = ?')
      .run(kind, of, comparison.id);
  }

  #newEntry({ started_at }: ComparisonRow): number {
    const from = Math.min(Math.max(Math.trunc(started_at), 0), LAST_TIME) * SLOTS;
    const last = this.#statements.one(
      'SELECT max(id) FROM library WHERE id >= ? AND id < ?',
      from,
      from + SLOTS,
    );
    if (last === null) return from;
    if (Number(last) < from + SLOTS - 1) return Number(last) + 1;
    // More in one millisecond than have room: the next free place is near enough.
    return Number(
      this.#statements.one(
        'SELECT min(id) + 1 FROM library AS one WHERE id >= ? AND NOT EXISTS (SELECT 1 FROM library WHERE id = one.id + 1)',
        from,
      ),
    );
  }

  #bytes(trace: TraceRow): number {
    return Number(
      this.#statements.one(
        `SELECT (SELECT coalesce(sum(length(body)), 0) FROM chunk WHERE trace = ?)
           + (SELECT coalesce(sum(length(body)), 0) FROM attachment WHERE trace = ?)`,
        trace.id,
        trace.name,
      ),
    );
  }

  #writeText(entry: number, comparison: ComparisonRow, values: Values, endings: readonly Ending[]): void {
    // One that is new has none.
    const known = comparison.entry !== null;
    const labels = known
      ? this.#statements.sql('SELECT text FROM tag WHERE entry = ?').pluck().all(entry)
      : [];
    const name = known ? this.#statements.one('SELECT name FROM library WHERE id = ?', entry) : null;
    const texts = (texts: readonly string[]) => [...new Set(texts)].join('\n');
    this.#statements
      .sql(
        'INSERT OR REPLACE INTO library_text (rowid, node, inputs, outputs, error, labels) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(
        entry,
        comparison.node,
        readable(() => wordsOf(values(comparison.inputs))),
        texts(endings.map(({ outputs }) => outputs)),
        texts(endings.map(({ error }) => error)),
        [name ?? '', ...labels].join('\n'),
      );
  }
}

const branch = z.object({ kind: z.enum(['replay', 'what_if', 'proof']), of: z.string() });

function originOf({ branch: document, effects }: ComparisonRow): {
  readonly kind: LibraryOrigin;
  readonly of: string | null;
} {
  const recorded = { kind: effects === 'ingested' ? 'ingested' : 'run', of: null } as const;
  if (document === null) return recorded;
  try {
    const parsed = branch.safeParse(parseJsonText(unpack(DOCUMENT, document).toString()));
    return parsed.success ? parsed.data : recorded;
  } catch {
    // What cannot be read says nothing; the comparison is still found.
    return recorded;
  }
}

function divergentStep({ divergence }: ComparisonRow): string | null {
  if (divergence === null) return null;
  try {
    const step = (parseJsonText(divergence) as { step?: unknown } | null)?.step;
    return typeof step === 'string' ? step : '';
  } catch {
    return '';
  }
}

/** A part that cannot be read has no words: the others are still found. */
function readable(read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (error instanceof StoreError) return '';
    throw error;
  }
}

function endingOf(trace: TraceRow, values: Values): Ending {
  if (trace.ended === null) return { code: null, outputs: '', error: '' };
  const broken = { code: 'interrupted', outputs: '', error: '' };
  if (trace.ended === 0) return broken;
  let parsed: ReturnType<typeof end.safeParse>;
  try {
    parsed = end.safeParse(values(trace.ended));
  } catch (error) {
    if (error instanceof StoreError) return broken;
    throw error;
  }
  if (!parsed.success) return broken;
  const { data } = parsed;
  if (data.kind === 'completed' && data.outcome.success) {
    const outputs = data.outcome.outputs as Canonical | undefined;
    return { code: '', outputs: isObject(outputs) ? wordsOf(outputs) : '', error: '' };
  }
  const error =
    data.kind === 'cut_off'
      ? data.error
      : (data.outcome as { error: { code: string; message: string } }).error;
  return { code: error.code, outputs: '', error: `${error.code}\n${error.message}` };
}

function statusOf(
  { diverged }: ComparisonRow,
  traces: readonly TraceRow[],
  endings: ReadonlyMap<string, Ending>,
  alive: boolean,
): LibraryStatus {
  if (diverged === 1) return 'diverged';
  if (traces.some(({ ended }) => ended === 0)) return 'interrupted';
  if (diverged === null || traces.some(({ ended }) => ended === null))
    return alive ? 'running' : 'interrupted';
  return [...endings.values()].every(({ code }) => code === '') ? 'equal' : 'failed';
}

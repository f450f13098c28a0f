import { z } from 'zod';
import type { Divergence, PathName } from '../../shared/trace/comparison.ts';
import type { EffectType } from '../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { DOCUMENT, unpack } from './chunk.ts';
import { isObject } from './codec.ts';
import type { Db } from './database.ts';
import { corrupt } from './errors.ts';
import type { TraceRow } from './reader.ts';
import { Statements } from './statements.ts';
import type { ComparisonSummary, TraceEnd, TraceStore, TraceSummary } from './types.ts';
import type { ValueReader } from './value-reader.ts';
import { UNKNOWN_RULES, type Verdict } from './verdict.ts';

const canonical = z.json() as unknown as z.ZodType<Canonical>;
const canonicalObject = z.record(z.string(), canonical) as unknown as z.ZodType<CanonicalObject>;
const runError = z.object({ code: z.string(), message: z.string(), fields: canonicalObject });
export const traceEnd = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('completed'),
    outcome: z.discriminatedUnion('success', [
      z.object({ success: z.literal(true), outputs: canonicalObject }),
      z.object({ success: z.literal(false), error: runError }),
    ]),
  }),
  z.object({ kind: z.literal('cut_off'), error: runError }),
]);
const eventIndex = z.int().nonnegative().nullable();
export const divergence = z.object({
  kind: z.enum(['value', 'missing', 'order', 'effect', 'cut_off']),
  step: z.string(),
  occ: z.string(),
  path: z.string(),
  reference: canonical,
  direct: canonical,
  rule: z.string(),
  message: z.string(),
  row: z.int(),
  events: z.object({ reference: eventIndex, direct: eventIndex }),
  relation: z.enum(['first', 'consequence', 'independent']),
});
const pathName = z.enum(['reference', 'direct']);

/** null: the word is missing. */
type Word = string | null;

interface ComparisonRow {
  readonly id: number;
  readonly name: string;
  readonly node: Word;
  readonly hash: Word;
  readonly effects: Word;
  readonly inputs: number;
  readonly started_at: number;
  readonly diverged: number | null;
  readonly verdict: string | null;
}

interface FullTraceRow {
  readonly id: number;
  readonly name: string;
  readonly comparison: string;
  readonly path: string;
  readonly node: Word;
  readonly hash: Word;
  readonly runtime: Word;
  readonly inputs: number;
  readonly started_at: number;
  readonly clock_scale: number;
  readonly chunk_events: number;
  readonly events: number;
  readonly duration_us: number;
  readonly ended: number | null;
}

// Not joined: SQLite plans a join anew for each value that is bound to it, which takes longer than to read what it is asked for.
const COMPARISON = `SELECT comparison.id, comparison.name, (SELECT text FROM word WHERE id = comparison.node) AS node,
  (SELECT text FROM word WHERE id = hash) AS hash, (SELECT text FROM word WHERE id = effects) AS effects,
  inputs, comparison.started_at, diverged, (SELECT verdict FROM library WHERE library.comparison = comparison.id) AS verdict
  FROM comparison`;
const TRACE = `SELECT trace.*, (SELECT text FROM word WHERE id = trace.node) AS node,
  (SELECT text FROM word WHERE id = hash) AS hash, (SELECT text FROM word WHERE id = runtime) AS runtime
  FROM trace`;

/** What is known of comparisons and traces apart from their events. */
export class Queries {
  readonly #statements: Statements;
  readonly #values: ValueReader;

  constructor(db: Db, values: ValueReader) {
    this.#statements = new Statements(db);
    this.#values = values;
  }

  comparisons({
    node,
    limit,
    before,
    without = [],
  }: Parameters<TraceStore['comparisons']>[0]): readonly ComparisonSummary[] {
    const rows = this.#statements
      .sql(
        `${COMPARISON} JOIN library ON library.comparison = comparison.id
         WHERE deleted_at IS NULL ${node === undefined ? '' : 'AND library.node = :node'}
           ${without.length === 0 ? '' : "AND coalesce(origin, 'run') NOT IN (SELECT value FROM json_each(:without))"}
           ${before === undefined ? '' : 'AND library.id < (SELECT id FROM library WHERE comparison = (SELECT id FROM comparison WHERE name = :before))'}
         ORDER BY library.id DESC LIMIT :limit`,
      )
      .all({ node, before, limit, without: JSON.stringify(without) }) as ComparisonRow[];
    return rows.map((row) => this.#comparison(row));
  }

  comparison(id: string): ComparisonSummary | undefined {
    const row = this.#statements.sql(`${COMPARISON} WHERE comparison.name = ?`).get(id) as
      | ComparisonRow
      | undefined;
    return row && this.#comparison(row);
  }

  #comparison(row: ComparisonRow): ComparisonSummary {
    const traces = this.#statements
      .sql(`${TRACE} WHERE comparison = ? ORDER BY path DESC, trace.id`)
      .all(row.name) as FullTraceRow[];
    const first = this.#statements
      .sql('SELECT document FROM divergence WHERE comparison = ? AND position = 0')
      .pluck()
      .get(row.id);
    const divergences = this.#statements
      .sql('SELECT count(*) FROM divergence WHERE comparison = ?')
      .pluck()
      .get(row.id) as number;
    return {
      id: row.name,
      node: known(row.node),
      hash: known(row.hash),
      inputs: this.#inputs(row.inputs),
      effects: known(row.effects),
      startedAt: row.started_at,
      traces: traces.map((trace) => this.#trace(trace)),
      diverged: row.diverged === null ? null : row.diverged !== 0,
      verdict: row.verdict as Verdict | null,
      divergence: first === undefined ? null : parseDivergence(first),
      laterDivergences: Math.max(0, divergences - 1),
    };
  }

  trace(id: string): TraceSummary | undefined {
    const row = this.#traceRow(id);
    return row && this.#trace(row);
  }

  #traceRow(id: string): FullTraceRow | undefined {
    return this.#statements.sql(`${TRACE} WHERE name = ?`).get(id) as FullTraceRow | undefined;
  }

  /** What reading events needs to know. */
  place(id: string): TraceRow | undefined {
    const row = this.#statements.sql('SELECT id, chunk_events, ended FROM trace WHERE name = ?').get(id) as
      | Pick<FullTraceRow, 'id' | 'chunk_events' | 'ended'>
      | undefined;
    if (row === undefined) return undefined;
    if (row.chunk_events < 1) throw corrupt('a trace has chunks of no events');
    return { id: row.id, chunkEvents: row.chunk_events, ended: row.ended !== null };
  }

  #trace(row: FullTraceRow): TraceSummary {
    return {
      id: row.name,
      comparison: row.comparison,
      path: parse(pathName, row.path, 'a path') satisfies PathName,
      node: known(row.node),
      hash: known(row.hash),
      runtime: known(row.runtime),
      startedAt: row.started_at,
      clockScale: row.clock_scale,
      end: row.ended === null ? null : this.#end(row.ended),
      events: row.events,
      durationUs: row.duration_us,
    };
  }

  #end(ended: number): TraceEnd {
    if (ended === 0) return { kind: 'interrupted' };
    return parse(traceEnd, this.#values.get(ended), 'the end of a trace');
  }

  #inputs(value: number): CanonicalObject {
    const inputs = this.#values.get(value);
    if (!isObject(inputs)) throw corrupt('inputs are no record');
    return inputs;
  }

  inputs(trace: string): CanonicalObject | undefined {
    const row = this.#traceRow(trace);
    return row && this.#inputs(row.inputs);
  }

  source(hash: string): { node: string; file: string; text: string } | undefined {
    const row = this.#statements.sql('SELECT node, file, body FROM source WHERE hash = ?').get(hash) as
      | { readonly node: string; readonly file: string; readonly body: Uint8Array }
      | undefined;
    return row && { node: row.node, file: row.file, text: unpack(DOCUMENT, row.body).toString() };
  }

  /** Hashes of the sources that the trace ran, in a fixed order. */
  sourcesOf(trace: string): readonly string[] {
    return this.#statements
      .sql(
        `SELECT source.hash FROM trace_source JOIN source ON source.id = trace_source.source
         WHERE trace = (SELECT id FROM trace WHERE name = ?) ORDER BY source.hash`,
      )
      .pluck()
      .all(trace) as string[];
  }

  /** Every document attached to the trace, by name. */
  attachmentsOf(trace: string): readonly (readonly [name: string, document: unknown])[] {
    const rows = this.#statements
      .sql('SELECT name, body FROM attachment WHERE trace = ? ORDER BY name')
      .all(trace) as { readonly name: string; readonly body: Uint8Array }[];
    return rows.map(({ name, body }) => [name, parseJson(unpack(DOCUMENT, body).toString())]);
  }

  divergences(comparison: string): readonly Divergence[] {
    const rows = this.#statements
      .sql(
        `SELECT document FROM divergence WHERE comparison = (SELECT id FROM comparison WHERE name = ?) ORDER BY position`,
      )
      .pluck()
      .all(comparison);
    return rows.map(parseDivergence);
  }

  /** First events of the chunks in which the step has events, with the first of its occurrences in each. */
  visits(trace: TraceRow, step: string): readonly { readonly first: number; readonly occ: string }[] {
    return this.#statements
      .sql(
        'SELECT first, occ FROM visit WHERE trace = ? AND step = (SELECT id FROM word WHERE text = ?) ORDER BY first',
      )
      .all(trace.id, step) as { first: number; occ: string }[];
  }

  /** Where the last chunk begins: while it grows it is in no index. */
  lastChunk(trace: TraceRow): number | undefined {
    const last = this.#statements.sql('SELECT max(first) FROM chunk WHERE trace = ?').pluck().get(trace.id) as
      | number
      | null;
    return last === null ? undefined : last - (last % trace.chunkEvents);
  }

  marks(trace: string): readonly { readonly event: number; readonly kind: 'violation' | EffectType }[] {
    return this.#statements
      .sql('SELECT event, kind FROM mark WHERE trace = (SELECT id FROM trace WHERE name = ?) ORDER BY event')
      .all(trace) as { event: number; kind: 'violation' | EffectType }[];
  }

  /**
   * Comparisons of a node that were judged under other rules than these, newest first: those with differences, and those of
   * which nobody here knows whether they have any.
   */
  judgedOtherwise(node: string, rules: string): readonly string[] {
    return this.#statements
      .sql(
        `SELECT comparison.name FROM library JOIN comparison ON comparison.id = library.comparison
         WHERE library.node = :node AND judged <> :rules AND (status IN ('diverged', 'accepted') OR judged = :unknown)
         ORDER BY library.id DESC`,
      )
      .pluck()
      .all({ node, rules, unknown: UNKNOWN_RULES }) as string[];
  }

  /** Nodes with comparisons that rules may say something about. */
  nodesToJudge(): readonly string[] {
    return this.#statements
      .sql(
        `SELECT node FROM library WHERE status IN ('diverged', 'accepted') UNION SELECT node FROM library WHERE judged <> ''`,
      )
      .pluck()
      .all() as string[];
  }

  blob(hash: string): Uint8Array | undefined {
    const body = this.#statements.sql('SELECT body FROM blob WHERE hash = ?').pluck().get(hash) as
      | Uint8Array
      | undefined;
    return body && unpack(DOCUMENT, body);
  }

  attachment(trace: string, name: string): unknown {
    const body = this.#statements
      .sql('SELECT body FROM attachment WHERE trace = ? AND name = ?')
      .pluck()
      .get(trace, name) as Uint8Array | undefined;
    return body && parseJson(unpack(DOCUMENT, body).toString());
  }

  counts(): { readonly comparisons: number; readonly traces: number; readonly events: number } {
    return this.#statements
      .sql(
        `SELECT (SELECT count(*) FROM comparison) AS comparisons, count(*) AS traces, coalesce(sum(events), 0) AS events FROM trace`,
      )
      .get() as { comparisons: number; traces: number; events: number };
  }
}

function known(word: Word): string {
  if (word === null) throw corrupt('a word is missing');
  return word;
}

function parseDivergence(document: unknown): Divergence {
  return parse(divergence, parseJson(String(document)), 'a divergence');
}

function parseJson(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    throw corrupt('a document is not JSON');
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw corrupt(
    `${what} is not what it should be at ${issue?.path.join('.') || 'its start'}: ${issue?.message ?? ''}`,
  );
}

import { hash } from 'node:crypto';
import type { ImportReport } from '../../../shared/api/library.ts';
import { comparisonHash, traceHash, windows } from '../content.ts';
import type { Db } from '../database.ts';
import { StoreError } from '../errors.ts';
import { newId } from '../id.ts';
import { applyEdit } from '../library-edits.ts';
import { LibraryIndex } from '../library-index.ts';
import type { Job } from '../messages.ts';
import { markOf } from '../packer.ts';
import { Reading } from '../reading.ts';
import { Recorder } from '../recorder.ts';
import { Statements } from '../statements.ts';
import { UNKNOWN_RULES } from '../verdict.ts';
import { batchOf, type Numbering } from './batch.ts';
import { type ArchiveLimits, damaged, type Section } from './format.ts';
import { parseSection, type RawSection, readSections } from './read.ts';

/** Takes in what a trace file holds: all of it that is not there yet, or nothing. */
export function importArchive(db: Db, session: number, file: string, limits: ArchiveLimits): ImportReport {
  try {
    return db.transaction(() => new Import(db, session, file, limits).run()).immediate();
  } catch (error) {
    // Nested deeper than the stack is high.
    if (error instanceof RangeError) throw damaged(file, 'it is nested without end');
    // Of what a store says when it reads its own, this was read from the file.
    if (error instanceof StoreError && error.code === 'store_corrupt')
      throw damaged(file, error.message.replace(/^The trace store is damaged: |\.$/g, ''));
    throw error;
  }
}

class Import {
  readonly #db: Db;
  readonly #file: string;
  readonly #sections: Generator<RawSection>;
  /** Of its own: what it remembers is forgotten with the transaction. */
  readonly #recorder: Recorder;
  readonly #reading: Reading;
  readonly #statements: Statements;
  readonly #sources = new Map<string, Section<'srce'>>();
  readonly #imported: ImportReport['imported'][number][] = [];
  readonly #known: ImportReport['known'][number][] = [];
  #handles = 0;

  constructor(db: Db, session: number, file: string, limits: ArchiveLimits) {
    this.#db = db;
    this.#file = file;
    this.#sections = readSections(file, limits);
    this.#recorder = new Recorder(db, session);
    this.#reading = new Reading(db);
    this.#statements = new Statements(db);
  }

  run(): ImportReport {
    try {
      const head = this.#expect('file');
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        if (next.kind === 'srce') this.#source(parseSection(this.#file, 'srce', next.raw));
        else if (next.kind === 'comp') this.#comparison(parseSection(this.#file, 'comp', next.raw));
        else if (next.kind === 'blob') this.#image(next.raw);
        else throw this.#disorder(next.kind);
      }
      if (head.comparisons !== this.#imported.length + this.#known.length)
        throw damaged(this.#file, 'it holds another number of comparisons than it says');
      return { imported: this.#imported, known: this.#known };
    } finally {
      this.#sections.return(undefined);
    }
  }

  #next(): RawSection | undefined {
    const { done, value } = this.#sections.next();
    return done ? undefined : value;
  }

  #expect<K extends Exclude<RawSection['kind'], 'blob' | 'done'>>(kind: K): Section<K> {
    const section = this.#next();
    if (section?.kind !== kind) throw this.#disorder(section?.kind ?? 'done');
    return parseSection(this.#file, kind, section.raw);
  }

  #disorder(kind: string): StoreError {
    return damaged(this.#file, `a part (${kind}) stands where it does not belong`);
  }

  /** A source is looked up by its hash for ever after: it must be the text's. */
  #source(source: Section<'srce'>): void {
    if (hash('sha256', source.text, 'hex') !== source.hash)
      throw damaged(this.#file, `the source ${source.file} is not the one that its hash names`);
    this.#sources.set(source.hash, source);
  }

  #image(bytes: Buffer): void {
    this.#write({ type: 'blob', kind: 'database', hash: hash('sha256', bytes, 'hex'), bytes });
  }

  #comparison(section: Section<'comp'>): void {
    const there = this.#there(section);
    if (there !== undefined) {
      // Importing brings back what was deleted.
      applyEdit(this.#db, { type: 'restore', comparisons: [there] }, 0);
      this.#known.push({ comparison: there, hash: section.hash });
      this.#skip();
      return;
    }
    const taken = this.#statements.one('SELECT 1 FROM comparison WHERE name = ?', section.id) !== undefined;
    const id = taken ? newId('cmp') : section.id;
    const { node, nodeHash, effects, startedAt, inputs } = section;
    this.#write({
      type: 'comparison',
      start: { id, node, hash: nodeHash, effects, startedAt },
      inputs: JSON.stringify(inputs),
    });
    const traces: string[] = [];
    for (let next = this.#next(); next?.kind !== 'cend'; next = this.#next()) {
      if (next?.kind !== 'trac') throw this.#disorder(next?.kind ?? 'done');
      const trace = parseSection(this.#file, 'trac', next.raw);
      traces.push(this.#trace(id, trace));
    }
    if (section.diverged !== null)
      this.#write({
        type: 'finish',
        comparison: id,
        diverged: section.diverged,
        divergences: section.divergences,
        // Which of its differences are accepted here, nobody has looked at yet.
        judged: { verdict: null, rules: UNKNOWN_RULES },
      });
    const summary = this.#reading.queries.comparison(id);
    if (
      summary === undefined ||
      comparisonHash(this.#reading, summary, this.#inOrder(summary.traces, traces)) !== section.hash
    )
      throw damaged(this.#file, `the comparison ${section.id} does not have the content that its hash names`);
    this.#label(id, section);
    this.#imported.push({ comparison: id, was: section.id, hash: section.hash });
  }

  /** `id hash` of each trace, as the comparison lists them. */
  #inOrder(traces: readonly { readonly id: string }[], hashes: readonly string[]): readonly string[] {
    const known = new Map(hashes.map((each) => each.split(' ') as [string, string]));
    return traces.map(({ id }) => known.get(id) ?? '');
  }

  #label(id: string, { hash: content, name, tags }: Section<'comp'>): void {
    // Nobody records it: what did not end was interrupted.
    new LibraryIndex(this.#db).refresh(id, null);
    this.#statements
      .sql('UPDATE library SET content = ? WHERE comparison = (SELECT id FROM comparison WHERE name = ?)')
      .run(content, id);
    if (name !== null) applyEdit(this.#db, { type: 'rename', name, comparisons: [id] }, 0);
    for (const tag of tags) applyEdit(this.#db, { type: 'tag', tag, comparisons: [id] }, 0);
  }

  /** The comparison with this content, under whatever id. */
  #there(section: Section<'comp'>): string | undefined {
    const known = this.#statements.one(
      'SELECT comparison.name FROM library JOIN comparison ON comparison.id = library.comparison WHERE content = ?',
      section.hash,
    );
    if (typeof known === 'string') return known;
    const same = this.#reading.queries.comparison(section.id);
    if (same === undefined || this.#reading.search.entry(section.id)?.status === 'running') return undefined;
    return comparisonHash(this.#reading, same) === section.hash ? section.id : undefined;
  }

  #skip(): void {
    for (let next = this.#next(); next?.kind !== 'cend'; next = this.#next())
      if (next === undefined || !['trac', 'evnt', 'tend'].includes(next.kind))
        throw this.#disorder(next?.kind ?? 'done');
  }

  #trace(comparison: string, section: Section<'trac'>): string {
    const taken = this.#statements.one('SELECT 1 FROM trace WHERE name = ?', section.id) !== undefined;
    const id = taken ? newId('trc') : section.id;
    const { path, node, nodeHash, runtime, startedAt, clockScale, chunkEvents } = section;
    const handle = this.#handles++;
    const sources = section.sources.map((each) => {
      const source = this.#sources.get(each);
      if (source === undefined) throw damaged(this.#file, `the source ${each} is missing`);
      return source;
    });
    this.#write({
      type: 'trace',
      handle,
      start: { id, comparison, path, node, hash: nodeHash, sources, runtime, startedAt, clockScale },
      inputs: JSON.stringify(section.inputs),
      chunkEvents,
    });
    for (const [name, document] of section.attachments)
      this.#write({ type: 'attach', trace: id, name, document: JSON.stringify(document) });
    const end = this.#events(handle, chunkEvents);
    this.#write({ type: 'end', handle, end: end.end });
    this.#check(id, section.id, end);
    return `${id} ${end.hash}`;
  }

  #events(handle: number, chunkEvents: number): Section<'tend'> {
    const numbering: Numbering = { steps: new Map(), events: 0 };
    for (let full = true; ; ) {
      const next = this.#next();
      if (next?.kind === 'tend') return parseSection(this.#file, 'tend', next.raw);
      if (next?.kind !== 'evnt' || !full) throw this.#disorder(next?.kind ?? 'done');
      const chunk = parseSection(this.#file, 'evnt', next.raw);
      const batch = batchOf(this.#file, chunk, numbering);
      if (batch.count > chunkEvents) throw damaged(this.#file, 'a chunk holds more events than it may');
      full = batch.count === chunkEvents;
      this.#write({ type: 'events', handle, batch });
    }
  }

  /** Reads every event as it is kept now: what cannot be read, or is another trace than the file says, is not taken in. */
  #check(id: string, was: string, { events, hash: expected }: Section<'tend'>): void {
    const summary = this.#reading.queries.trace(id);
    if (summary === undefined || summary.events !== events)
      throw damaged(this.#file, `the trace ${was} holds another number of events than it says`);
    const row = this.#statements.one('SELECT id FROM trace WHERE name = ?', id);
    const mark = this.#statements.sql('INSERT INTO mark (trace, event, kind) VALUES (?, ?, ?)');
    let at = 0;
    for (const some of windows(this.#reading, summary))
      for (const event of some) {
        const kind = markOf(event);
        if (kind !== null) mark.run(row, at, kind);
        at++;
      }
    if (traceHash(this.#reading, summary) !== expected)
      throw damaged(this.#file, `the trace ${was} does not have the content that its hash names`);
  }

  #write(job: Job): void {
    this.#recorder.run([job]);
  }
}

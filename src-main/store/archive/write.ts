import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { comparisonHash, traceHash } from '../content.ts';
import { StoreError } from '../errors.ts';
import type { Reading } from '../reading.ts';
import type { ComparisonSummary, TraceSummary } from '../types.ts';
import { encodeSection, HEAD_BYTES, MAGIC, type SECTIONS, type Section, VERSION } from './format.ts';

export interface ArchiveOptions {
  readonly file: string;
  readonly comparisons: readonly string[];
  /** With the images of databases that the runs began with. */
  readonly databases: boolean;
  readonly now: number;
}

export interface Archived {
  readonly bytes: number;
  /** Of the whole file. */
  readonly sha256: string;
  readonly comparisons: readonly { readonly comparison: string; readonly hash: string }[];
}

/** Writes comparisons to one file, section by section: what it has to hold at once is one chunk of events. Others get their turn in between. */
export async function writeArchive(reading: Reading, options: ArchiveOptions): Promise<Archived> {
  const chosen = [...new Set(options.comparisons)].map((id) => recorded(reading, id));
  const aside = `${options.file}.${process.pid}.tmp`;
  let to: ArchiveFile | undefined;
  try {
    to = new ArchiveFile(aside);
    to.json('file', { product: 'parallax', createdAt: options.now, comparisons: chosen.length });
    const sources = new Set(
      chosen.flatMap(({ traces }) => traces.flatMap((trace) => reading.queries.sourcesOf(trace.id))),
    );
    for (const hash of sources) {
      const source = reading.queries.source(hash);
      if (source !== undefined) to.json('srce', { ...source, hash });
    }
    const written: { comparison: string; hash: string }[] = [];
    for (const comparison of chosen) {
      const traces: string[] = [];
      for (const trace of comparison.traces) {
        traces.push(traceHash(reading, trace));
        await setImmediate();
      }
      const hash = comparisonHash(reading, comparison, traces);
      await writeComparison(reading, to, comparison, hash, traces);
      written.push({ comparison: comparison.id, hash });
    }
    if (options.databases) writeImages(reading, to, chosen);
    const { bytes, sha256 } = to.end();
    renameSync(aside, options.file);
    return { bytes, sha256, comparisons: written };
  } catch (error) {
    if (to !== undefined) {
      to.abandon();
      rmSync(aside, { force: true });
    }
    throw ioError(options.file, error);
  }
}

function recorded(reading: Reading, id: string): ComparisonSummary {
  const comparison = reading.queries.comparison(id);
  if (comparison === undefined)
    throw new StoreError('comparison_unknown', `There is no comparison ${id} in the store.`);
  if (reading.search.entry(id)?.status === 'running')
    throw new StoreError('comparison_running', `${id} is still being recorded: export it when it has ended.`);
  return comparison;
}

async function writeComparison(
  reading: Reading,
  to: ArchiveFile,
  comparison: ComparisonSummary,
  hash: string,
  hashes: readonly string[],
): Promise<void> {
  const { id, node, inputs, effects, startedAt, diverged, traces } = comparison;
  const entry = reading.search.entry(id);
  to.json('comp', {
    id,
    hash,
    node,
    nodeHash: comparison.hash,
    effects,
    inputs,
    startedAt,
    diverged,
    divergences: [...reading.queries.divergences(id)],
    name: entry?.name ?? null,
    tags: [...(entry?.tags ?? [])],
  });
  for (const [i, trace] of traces.entries()) await writeTrace(reading, to, trace, hashes[i] as string);
  to.json('cend', {});
}

async function writeTrace(
  reading: Reading,
  to: ArchiveFile,
  trace: TraceSummary,
  hash: string,
): Promise<void> {
  const row = reading.queries.place(trace.id);
  const inputs = reading.queries.inputs(trace.id);
  if (row === undefined || inputs === undefined || trace.end === null)
    throw new StoreError('trace_unknown', `The trace ${trace.id} was removed meanwhile.`);
  to.json('trac', {
    id: trace.id,
    path: trace.path,
    node: trace.node,
    nodeHash: trace.hash,
    sources: [...reading.queries.sourcesOf(trace.id)],
    runtime: trace.runtime,
    inputs,
    startedAt: trace.startedAt,
    clockScale: trace.clockScale,
    chunkEvents: row.chunkEvents,
    attachments: reading.queries.attachmentsOf(trace.id).map(([name, document]) => [name, document]),
  });
  for (let first = 0; first < trace.events; first += row.chunkEvents) {
    const chunk = reading.events.portable(row, first);
    if (chunk === undefined)
      throw new StoreError('trace_unknown', `The trace ${trace.id} was removed meanwhile.`);
    to.json('evnt', chunk);
    await setImmediate();
  }
  to.json('tend', { end: trace.end, events: trace.events, hash });
}

function writeImages(reading: Reading, to: ArchiveFile, comparisons: readonly ComparisonSummary[]): void {
  const named = new Set<string>();
  for (const trace of comparisons.flatMap(({ traces }) => traces))
    for (const [, document] of reading.queries.attachmentsOf(trace.id))
      for (const [hash] of JSON.stringify(document).matchAll(/[0-9a-f]{64}/g)) named.add(hash);
  for (const hash of named) {
    const image = reading.queries.blob(hash);
    if (image !== undefined) to.section('blob', image);
  }
}

/** A file that is written from its beginning to its end. */
class ArchiveFile {
  readonly #fd: number;
  readonly #content = createHash('sha256');
  readonly #whole = createHash('sha256');
  #bytes = 0;
  #open = true;

  constructor(file: string) {
    this.#fd = openSync(file, 'wx', 0o600);
    const head = Buffer.alloc(HEAD_BYTES);
    MAGIC.copy(head);
    head.writeUInt32LE(VERSION, MAGIC.length);
    this.#write(head);
  }

  json<K extends keyof typeof SECTIONS>(kind: K, content: Readonly<Input<Section<K>>>): void {
    this.#write(encodeSection(kind, Buffer.from(JSON.stringify(content))));
  }

  section(kind: 'blob', bytes: Uint8Array): void {
    this.#write(encodeSection(kind, bytes));
  }

  /** The last section is the hash of all before it. */
  end(): { readonly bytes: number; readonly sha256: string } {
    this.#write(encodeSection('done', this.#content.copy().digest()));
    fsyncSync(this.#fd);
    this.abandon();
    return { bytes: this.#bytes, sha256: this.#whole.digest('hex') };
  }

  abandon(): void {
    if (this.#open) closeSync(this.#fd);
    this.#open = false;
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    this.#content.update(bytes);
    this.#whole.update(bytes);
    this.#bytes += bytes.length;
  }
}

/** What is written may be given read-only. */
type Input<T> = { readonly [K in keyof T]: T[K] extends (infer E)[] ? readonly E[] : T[K] };

function ioError(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new StoreError('archive_io', `${file} cannot be written: ${error.message}.`, { cause: error });
}

import { createHash, type Hash } from 'node:crypto';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { StoreError } from './errors.ts';
import type { Reading } from './reading.ts';
import type { ComparisonSummary, TraceSummary } from './types.ts';

/** Events read at a time. */
const WINDOW = 512;

/**
 * The hash of a trace: of what it says, not of how or where it is kept. Lines of JSON, each followed by a line end: what
 * is known of it apart from its id, then every event, then how many there were.
 */
export function traceHash(reading: Reading, trace: TraceSummary): string {
  const hash = beginTraceHash(reading, trace);
  for (const events of windows(reading, trace)) addEvents(hash, events);
  return hash.digest('hex');
}

function beginTraceHash(reading: Reading, trace: TraceSummary): Hash {
  const { path, node, hash, runtime, startedAt, clockScale, end, events } = trace;
  const head = {
    format: 'parallax trace 1',
    path,
    node,
    hash,
    runtime,
    inputs: reading.queries.inputs(trace.id) ?? {},
    startedAt,
    clockScale,
    end,
    events,
    sources: reading.queries.sourcesOf(trace.id),
    attachments: reading.queries.attachmentsOf(trace.id),
  };
  return createHash('sha256').update(`${JSON.stringify(head)}\n`);
}

function addEvents(hash: Hash, events: readonly TraceEvent[]): void {
  let text = '';
  for (const event of events) text += `${JSON.stringify(event)}\n`;
  hash.update(text);
}

/** All events of a trace, some at a time. */
export function* windows(reading: Reading, trace: TraceSummary): Generator<readonly TraceEvent[]> {
  const row = reading.queries.place(trace.id);
  if (row === undefined) throw new StoreError('trace_unknown', `There is no trace ${trace.id} in the store.`);
  for (let from = 0; from < trace.events; from += WINDOW)
    yield reading.events.events(row, from, Math.min(WINDOW, trace.events - from));
}

/** The hash of a comparison: of what it compared, of both traces' hashes and of what it found. Neither ids, name, tags nor pin are part of it. */
export function comparisonHash(
  reading: Reading,
  comparison: ComparisonSummary,
  traces: readonly string[] = comparison.traces.map((trace) => traceHash(reading, trace)),
): string {
  const { node, hash, inputs, effects, startedAt, diverged } = comparison;
  const head = {
    format: 'parallax comparison 1',
    node,
    hash,
    inputs,
    effects,
    startedAt,
    diverged,
    divergences: reading.queries.divergences(comparison.id),
    traces,
  };
  return createHash('sha256').update(JSON.stringify(head)).digest('hex');
}

import type { LlmReading, LlmRunView } from '../../shared/api/llm.ts';
import type { LlmRecordedItem, LlmRecordedSource } from '../../shared/api/llm-recorded.ts';
import { isObject, type Json, type JsonObject } from '../../shared/llm/json.ts';
import { dialectSchema } from '../../shared/llm/protocol/part.ts';
import type { ChatRequest } from '../../shared/llm/protocol/request.ts';
import { importRequest, type RequestDialect } from '../../shared/llm/transform/import.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { ComparisonSummary, TraceStore } from '../store/types.ts';
import { plainJson } from './plain-json.ts';
import { NODE } from './proxy/record.ts';

/** Beginning of what is shown of a request. */
const SAID = 160;

/** Requests in one comparison: what the proxy carried, or what its steps asked of models. Of two paths, those of the first that has any. */
export function requestsOf(store: TraceStore, comparison: ComparisonSummary): readonly LlmRecordedItem[] {
  for (const { id: trace } of comparison.traces) {
    const items = placesOf(store, comparison, trace).flatMap((event) => {
      const found = eventAt(store, trace, event);
      return found ? itemOf(found, { trace, event }, comparison) : [];
    });
    if (items.length > 0) return items;
  }
  return [];
}

function placesOf(store: TraceStore, { node }: ComparisonSummary, trace: string): readonly number[] {
  if (node === NODE) return [0];
  return store.effects(trace).flatMap(({ type, event }) => (type === 'llm' ? [event] : []));
}

function itemOf(
  event: TraceEvent,
  source: LlmRecordedSource,
  { node, startedAt }: ComparisonSummary,
): readonly LlmRecordedItem[] {
  const found = requestIn(event);
  if (!found) return [];
  const request = importRequest(found.json, found.dialect);
  if (typeof request === 'string') return [];
  const proxy = node === NODE;
  const title = proxy ? found.dialect : `${node} · ${event.step}`;
  const model = found.model ?? request.model ?? null;
  return [{ source, kind: proxy ? 'proxy' : 'step', title, model, startedAt, said: lastSaid(request) }];
}

/** A run of lanes as a request that can be composed anew. */
export function requestOfRun({ id, name, request, targets, startedAt }: LlmRunView): LlmRecordedItem {
  return {
    source: { run: id },
    kind: 'lanes',
    title: name || 'request',
    model: targets.join(', '),
    startedAt,
    said: lastSaid(request),
  };
}

/** The request at an event of a trace; undefined: there is none. */
export function recordedRequest(store: TraceStore, trace: string, at: number): LlmReading | undefined {
  const event = eventAt(store, trace, at);
  const found = event && requestIn(event);
  if (!found) return undefined;
  const request = importRequest(found.json, found.dialect);
  if (typeof request === 'string')
    return { ok: false, message: `What was recorded is no request: ${request}.`, line: null, column: null };
  const notes =
    found.sealed === 0
      ? []
      : [
          found.sealed === 1
            ? 'Of a sensitive value there is only a fingerprint (•••): fill it in.'
            : `Of ${found.sealed} sensitive values there are only fingerprints (•••): fill them in.`,
        ];
  return { ok: true, request, dialect: found.dialect, notes, losses: [] };
}

function eventAt(store: TraceStore, trace: string, at: number): TraceEvent | undefined {
  return store.trace(trace) && store.events(trace, at, 1)[0];
}

interface Found {
  readonly json: JsonObject;
  readonly dialect: RequestDialect;
  readonly model: string | undefined;
  readonly sealed: number;
}

function requestIn(event: TraceEvent): Found | undefined {
  let sealed = 0;
  const read = (value: Parameters<typeof plainJson>[0]): Json => plainJson(value, () => sealed++);
  if (event.kind === 'effect_requested' && event.request.type === 'llm') {
    const { request, targets } = event.request;
    const json = read(request);
    return isObject(json) ? { json, dialect: 'canonical', model: targets.join(', '), sealed } : undefined;
  }
  if (event.kind !== 'run_started' || event.node !== NODE) return undefined;
  const dialect = dialectSchema.safeParse(event.inputs['dialect']);
  const json = read(event.inputs['request'] ?? null);
  return dialect.success && isObject(json)
    ? { json, dialect: dialect.data, model: undefined, sealed }
    : undefined;
}

function lastSaid({ messages }: ChatRequest): string {
  const texts = messages.flatMap(({ content }) =>
    content.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
  );
  const text = (texts.at(-1) ?? '').replace(/\s+/g, ' ').trim();
  return text.length > SAID ? `${text.slice(0, SAID - 1)}…` : text;
}

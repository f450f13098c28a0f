import { z } from 'zod';
import type { LlmProxyCall } from '../../../shared/api/llm-proxy.ts';
import { lossSchema } from '../../../shared/llm/losses/loss.ts';
import { dialectSchema } from '../../../shared/llm/protocol/part.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import type { ComparisonSummary, TraceStore } from '../../store/types.ts';
import { plainJson } from '../plain-json.ts';
import { NODE } from './record.ts';

/** More than a call has: one step with one effect. */
const EVENTS = 50;

const inputsSchema = z.object({
  dialect: dialectSchema,
  request: z.object({ model: z.string().optional(), stream: z.boolean().nullish() }),
});
const lossesSchema = z.object({
  score: z.number().nullable(),
  request: z.array(lossSchema),
  answer: z.array(lossSchema),
});

/** Calls through the proxy that are in the store; each is read once. */
export class ProxyCalls {
  readonly #store: TraceStore;
  #read: ReadonlyMap<string, LlmProxyCall | undefined> = new Map();

  constructor(store: TraceStore) {
    this.#store = store;
  }

  /** Newest first; those that cannot be read are left out. */
  newest(most: number): readonly LlmProxyCall[] {
    const found = this.#store.comparisons({ node: NODE, limit: most }).map((comparison) => {
      const { id } = comparison;
      return [id, this.#read.has(id) ? this.#read.get(id) : callOf(this.#store, comparison)] as const;
    });
    // What is still being written is read again.
    this.#read = new Map(found.filter(([, call]) => call !== undefined));
    return found.flatMap(([, call]) => call ?? []);
  }
}

function callOf(store: TraceStore, { id, startedAt, traces }: ComparisonSummary): LlmProxyCall | undefined {
  const [trace] = traces;
  if (!trace) return undefined;
  const events = store.events(trace.id, 0, EVENTS);
  const inputs = inputsSchema.safeParse(plainJson(store.inputs(trace.id)));
  const result = events.findLast((event) => event.kind === 'result');
  if (!inputs.success || !result) return undefined;
  const { dialect, request } = inputs.data;
  const losses = lossesOf(events);
  const lost = [...(losses?.request ?? []), ...(losses?.answer ?? [])];
  return {
    comparison: id,
    trace: trace.id,
    startedAt,
    dialect,
    model: request.model ?? null,
    stream: request.stream === true,
    target: targetOf(events, result),
    score: losses?.score ?? null,
    losses: lost.filter(({ severity }) => severity !== 'none').length,
    durationMs: result.time / 1000,
    error: result.outcome.success ? null : result.outcome.error.message,
  };
}

function lossesOf(events: readonly TraceEvent[]): z.infer<typeof lossesSchema> | undefined {
  const assigned = events.find((event) => event.kind === 'assigned' && event.name === 'losses');
  if (assigned?.kind !== 'assigned') return undefined;
  return lossesSchema.safeParse(plainJson(assigned.value)).data;
}

function targetOf(
  events: readonly TraceEvent[],
  result: Extract<TraceEvent, { kind: 'result' }>,
): string | null {
  if (result.outcome.success) {
    const { target } = result.outcome.outputs;
    return typeof target === 'string' ? target : null;
  }
  const answered = events.findLast((event) => event.kind === 'effect_answered');
  const last = answered?.kind === 'effect_answered' ? answered.answer.calls?.at(-1)?.target : undefined;
  if (last !== undefined) return last;
  const asked = events.find((event) => event.kind === 'effect_requested');
  return asked?.kind === 'effect_requested' && asked.request.type === 'llm'
    ? (asked.request.targets[0] ?? null)
    : null;
}

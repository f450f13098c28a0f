import { z } from 'zod';
import type { LlmAttemptView, LlmLaneView, LlmRunItem, LlmRunView } from '../../../shared/api/llm.ts';
import { lossSchema } from '../../../shared/llm/losses/loss.ts';
import { POLICIES } from '../../../shared/llm/losses/policy.ts';
import { llmErrorSchema } from '../../../shared/llm/protocol/error.ts';
import { dialectSchema, jsonObjectSchema, jsonSchema } from '../../../shared/llm/protocol/part.ts';
import { chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import { chatResponseSchema } from '../../../shared/llm/protocol/response.ts';
import type { EffectAnswer } from '../../../shared/trace/event.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import type { TraceStore } from '../../store/types.ts';
import { plainJson } from '../plain-json.ts';
import { ATTACHMENT, NODE, traceOf } from './record-lanes.ts';

const inputsSchema = z.object({
  name: z.string(),
  targets: z.array(z.string()),
  policy: z.enum(POLICIES),
  request: chatRequestSchema,
});

const extrasSchema = z.object({
  verdict: z
    .object({
      same: z.boolean(),
      differences: z.array(z.object({ path: z.string(), values: z.record(z.string(), jsonSchema) })),
    })
    .nullable(),
  lanes: z.array(
    z.object({
      dialect: dialectSchema,
      state: z.enum(['done', 'failed', 'cancelled']),
      error: llmErrorSchema.nullable(),
      violations: z.array(
        z.object({ path: z.string(), at: z.string(), keyword: z.string(), reason: z.string() }),
      ),
      firstMs: z.number().nullable(),
      totalMs: z.number().nullable(),
      cost: z
        .object({ total: z.number(), input: z.number(), output: z.number(), model: z.string() })
        .nullable(),
      stream: z.array(z.tuple([z.number(), z.string()])),
    }),
  ),
});

const wireSchema = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: jsonObjectSchema,
  score: z.number(),
  losses: z.array(lossSchema),
  answerLosses: z.array(lossSchema),
});

/** undefined: there is none, or it cannot be read. */
export function recordedRun(store: TraceStore, id: string): LlmRunView | undefined {
  if (!/^llm_[0-9a-z]{20}$/.test(id)) return undefined;
  const trace = store.trace(traceOf(id));
  return trace?.node === NODE ? read(store, id, trace.id, trace.startedAt) : undefined;
}

/** Newest first. */
export function recordedRuns(store: TraceStore, most: number): readonly LlmRunItem[] {
  return store.comparisons({ node: NODE, limit: most }).flatMap(({ startedAt, traces: [trace] }) => {
    const inputs = inputsSchema.safeParse(trace && plainJson(store.inputs(trace.id)));
    if (trace === undefined || !inputs.success) return [];
    const { name, targets } = inputs.data;
    return [{ id: trace.id.replace(/^trc_/, 'llm_'), name, startedAt, targets, ended: true }];
  });
}

function read(store: TraceStore, id: string, trace: string, startedAt: number): LlmRunView | undefined {
  const inputs = inputsSchema.safeParse(plainJson(store.inputs(trace)));
  const extras = extrasSchema.safeParse(store.attachment(trace, ATTACHMENT));
  if (!inputs.success || !extras.success) return undefined;
  const { name, targets, policy, request } = inputs.data;
  const answers = new Map<number, EffectAnswer>();
  for (const event of store.events(trace, 0, EVENTS_OF_A_LANE * targets.length + 10))
    if (event.kind === 'effect_answered') answers.set(Number(event.occ.split('.')[1]), event.answer);
  const lanes = targets.flatMap((target, i): LlmLaneView[] => {
    const shown = extras.data.lanes[i];
    return shown === undefined ? [] : [{ ...shown, target, ...callOf(answers.get(i)) }];
  });
  const { verdict } = extras.data;
  return { id, name, request, targets, policy, startedAt, ended: true, lanes, verdict };
}

const EVENTS_OF_A_LANE = 5;

type CallView = Pick<LlmLaneView, 'response' | 'wire' | 'losses' | 'answerLosses' | 'score' | 'attempts'>;

/** A lane shows its newest attempt. */
function callOf(answer: EffectAnswer | undefined): CallView {
  const calls = answer?.calls ?? [];
  const last = wireSchema.safeParse(plainJson((calls.at(-1) ?? null) as unknown as Canonical));
  const { url, headers, body, losses, answerLosses, score } = last.data ?? {};
  const wire =
    url === undefined || headers === undefined || body === undefined ? null : { url, headers, body };
  return {
    response: responseOf(answer),
    wire,
    losses: losses ?? refusedOf(answer),
    answerLosses: answer?.ok === true ? (answerLosses ?? []) : [],
    score: score ?? null,
    attempts: (answer?.attempts ?? []).map(
      ({ startedUs, durationUs, outcome, detail }, i): LlmAttemptView => ({
        startedMs: startedUs / 1000,
        endedMs: (startedUs + durationUs) / 1000,
        status: calls[i]?.status ?? null,
        error: outcome === 'ok' ? null : detail,
      }),
    ),
  };
}

function responseOf(answer: EffectAnswer | undefined): LlmLaneView['response'] {
  if (answer === undefined) return null;
  const value = answer.ok ? answer.value : answer.error.fields;
  const said = (value as { response?: Canonical; partial?: Canonical } | null) ?? {};
  const parsed = chatResponseSchema.safeParse(plainJson(said.response ?? said.partial ?? null));
  return parsed.data ?? null;
}

function refusedOf(answer: EffectAnswer | undefined): LlmLaneView['losses'] {
  if (answer === undefined || answer.ok) return [];
  return z.array(lossSchema).safeParse(plainJson(answer.error.fields['refused'] ?? null)).data ?? [];
}

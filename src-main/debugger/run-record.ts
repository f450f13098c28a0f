import { z } from 'zod';
import type { BranchRecord } from '../../shared/trace/branch.ts';
import type { ComparisonPolicy, Divergence, PathModels } from '../../shared/trace/comparison.ts';
import { EXACT_POLICY } from '../../shared/trace/comparison.ts';
import type { TraceRecording, TraceStore } from '../store/types.ts';
import type { HandlerSource } from './sources.ts';

/** What is attached to every trace so that its comparison can be looked at later as it was. */
export interface RunRecord {
  /** Root first. */
  readonly nodes: readonly { readonly node: string; readonly hash: string }[];
  readonly policy: ComparisonPolicy;
  readonly handlers: readonly HandlerSource[];
  /** Where the paths asked other language models than their steps name. */
  readonly models?: PathModels;
}

const NAME = 'run';

const modelsSchema = z.object({ reference: z.string().optional(), direct: z.string().optional() });

const schema = z.object({
  nodes: z.array(z.object({ node: z.string(), hash: z.string() })),
  policy: z.object({
    ignore: z.array(z.string()),
    tolerance: z.record(z.string(), z.string()),
    unordered: z.array(z.string()),
    strictScale: z.boolean(),
    accepted: z
      .array(
        z.object({
          id: z.string(),
          step: z.string(),
          path: z.string(),
          kind: z.enum(['value', 'missing', 'order', 'effect']),
          tolerance: z.string().nullable(),
        }),
      )
      .optional(),
  }),
  handlers: z.array(
    z.object({ name: z.string(), file: z.string(), path: z.enum(['reference', 'direct']), text: z.string() }),
  ),
  models: modelsSchema.optional(),
});

export function attachRunRecord(store: TraceRecording, trace: string, record: RunRecord): void {
  store.attach(trace, NAME, record);
}

/** A trace that was written by something else has none: then only its own events are known. */
export function readRunRecord(store: TraceStore, trace: string): RunRecord {
  const parsed = schema.safeParse(store.attachment(trace, NAME));
  if (!parsed.success) return { nodes: [], policy: EXACT_POLICY, handlers: [] };
  const { models, ...record } = parsed.data;
  return { ...record, ...(models ? { models } : {}) };
}

const FINAL = 'final_differences';

/** What a comparison found outside the events of its traces: databases that the paths left different. */
export type FinalDifference = Omit<Divergence, 'row' | 'relation'>;

const finalSchema = z.array(
  z.object({
    path: z.string(),
    reference: z.json().nullable(),
    direct: z.json().nullable(),
    message: z.string(),
  }),
);

/** All of them, those too that a rule accepts: what is accepted is looked at anew whenever the comparison is. */
export function attachFinalDifferences(
  store: TraceStore,
  trace: string,
  found: readonly FinalDifference[],
): void {
  store.attach(
    trace,
    FINAL,
    found.map(({ path, reference, direct, message }) => ({ path, reference, direct, message })),
  );
}

/** Undefined for a record of before they were attached, and where nothing differed. */
export function readFinalDifferences(
  store: TraceStore,
  trace: string,
): readonly FinalDifference[] | undefined {
  const parsed = finalSchema.safeParse(store.attachment(trace, FINAL));
  return parsed.success
    ? parsed.data.map((found) => finalDifference({ ...found } as Parameters<typeof finalDifference>[0]))
    : undefined;
}

export function finalDifference(
  found: Pick<FinalDifference, 'path' | 'reference' | 'direct' | 'message'>,
): FinalDifference {
  return {
    kind: 'effect',
    step: '',
    occ: '',
    rule: 'final_state',
    events: { reference: null, direct: null },
    ...found,
  };
}

const BRANCH = 'branch';

const placeSchema = z.object({ step: z.string(), occ: z.string() });
const branchSchema: z.ZodType<BranchRecord> = z.object({
  kind: z.enum(['replay', 'what_if', 'proof']),
  of: z.string(),
  from: placeSchema.nullable(),
  name: z.string(),
  changes: z.array(z.custom<BranchRecord['changes'][number]>((value) => typeof value === 'object')),
});

export function attachBranch(store: TraceStore, trace: string, record: BranchRecord): void {
  store.attach(trace, BRANCH, record);
}

/** What a trace's comparison is a branch of; null where it is none. */
export function readBranch(store: TraceStore, trace: string): BranchRecord | null {
  const parsed = branchSchema.safeParse(store.attachment(trace, BRANCH));
  return parsed.success ? parsed.data : null;
}

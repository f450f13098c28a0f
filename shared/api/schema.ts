import { z } from 'zod';
import type { CanonicalObject } from '../values/canonical.ts';
import type { BreakpointFields } from './breakpoints.ts';

export const id = z.string().min(1).max(200);
export const text = z.string().max(10_000_000);
export const position = { line: z.int().min(1), column: z.int().min(1) };
export const path = z.enum(['reference', 'direct']);
export const share = z.number().min(0).max(1);
const events = z.int().min(0).nullable();
export const moment = z.object({ reference: events, direct: events });
export const record = z.record(z.string(), z.json()) as unknown as z.ZodType<CanonicalObject>;

export const name = z.string().max(1000);
export const tableQuery = z.object({
  database: id,
  table: name,
  from: z.int().min(0),
  count: z.int().min(1).max(500),
  only: z.boolean(),
});
export const ledgerRule = z.object({
  id: id.optional(),
  node: id,
  step: name,
  path: name,
  kind: z.enum(['value', 'missing', 'order', 'effect']),
  tolerance: name.nullable(),
  reason: name,
  owner: name,
  expires: name,
});

export const valueAt = z.object({ row: z.int().min(0), name: name.min(1) });
export const whyTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), at: valueAt }),
  z.object({ kind: z.literal('divergence'), index: z.int().min(0) }),
]);
export const evaluation = z.object({
  comparison: id,
  step: name.min(1),
  expression: z.string().max(10_000),
  everywhere: z.boolean(),
});

export const breakpoint: z.ZodType<BreakpointFields> = z.object({
  spec: z.string().max(10_000),
  condition: z.string().max(10_000).optional(),
  hits: z.string().max(100).optional(),
  log: z.string().max(10_000).optional(),
  once: z.boolean(),
  enabled: z.boolean(),
});
export const breakpointIds = z.array(z.int().min(1)).max(1000).readonly();

export const label = z.string().min(1).max(200);
export const comparisons = z.array(id).min(1).max(10_000).readonly();
export const filter = {
  node: id.optional(),
  path: path.optional(),
  status: z
    .array(z.enum(['equal', 'accepted', 'diverged', 'failed', 'running', 'interrupted']))
    .max(6)
    .readonly()
    .optional(),
  error: z.string().max(200).optional(),
  diverged: z.boolean().optional(),
  divergedAt: z.string().max(10_000).optional(),
  since: z.number().optional(),
  until: z.number().optional(),
  minDuration: z.number().optional(),
  maxDuration: z.number().optional(),
  tags: z.array(label).max(50).readonly().optional(),
  pinned: z.boolean().optional(),
  text: z.string().max(1000).optional(),
  deleted: z.boolean().optional(),
  origin: z
    .array(z.enum(['run', 'ingested', 'replay', 'what_if', 'proof']))
    .max(5)
    .readonly()
    .optional(),
  branchOf: id.optional(),
  roots: z.boolean().optional(),
};

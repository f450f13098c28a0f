import { z } from 'zod';
import type { Canonical, CanonicalObject } from '../values/canonical.ts';
import {
  PROOF_CLASSES,
  type ProofOptions,
  type RerunDecision,
  type RerunOptions,
  type TestCaseOptions,
} from './replay.ts';

/** Inputs of `replay` of the API. */

const id = z.string().min(1).max(200);
const place = z.string().max(4000);
const text = z.string().max(10_000_000);
const path = z.enum(['reference', 'direct']);
const canonical = z.json() as unknown as z.ZodType<Canonical>;
const record = z.record(z.string(), canonical) as unknown as z.ZodType<CanonicalObject>;
const values = z.record(z.string().max(10_000), canonical);

const answer = z.union([
  z.object({ ok: z.literal(true), value: canonical }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: id, message: z.string().max(10_000), fields: record }),
  }),
]);

const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('variable'), name: id, value: canonical }),
  z.object({ kind: z.literal('field'), step: place, field: id, value: z.string().max(100_000).nullable() }),
  z.object({ kind: z.literal('answer'), step: place, occ: place, effect: z.int().min(0), answer }),
  z.object({ kind: z.literal('text'), node: id.optional(), text }),
]);

const position = z.object({ step: place, occ: place.optional() });

export const editPoint = z.object({ comparison: id, from: position.nullable() });

export const rerunOptions: z.ZodType<RerunOptions> = z.object({
  comparison: id,
  paths: z.array(path).max(2),
  from: position.nullable(),
  changes: z.array(change).max(200),
  effects: z.enum(['recorded', 'ask', 'live', 'deny']),
  values,
  state: path.optional(),
  name: z.string().min(1).max(200).optional(),
});

export const rerunDecision: z.ZodType<RerunDecision> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('perform') }),
  z.object({ kind: z.literal('recorded') }),
  z.object({ kind: z.literal('refuse') }),
  z.object({ kind: z.literal('answer'), answer }),
]);

export const proofOptions: z.ZodType<ProofOptions> = z.object({
  node: id,
  text,
  effects: z.enum(['recorded', 'live', 'deny']),
  values,
});

export const proofClass = z.enum(PROOF_CLASSES);

export const testCaseOptions: z.ZodType<TestCaseOptions> = z.object({
  comparison: id,
  path: path.optional(),
  name: z.string().min(1).max(200),
  description: z.string().max(10_000),
  values,
});

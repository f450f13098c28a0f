import { z } from 'zod';
import { POLICIES } from '../llm/losses/policy.ts';
import { dialectSchema } from '../llm/protocol/part.ts';
import { chatRequestSchema } from '../llm/protocol/request.ts';
import { providerOverrideSchema } from '../llm/providers/spec.ts';
import { MOST_LANES } from './llm.ts';
import { composedBytes, MOST_COMPOSED } from './llm-composed.ts';
import { LLM_ROUTES, MAX_WEIGHT } from './llm-proxy.ts';

/** Inputs of the `llm` part of the API. */

const target = z.string().min(1).max(1000);
const run = z.string().min(1).max(200);
const policy = z.enum(POLICIES);

export const llmRead = z.object({
  text: z.string().max(MOST_COMPOSED),
  from: z.union([dialectSchema, z.literal('canonical')]).nullable(),
});
export const llmLosses = z.object({ request: chatRequestSchema, policy });
export const llmWire = z.object({ request: chatRequestSchema, target, policy });
export const llmTarget = z.object({ target });
const provider = z.string().min(1).max(200);
export const llmProvider = z.object({ provider });
export const llmKey = z.object({ provider, key: z.string().min(1).max(10_000) });
export const llmSaveProvider = z.object({ provider: providerOverrideSchema });
export const llmStart = z.object({
  name: z.string().max(1000),
  request: chatRequestSchema,
  targets: z
    .array(target)
    .min(1)
    .max(MOST_LANES)
    .refine((all) => new Set(all).size === all.length, 'a model is named twice')
    .readonly(),
  policy,
});
export const llmComposed = z
  .strictObject({
    name: z.string().max(1000),
    edited: z.boolean(),
    text: z.string().max(MOST_COMPOSED),
    policy,
    lanes: z.array(target).max(1000).readonly(),
  })
  .refine((composed) => composedBytes(composed) <= MOST_COMPOSED, 'it is too large to be kept');
export const llmKeepComposed = z.object({ folder: z.string().min(1).max(10_000), composed: llmComposed });
export const llmRun = z.object({ run });
export const llmDeleteRun = z.object({ run, deleted: z.boolean() });
export const llmCancel = z.object({ run, target: target.nullable() });
export const llmReport = z.object({ run, format: z.enum(['markdown', 'json']) });
const id = z.string().min(1).max(200);
export const llmRecorded = z.object({ comparison: id.nullable() });
export const llmRecall = z.object({
  source: z.union([z.strictObject({ run }), z.strictObject({ trace: id, event: z.int().min(0) })]),
});
export const llmProxy = z.object({
  port: z.int().min(0).max(65_535),
  to: z.array(target).max(12).readonly(),
  route: z.enum(LLM_ROUTES),
  weights: z.record(target, z.number().min(0).max(MAX_WEIGHT)).readonly(),
  losses: policy,
});

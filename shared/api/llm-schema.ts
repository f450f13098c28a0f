import { z } from 'zod';
import { POLICIES } from '../llm/losses/policy.ts';
import { dialectSchema } from '../llm/protocol/part.ts';
import { chatRequestSchema } from '../llm/protocol/request.ts';

/** Inputs of the `llm` part of the API. */

const target = z.string().min(1).max(1000);
const run = z.string().min(1).max(200);
const policy = z.enum(POLICIES);

export const llmRead = z.object({
  text: z.string().max(10_000_000),
  from: z.union([dialectSchema, z.literal('canonical')]).nullable(),
});
export const llmLosses = z.object({ request: chatRequestSchema, policy });
export const llmWire = z.object({ request: chatRequestSchema, target, policy });
export const llmStart = z.object({
  name: z.string().max(1000),
  request: chatRequestSchema,
  targets: z
    .array(target)
    .min(1)
    .max(12)
    .refine((all) => new Set(all).size === all.length, 'a model is named twice')
    .readonly(),
  policy,
});
export const llmRun = z.object({ run });
export const llmCancel = z.object({ run, target: target.nullable() });
export const llmReport = z.object({ run, format: z.enum(['markdown', 'json']) });

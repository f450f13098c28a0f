import { z } from 'zod';
import { extensionsSchema, partSchema } from './part.ts';

/** Why an answer ended. What a dialect says beyond these is `other`, with its word in `rawFinish`. */
const FINISHES = [
  'stop',
  'length',
  'tool_calls',
  'content_filter',
  'refusal',
  'pause',
  'error',
  'other',
] as const;
export const finishSchema = z.enum(FINISHES);
export type Finish = z.infer<typeof finishSchema>;

/** Tokens, in one way of counting for all: `input` includes what was read from and written to a cache, `output` the thoughts. */
export const usageSchema = z.strictObject({
  input: z.int().optional(),
  output: z.int().optional(),
  /** Of `input`: read from a cache. */
  cacheRead: z.int().optional(),
  /** Of `input`: written to a cache. */
  cacheWrite: z.int().optional(),
  /** Of `output`: thoughts. */
  reasoning: z.int().optional(),
  extensions: extensionsSchema.optional(),
});
export type Usage = z.infer<typeof usageSchema>;

const alternativeSchema = z.strictObject({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.int()).nullable().optional(),
});
/** One token of the answer, with what else it might have been. */
export const tokenLogprobSchema = alternativeSchema.extend({ top: z.array(alternativeSchema).optional() });
export type TokenLogprob = z.infer<typeof tokenLogprobSchema>;

export const candidateSchema = z.strictObject({
  content: z.array(partSchema),
  /** Absent while an answer is cut off. */
  finish: finishSchema.optional(),
  /** The dialect's own word for it. */
  rawFinish: z.string().optional(),
  /** The stop text that was met, where the provider tells. */
  stopSequence: z.string().optional(),
  logprobs: z.array(tokenLogprobSchema).optional(),
  extensions: extensionsSchema.optional(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** One answer to a chat request. There is at least one candidate, and nearly always exactly one. */
export const chatResponseSchema = z.strictObject({
  id: z.string().optional(),
  /** What the provider says has answered. */
  model: z.string().optional(),
  /** Seconds since 1970. */
  created: z.int().optional(),
  candidates: z.array(candidateSchema),
  usage: usageSchema.optional(),
  extensions: extensionsSchema.optional(),
});
export type ChatResponse = z.infer<typeof chatResponseSchema>;

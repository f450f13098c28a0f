import { z } from 'zod';
import { jsonSchema } from './part.ts';

/** What can go wrong with a call, in nobody's words. */
const LLM_ERRORS = [
  'invalid_request',
  'authentication',
  'permission',
  'not_found',
  'context_length',
  'content_filter',
  'rate_limit',
  'quota',
  'overloaded',
  'server',
  'timeout',
  'connection',
  'invalid_response',
  'stream_interrupted',
  'cancelled',
  'refused_by_policy',
] as const;
export const llmErrorCodeSchema = z.enum(LLM_ERRORS);
export type LlmErrorCode = z.infer<typeof llmErrorCodeSchema>;

export const llmErrorSchema = z.strictObject({
  code: llmErrorCodeSchema,
  /** One sentence; never holds a key. */
  message: z.string(),
  /** HTTP status, where there was an answer. */
  status: z.int().optional(),
  /** The provider's own type or code. */
  raw: z.string().optional(),
  /** Milliseconds that the provider asks to wait. */
  retryAfterMs: z.number().optional(),
  /** The answer's body, where it was JSON. */
  body: jsonSchema.optional(),
});
export type LlmError = z.infer<typeof llmErrorSchema>;

import { z } from 'zod';
import {
  cacheMarkSchema,
  dialectSchema,
  extensionsSchema,
  jsonObjectSchema,
  partSchema,
  textAsPart,
} from './part.ts';

export const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;

export const messageSchema = z.strictObject({
  role: z.enum(ROLES),
  /** Tells participants of one role apart. */
  name: z.string().optional(),
  /** A string stands for one text part, and is one after parsing. */
  content: z.preprocess(textAsPart, z.array(partSchema)),
  extensions: extensionsSchema.optional(),
});
export type Message = z.infer<typeof messageSchema>;

export const functionToolSchema = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  /** JSON schema of the arguments; absent: none. */
  parameters: jsonObjectSchema.optional(),
  /** Whether the provider shall hold the model to the schema. */
  strict: z.boolean().optional(),
  cache: cacheMarkSchema.optional(),
  extensions: extensionsSchema.optional(),
});
export type FunctionTool = z.infer<typeof functionToolSchema>;
/** A tool that one provider runs itself, in its own words. */
const foreignToolSchema = z.strictObject({ foreign: dialectSchema, value: jsonObjectSchema });
const toolSchema = z.union([functionToolSchema, foreignToolSchema]);
export type Tool = z.infer<typeof toolSchema>;

export const toolChoiceSchema = z.union([
  z.strictObject({ type: z.enum(['none', 'auto', 'required']) }),
  z.strictObject({ type: z.literal('tool'), name: z.string() }),
]);
export type ToolChoice = z.infer<typeof toolChoiceSchema>;

export const responseFormatSchema = z.union([
  z.strictObject({ type: z.enum(['text', 'json']) }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: z.string().optional(),
    description: z.string().optional(),
    schema: jsonObjectSchema,
    strict: z.boolean().optional(),
  }),
]);
export type ResponseFormat = z.infer<typeof responseFormatSchema>;

/** Controls of one answer. Absent means the provider's own default, which differs between providers. */
const parametersSchema = z.strictObject({
  temperature: z.number().optional(),
  topP: z.number().optional(),
  topK: z.int().optional(),
  /** How many answers to one question. */
  candidates: z.int().optional(),
  seed: z.int().optional(),
  /** Texts at which the answer ends. */
  stop: z.array(z.string()).optional(),
  /** Tokens, thoughts included where the provider counts them. */
  maxOutputTokens: z.int().optional(),
  frequencyPenalty: z.number().optional(),
  presencePenalty: z.number().optional(),
  /** Bias by token id of the provider's own vocabulary, as text. */
  logitBias: z.record(z.string(), z.number()).optional(),
  logprobs: z.boolean().optional(),
  /** How many alternatives per token. */
  topLogprobs: z.int().optional(),
  verbosity: z.enum(['low', 'medium', 'high']).optional(),
});

export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
const reasoningSchema = z.strictObject({
  effort: z.enum(EFFORTS).optional(),
  /** Tokens to think with. Says the same as `effort` in another unit, on models that know only one of them. */
  budgetTokens: z.int().optional(),
  /** The model decides itself whether to think. */
  adaptive: z.boolean().optional(),
  /** How much of the thoughts comes back. */
  show: z.enum(['none', 'auto', 'concise', 'detailed']).optional(),
});

/**
 * One request of the operation `chat`, in no provider's words. Parse with this schema: strings for contents become parts.
 * `model` is what the sender wrote; the route decides what is called.
 */
export const chatRequestSchema = z.strictObject({
  model: z.string().optional(),
  messages: z.array(messageSchema),
  tools: z.array(toolSchema).optional(),
  toolChoice: toolChoiceSchema.optional(),
  parallelToolCalls: z.boolean().optional(),
  responseFormat: responseFormatSchema.optional(),
  parameters: parametersSchema.optional(),
  reasoning: reasoningSchema.optional(),
  cache: z.strictObject({ key: z.string().optional(), retention: z.string().optional() }).optional(),
  /** A stable, opaque id of the end user. */
  user: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  /** Whether the provider may keep the exchange. */
  store: z.boolean().optional(),
  serviceTier: z.string().optional(),
  stream: z.boolean().optional(),
  /** JSON pointers of fields of this request that must arrive: losing one refuses the call under `strict`, and disqualifies a fallback. */
  required: z.array(z.string().regex(/^(?:\/|$)/, 'a JSON pointer begins with /')).optional(),
  extensions: extensionsSchema.optional(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

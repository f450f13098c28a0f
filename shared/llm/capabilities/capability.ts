import { z } from 'zod';
import { jsonSchema } from '../protocol/part.ts';

/** What a request may set, at `/` + the name with dots as slashes. A cell says what becomes of it. */
export const FIELD_CAPABILITIES = [
  'parameters.temperature',
  'parameters.topP',
  'parameters.topK',
  'parameters.candidates',
  'parameters.seed',
  'parameters.stop',
  'parameters.maxOutputTokens',
  'parameters.frequencyPenalty',
  'parameters.presencePenalty',
  'parameters.logitBias',
  'parameters.logprobs',
  'parameters.topLogprobs',
  'parameters.verbosity',
  'parallelToolCalls',
  'reasoning.effort',
  'reasoning.budgetTokens',
  'reasoning.adaptive',
  'reasoning.show',
  'cache.key',
  'cache.retention',
  'user',
  'metadata',
  'store',
  'serviceTier',
] as const;
export type FieldCapability = (typeof FIELD_CAPABILITIES)[number];

const CAPABILITIES = [
  ...FIELD_CAPABILITIES,
  'input.image',
  /** Images by address. */
  'input.image.url',
  'input.audio',
  'input.file',
  'input.video',
  'output.audio',
  'output.image',
  'role.system',
  /** System messages after the first turn. */
  'role.system.later',
  'role.developer',
  'message.name',
  /** A last message of the model, from which it goes on. */
  'message.prefill',
  'tools',
  'tools.strict',
  'toolChoice.none',
  'toolChoice.auto',
  'toolChoice.required',
  'toolChoice.tool',
  'toolCall.id',
  'toolResult.image',
  'responseFormat.json',
  'responseFormat.json_schema',
  'reasoning.text',
  'cache.marks',
  'citations',
  'stream',
] as const;
export const capabilitySchema = z.enum(CAPABILITIES);
export type Capability = z.infer<typeof capabilitySchema>;

/**
 * `yes`: carried, perhaps under another name. `no`: the wire has no equivalent. `rejected`: sending it is answered with an
 * error. `inert`: accepted and ignored. `emulated`: only by other means.
 */
const supportSchema = z.enum(['yes', 'no', 'rejected', 'inert', 'emulated']);

export const cellSchema = z.strictObject({
  support: supportSchema,
  min: z.number().optional(),
  max: z.number().optional(),
  /** A field that it must stay below. */
  below: z.enum(FIELD_CAPABILITIES).optional(),
  /** A field that must be true beside it. */
  needs: z.enum(FIELD_CAPABILITIES).optional(),
  /** A field that it must not stand beside. */
  without: z.enum(FIELD_CAPABILITIES).optional(),
  /** Accepted words, in order where they have one; of files, media types. */
  values: z.array(z.string()).optional(),
  /** Greatest length of a list, a map or a text. */
  maxItems: z.int().optional(),
  /** Regular expression that a text must match as a whole: an id, a tool's name. */
  pattern: z.string().optional(),
  /** What the provider does when it is left open. */
  default: jsonSchema.optional(),
  /** Must be sent: this is sent where the caller set nothing. */
  fallback: jsonSchema.optional(),
  /** Keywords of JSON schemas that are not enforced, and not sent. */
  relaxes: z.array(z.string()).optional(),
  /** What objects of a schema that is held to must be: open to no other members, or that with every member required. */
  objects: z.enum(['closed', 'complete']).optional(),
  /** What calls that are answered must follow: thoughts of the model's own. */
  history: z.literal('thoughts').optional(),
  /** A word for people. */
  note: z.string().optional(),
  /** Key of the spec's `sources`; null: no source could be found. */
  source: z.string().nullable(),
});
export type Cell = z.infer<typeof cellSchema>;

export const sourceRefSchema = z.strictObject({
  title: z.string(),
  url: z.string().optional(),
  /** ISO date of the reading: YYYY-MM-DD, or YYYY-MM where no day is known. */
  date: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/),
});
export type SourceRef = z.infer<typeof sourceRefSchema>;

/** A cell as it holds for one target. */
export interface CapabilityCell extends Omit<Cell, 'source'> {
  readonly source: SourceRef | null;
  readonly scope: { readonly provider: string; readonly model: string | null; readonly endpoint: string };
}

export type Capabilities = Readonly<Partial<Record<Capability, CapabilityCell>>>;

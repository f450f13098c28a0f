import { z } from 'zod';
import { jsonSchema } from '../protocol/part.ts';

/** In which way something did not arrive as it was meant. */
const LOSS_CLASSES = [
  /** Not sent at all. */
  'dropped',
  /** Moved to the nearest end of the accepted range, or cut to the accepted length. */
  'clamped',
  /** Moved to the nearest accepted step. */
  'quantised',
  /** Sent under another name, with the same meaning. */
  'renamed',
  /** Sent at another place, with the same meaning. */
  'relocated',
  /** Several became one, or one several. */
  'merged-or-split',
  /** Imitated with other means. */
  'emulated',
  /** Left open by the caller, and not the same when left open here. */
  'default-changed',
  /** A JSON schema lost a keyword. */
  'schema-relaxed',
  /** An id was rewritten to fit the other side's alphabet, everywhere alike. */
  'id-rewritten',
  /** State that only its own provider can read. */
  'opaque-state-lost',
  /** Said in another unit. */
  'unit-changed',
  /** Several words became one. */
  'enum-collapsed',
  /** Sent, and ignored by the other side. */
  'accepted-but-inert',
  /** Left out because the other side answers it with an error. */
  'rejected',
] as const;
export const lossClassSchema = z.enum(LOSS_CLASSES);
export type LossClass = z.infer<typeof lossClassSchema>;

/** `none`: the meaning arrives. `low`: an effect is unlikely. `medium`: the answer may differ. `high`: it is another question. */
const SEVERITIES = ['none', 'low', 'medium', 'high'] as const;
export const severitySchema = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severitySchema>;

export const lossSchema = z.strictObject({
  class: lossClassSchema,
  /** JSON pointer into the canonical request, or into the wire answer where an answer was read. */
  path: z.string(),
  /** What was asked for; null where nothing was. */
  before: jsonSchema,
  /** What the bytes say; null where they say nothing. */
  after: jsonSchema,
  severity: severitySchema,
  /** Whether the caller set it. */
  explicit: z.boolean(),
  /** One sentence for people. */
  reason: z.string(),
  /** Where the rule is written down; null where it follows from the wire format itself or cannot be sourced. */
  source: z.string().nullable(),
});
export type Loss = z.infer<typeof lossSchema>;

/** What every conversion returns. */
export interface Conversion<T> {
  readonly value: T;
  readonly losses: readonly Loss[];
}

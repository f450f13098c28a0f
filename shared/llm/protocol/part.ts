import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';

/** The dialects spoken: the canonical one is nobody's wire. `openai-chat` is also what OpenAI-compatible servers speak. */
export const DIALECTS = ['openai-chat', 'openai-responses', 'anthropic', 'gemini', 'mistral'] as const;
export const dialectSchema = z.enum(DIALECTS);
export type Dialect = z.infer<typeof dialectSchema>;

/** Any JSON value. What is parsed here came out of a JSON reader, so that only its absence is looked for. */
export const jsonSchema = z.custom<Json>((value) => value !== undefined, 'a JSON value is missing');
export const jsonObjectSchema = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object is expected',
);

/**
 * What one dialect says at this place and the canonical protocol has no word for: a part of the dialect's own object, merged
 * back when the same dialect is written, and listed as lost when another is. Keys that begin with `$` only remember a
 * spelling (a string instead of a list of one part); they carry no meaning and are never a loss.
 */
export const extensionsSchema = z.partialRecord(dialectSchema, jsonObjectSchema);
export type Extensions = z.infer<typeof extensionsSchema>;

/** A cache breakpoint: everything up to and including this place may be cached. `ttl` absent: the provider's own. */
export const cacheMarkSchema = z.strictObject({ ttl: z.enum(['5m', '1h']).optional() });
export type CacheMark = z.infer<typeof cacheMarkSchema>;

const common = {
  /** Cache everything up to here. */
  cache: cacheMarkSchema.optional(),
  extensions: extensionsSchema.optional(),
};

/** Where the bytes of an image, a sound or a file are. `mediaType` is an IANA media type. */
export const sourceSchema = z.union([
  z.strictObject({ kind: z.literal('url'), url: z.string(), mediaType: z.string().optional() }),
  /** `data` is base64. `mediaType` may be absent only where the dialect names none. */
  z.strictObject({ kind: z.literal('data'), data: z.string(), mediaType: z.string().optional() }),
  /** `id` of a file uploaded to the provider: means nothing to another one. `dialect` is the one it came in, where that is known. */
  z.strictObject({
    kind: z.literal('upload'),
    id: z.string(),
    mediaType: z.string().optional(),
    dialect: dialectSchema.optional(),
  }),
  z.strictObject({ kind: z.literal('text'), text: z.string(), mediaType: z.string().optional() }),
]);
export type Source = z.infer<typeof sourceSchema>;

/** What an answer, or a part of one, rests on. Offsets count UTF-16 code units of the text the citation stands at. */
export const citationSchema = z.strictObject({
  url: z.string().optional(),
  title: z.string().optional(),
  /** The cited words. */
  quote: z.string().optional(),
  /** Index of the cited document among those of the request. */
  document: z.int().optional(),
  start: z.int().optional(),
  end: z.int().optional(),
  extensions: extensionsSchema.optional(),
});
export type Citation = z.infer<typeof citationSchema>;

export const textPartSchema = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  citations: z.array(citationSchema).optional(),
  ...common,
});
export const imagePartSchema = z.strictObject({
  type: z.literal('image'),
  source: sourceSchema,
  /** How closely the model shall look. */
  detail: z.enum(['auto', 'low', 'high']).optional(),
  ...common,
});
export const audioPartSchema = z.strictObject({ type: z.literal('audio'), source: sourceSchema, ...common });
/** A document or a video. */
export const filePartSchema = z.strictObject({
  type: z.literal('file'),
  source: sourceSchema,
  name: z.string().optional(),
  /** What the document is about, for the model. */
  context: z.string().optional(),
  /** Whether the answer shall cite it. */
  citations: z.boolean().optional(),
  ...common,
});
/** What the model asks to be called. `arguments` is JSON text exactly as the model wrote it; it may be broken. */
export const toolCallPartSchema = z.strictObject({
  type: z.literal('tool_call'),
  id: z.string(),
  name: z.string(),
  arguments: z.string(),
  ...common,
});
/** What a model thought. A signature or `encrypted` text is bound to its provider and never travels to another. */
export const reasoningPartSchema = z.strictObject({
  type: z.literal('reasoning'),
  id: z.string().optional(),
  text: z.string().optional(),
  /** A summary in place of the thoughts themselves. */
  summary: z.boolean().optional(),
  signature: z.string().optional(),
  encrypted: z.string().optional(),
  /** The dialect that it came in: to another one it is foreign. */
  dialect: dialectSchema.optional(),
  ...common,
});
const refusalPartSchema = z.strictObject({ type: z.literal('refusal'), text: z.string(), ...common });
/** A whole part of one dialect that has no canonical word, such as a search that the provider ran itself. */
const foreignPartSchema = z.strictObject({
  type: z.literal('foreign'),
  dialect: dialectSchema,
  value: jsonObjectSchema,
});

const resultContentSchema = z.union([
  textPartSchema,
  imagePartSchema,
  audioPartSchema,
  filePartSchema,
  foreignPartSchema,
]);
/** What a call gave. `callId` names the `tool_call`; `name` is the tool's, where the dialect says it. */
export const toolResultPartSchema = z.strictObject({
  type: z.literal('tool_result'),
  callId: z.string(),
  name: z.string().optional(),
  content: z.preprocess(textAsPart, z.array(resultContentSchema)),
  isError: z.boolean().optional(),
  ...common,
});

export const partSchema = z.union([
  textPartSchema,
  imagePartSchema,
  audioPartSchema,
  filePartSchema,
  toolCallPartSchema,
  toolResultPartSchema,
  reasoningPartSchema,
  refusalPartSchema,
  foreignPartSchema,
]);
export type Part = z.infer<typeof partSchema>;
export type TextPart = z.infer<typeof textPartSchema>;
export type ImagePart = z.infer<typeof imagePartSchema>;
export type AudioPart = z.infer<typeof audioPartSchema>;
export type FilePart = z.infer<typeof filePartSchema>;
export type ToolCallPart = z.infer<typeof toolCallPartSchema>;
export type ToolResultPart = z.infer<typeof toolResultPartSchema>;
export type ReasoningPart = z.infer<typeof reasoningPartSchema>;

/** People write a lone text as a string. */
export function textAsPart(content: unknown): unknown {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

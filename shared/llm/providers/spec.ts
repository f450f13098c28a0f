import { z } from 'zod';
import { capabilitySchema, cellSchema, sourceRefSchema } from '../capabilities/capability.ts';
import { dialectSchema } from '../protocol/part.ts';
import { serviceAddress, wrongAddress } from './service-address.ts';

const cellsSchema = z.partialRecord(capabilitySchema, cellSchema);

/** What may be asked of one model at once and over time, and how long it may take. Milliseconds; absent: the caller's own. */
const limitsSchema = z.strictObject({
  /** Calls at the same time; the others wait in their order. */
  concurrent: z.int().min(1).optional(),
  perMinute: z.int().min(1).optional(),
  /** From the request to the head of the answer, connecting included. */
  headersMs: z.int().min(1).max(86_400_000).optional(),
  /** Between two pieces of the answer. */
  idleMs: z.int().min(1).max(86_400_000).optional(),
});
export type TargetLimits = z.infer<typeof limitsSchema>;

export const modelSpecSchema = z.strictObject({
  /** The model's id, or a pattern with `*` at its end, for a family. */
  id: z.string().min(1),
  capabilities: cellsSchema.optional(),
  /** In place of the provider's, one by one. */
  limits: limitsSchema.optional(),
});
export type ModelSpec = z.infer<typeof modelSpecSchema>;

/** How servers that speak a dialect differ in its spelling. */
const dialectOptionsSchema = z.strictObject({
  /** The field that OpenAI-compatible servers read the limit from. */
  maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']).optional(),
  /** The role that instructions of a developer are sent with. */
  developerRole: z.enum(['developer', 'system']).optional(),
});

/** Where a provider is. All of it is shown, recorded and exported, so that no secret may stand in it. */
const baseUrlSchema = z.string().superRefine((address, context) => {
  const readable = serviceAddress(address) !== undefined || z.url().safeParse(address).success;
  const wrong = wrongAddress(readable ? address : '');
  if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong });
});

/** Sent with every request, shown and recorded: what is secret comes from `auth.env`. */
const headersSchema = z.record(z.string(), z.string()).superRefine((headers, context) => {
  for (const name of Object.keys(headers))
    if (SECRET_HEADER.test(name))
      context.addIssue({
        code: 'custom',
        path: [name],
        message:
          'a key may not stand in a file: `auth` names the header, and the variable that holds the key',
      });
});
const SECRET_HEADER = /authorization|cookie|(^|[-_])(api)?(key|token|secret|password|credentials?)$/i;

const providerShape = {
  /** Version of this form. */
  format: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9_.-]*$/, 'small letters, digits, `.`, `_` and `-`'),
  name: z.string(),
  /** Version of the facts: a later one replaces an earlier one. */
  version: z.string(),
  dialect: dialectSchema,
  /** A slash at its end is left out. */
  baseUrl: baseUrlSchema,
  /** Below `baseUrl`; `{model}` stands for the model. `stream` where it has a path of its own. */
  paths: z.strictObject({ chat: z.string(), stream: z.string().optional() }),
  auth: z.strictObject({
    /** The header that carries the key; absent: none is needed. */
    header: z.string().optional(),
    /** Before the key: `Bearer `. */
    prefix: z.string().optional(),
    /** Environment variable with the key. Keys themselves never stand in a spec. */
    env: z.string().optional(),
  }),
  headers: headersSchema.optional(),
  options: dialectOptionsSchema.optional(),
  /** Of each of its models. */
  limits: limitsSchema.optional(),
  sources: z.record(z.string(), sourceRefSchema),
  capabilities: cellsSchema,
  models: z.array(modelSpecSchema),
};

/** A provider as data: where it is, what it speaks, and what it can do, each fact with its source. */
export const providerSpecSchema = z.strictObject(providerShape).superRefine((spec, context) => {
  const cells = [
    { path: ['capabilities'], cells: spec.capabilities },
    ...spec.models.map((model, i) => ({
      path: ['models', i, 'capabilities'],
      cells: model.capabilities ?? {},
    })),
  ];
  for (const { path, cells: some } of cells)
    for (const [name, cell] of Object.entries(some))
      if (cell.source !== null && !Object.hasOwn(spec.sources, cell.source))
        context.addIssue({
          code: 'custom',
          path: [...path, name, 'source'],
          message: `"${cell.source}" is not in sources`,
        });
});
export type ProviderSpec = z.infer<typeof providerSpecSchema>;

/**
 * What a workspace says about a provider: changes to one of the same `id`, or, with `extends`, a new one made of another. An
 * OpenAI-compatible server needs `{ "id", "extends": "openai-compatible", "baseUrl" }` and no code.
 */
export const providerOverrideSchema = z
  .strictObject({ ...providerShape, extends: z.string() })
  .partial()
  .required({ id: true });
export type ProviderOverride = z.infer<typeof providerOverrideSchema>;

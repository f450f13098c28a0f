import { z } from 'zod';

/** `30s`, `500ms`, `2m`, or a number of seconds; in milliseconds. */
const duration = z.union([z.string(), z.number()]).transform((value, context) => {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h)?$/.exec(String(value).trim());
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? 's'] ?? 1000;
  if (match === null) {
    context.addIssue({ code: 'custom', message: 'expected a duration such as 30s, 500ms or 2m' });
    return z.NEVER;
  }
  return Math.round(Number(match[1]) * unit);
});

/** `12h`, `90d`, `12w`, `1y`; in milliseconds. */
const age = z.union([z.string(), z.number()]).transform((value, context) => {
  const match = /^(\d{1,6})\s*(h|d|w|y)$/.exec(String(value).trim());
  if (match === null) {
    context.addIssue({ code: 'custom', message: 'expected an age such as 90d, 12w or 1y' });
    return z.NEVER;
  }
  return Number(match[1]) * ({ h: 1, d: 24, w: 7 * 24, y: 365 * 24 }[match[2] ?? ''] ?? 0) * 3_600_000;
});

const name = z.string().regex(/^[A-Za-z_][\w-]*$/, 'expected a name of letters, digits, _ and -');
const capability = z
  .string()
  .regex(
    /^[\w-]+(\.([\w-]+|\*))+$/,
    'expected a capability such as database.read.orders or network.http_client.*',
  );
const scalarText = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const databaseFields = z.strictObject({
  file: z.string().min(1).optional(),
  seed: z
    .union([z.string(), z.array(z.string())])
    .transform((seed) => [seed].flat())
    .optional(),
  changes: z.enum(['keep', 'discard']).optional(),
  timeout: duration.optional(),
});
export type DatabaseSettings = z.output<typeof databaseFields>;

const database = z.union([
  z
    .string()
    .min(1)
    .transform((file): DatabaseSettings => ({ file })),
  databaseFields,
]);

const retry = z.strictObject({
  max_attempts: z.int().min(1).max(100),
  backoff: z.enum(['constant', 'linear', 'exponential']).default('constant'),
  initial_delay: duration.default(1000),
  max_delay: duration.optional(),
});

const auth = z.union([
  z.strictObject({ bearer: name }),
  z.strictObject({ header: z.string().regex(/^[\w-]+$/, 'expected the name of a header'), secret: name }),
]);

const start = z.strictObject({
  command: z.string().min(1),
  args: z.array(scalarText).default([]),
  env: z.record(z.string(), scalarText).default({}),
  port: z.int().min(1).max(65_535).optional(),
  ready: z.string().startsWith('/', 'expected a path such as /health').optional(),
  timeout: duration.default(15_000),
});

const service = z
  .strictObject({
    base_url: z
      .url({ protocol: /^https?$/, error: 'expected an address such as https://api.example.com' })
      .optional(),
    host: z
      .string()
      .regex(/^[\w.-]+$/, 'expected a host such as example.com')
      .optional(),
    auth: auth.optional(),
    headers: z.record(z.string(), scalarText).default({}),
    timeout: duration.optional(),
    retry: retry.optional(),
    errors: z.record(z.string(), z.string()).default({}),
    error_path: z.string().min(1).optional(),
    sandbox: z.boolean().default(false),
    max_response_mb: z.number().positive().max(256).optional(),
    start: start.optional(),
  })
  .refine((value) => value.base_url !== undefined || value.start !== undefined, 'needs base_url or start');

const target = z.string().regex(/^[^/\s]+\/\S+$/, 'expected PROVIDER/MODEL');
const route = z.strictObject({
  models: z.array(target).min(1),
  strategy: z.enum(['primary', 'weighted', 'least_latency', 'least_loss']).default('primary'),
  weights: z.record(z.string(), z.number().min(0)).default({}),
});

/** Greatest difference as decimal text: numbers are taken as they are spelt. */
const tolerance = z.record(
  z.string(),
  z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d+(\.\d+)?(e-?\d+)?$/i, 'expected a number such as 0.01')),
);

const rules = {
  ignore: z.array(z.string()).default([]),
  tolerance: tolerance.default({}),
  unordered: z.array(z.string()).default([]),
  strict_scale: z.boolean().optional(),
};

/** parallax.yml: every field may be absent. docs/workspace.md is its reference; a test holds the two together. */
export const workspaceSchema = z.strictObject({
  name: z.string().min(1).optional(),
  databases: z.record(name, database).default({}),
  services: z.record(name, service).default({}),
  secrets: z
    .record(name, z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable'))
    .default({}),
  grants: z.array(capability).optional(),
  effects: z.enum(['share', 'each', 'deny']).default('share'),
  clock: z.strictObject({ scale: z.number().positive().max(1000).default(1) }).default({ scale: 1 }),
  runtimes: z
    .strictObject({
      reference: z
        .strictObject({ interpreter: z.string().min(1).default('auto') })
        .default({ interpreter: 'auto' }),
    })
    .default({ reference: { interpreter: 'auto' } }),
  library: z
    .strictObject({
      retention: z
        .strictObject({
          age: age.optional(),
          count: z.int().min(1).optional(),
          size_mb: z.number().positive().optional(),
          proofs: z.int().min(1).default(1000),
        })
        .prefault({}),
    })
    .prefault({}),
  /** Checked by the registry of providers, which says what is wrong with each. */
  providers: z.array(z.record(z.string(), z.unknown())).default([]),
  routes: z.record(name, route).default({}),
  comparison: z
    .strictObject({
      primary: z.enum(['reference', 'direct']).default('reference'),
      ...rules,
      nodes: z.record(z.string(), z.strictObject(rules)).default({}),
    })
    .prefault({}),
});

export type WorkspaceConfig = z.output<typeof workspaceSchema>;
export type ServiceSettings = WorkspaceConfig['services'][string];
export type StartSettings = NonNullable<ServiceSettings['start']>;

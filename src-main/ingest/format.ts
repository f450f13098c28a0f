import { z } from 'zod';
import { issueText } from '../../shared/issue-text.ts';
import type { EffectAnswer, EffectRequest, RunError } from '../../shared/trace/event.ts';
import { type Canonical, type CanonicalObject, isCanonicalObject } from '../../shared/values/canonical.ts';
import { decode, encode } from '../runtimes/direct/values/codec.ts';

/** A value in its one canonical spelling: sets sorted, decimals plain, timestamps in microseconds. */
const value = z.unknown().transform((given, context): Canonical => {
  try {
    if (given !== undefined && !holdsFingerprint(given as Canonical))
      return encode(decode(given as Canonical));
  } catch {
    // Told below, like any other value that is none.
  }
  context.addIssue({ code: 'custom', message: 'no value in canonical JSON' });
  return z.NEVER;
});

/** Fingerprints are made when a run is recorded, with the user's key: one from elsewhere would look like it hid something. */
function holdsFingerprint(given: Canonical): boolean {
  if (Array.isArray(given)) return given.some(holdsFingerprint);
  return isCanonicalObject(given) && ('$fingerprint' in given || Object.values(given).some(holdsFingerprint));
}

const record = value.transform((given, context): CanonicalObject => {
  if (isCanonicalObject(given)) return given;
  context.addIssue({ code: 'custom', message: 'expected a JSON object' });
  return z.NEVER;
});

const text = z.string().max(100_000);
/** Step paths are made of names and blocks between slashes. */
const name = z.string().regex(/^[^/\s:@#][^/:@#]{0,199}$/, 'expected a name without / : @ #');
const count = z.int().min(0);
const time = count.optional();

const error = z.object({ code: text.min(1), message: text.default(''), fields: record.default({}) });
const outcome = z.discriminatedUnion('success', [
  z.object({ success: z.literal(true), outputs: record.default({}) }),
  z.object({ success: z.literal(false), error }),
]);

const request = z.discriminatedUnion('type', [
  z.object({ type: z.literal('clock'), operation: z.enum(['timestamp', 'year']).default('timestamp') }),
  z.object({ type: z.literal('random'), operation: z.literal('decimal').default('decimal') }),
  z.object({ type: z.literal('id'), operation: z.literal('uuid').default('uuid') }),
  z.object({
    type: z.literal('database'),
    database: text.nullable().default(null),
    sql: text,
    parameters: z.array(value).default([]),
    rows: z.boolean().default(true),
  }),
  z.object({
    type: z.literal('http'),
    provider: text.nullable().default(null),
    url: text.nullable().default(null),
    endpoint: text.default(''),
    method: text.default('GET'),
    parameters: value.default(null),
    headers: record.default({}),
    timeoutMs: count.nullable().default(null),
    retry: z.null().default(null),
    breakers: z.tuple([]).default([]),
  }),
  z.object({
    type: z.literal('llm'),
    operation: z.literal('chat').default('chat'),
    targets: z.array(text.min(1)).min(1),
    route: text.default('primary'),
    losses: z.enum(['strict', 'warn', 'coerce']).default('warn'),
    request: value,
    timeoutMs: count.nullable().default(null),
    retry: z.null().default(null),
    breakers: z.tuple([]).default([]),
  }),
  z.object({ type: z.literal('publish'), topic: text, payload: value.default(null) }),
  z.object({ type: z.literal('subscribe'), topic: text, timeoutMs: count.nullable().default(null) }),
]) satisfies z.ZodType<EffectRequest>;

const source = z.literal('performed').default('performed');
const attempts = z.tuple([]).default([]);
const answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: value, attempts, source }),
  z.object({ ok: z.literal(false), error, attempts, source }),
]) satisfies z.ZodType<EffectAnswer>;

const kind = <K extends string>(of: K) => ({ kind: z.literal(of), time });

/** What a line may say. docs/ingest.md is the reference; places (`step`, `occ`) follow from the order of the lines. */
const eventLine = z.discriminatedUnion('kind', [
  z.strictObject({
    ...kind('step_entered'),
    name,
    operation: text.default('custom'),
    block: name.optional(),
  }),
  z.strictObject({
    ...kind('step_left'),
    outcome: z.enum(['completed', 'continued', 'returned', 'retried', 'failed']).default('completed'),
  }),
  z.strictObject({ ...kind('guard'), value: z.boolean(), index: count.optional() }),
  z.strictObject({
    ...kind('contract'),
    contract: z.enum(['constraint', 'precondition', 'invariant', 'postcondition']),
    text,
    verdict: z.enum(['held', 'violated', 'unknown']),
    subject: text.default(''),
  }),
  z.strictObject({ ...kind('loop_started'), items: z.array(value) }),
  z.strictObject({ ...kind('iteration'), name, value: value, index: count.optional() }),
  z.strictObject({ ...kind('yielded'), value: value }),
  z.strictObject({ ...kind('bound'), name, value: value }),
  z.strictObject({ ...kind('assigned'), name, value: value }),
  z.strictObject({ ...kind('effect_requested'), request }),
  z.strictObject({ ...kind('effect_answered'), answer }),
  z.strictObject({ ...kind('handler_called'), handler: name, parameters: record.default({}) }),
  z.strictObject({ ...kind('state_transition'), machine: name, from: text, to: text }),
  z.strictObject({ ...kind('error_raised'), error }),
  z.strictObject({ ...kind('note'), code: text, message: text.default('') }),
  z.strictObject({ ...kind('result'), outcome }),
]);
export type EventLine = z.output<typeof eventLine>;

export const EVENT_KINDS = eventLine.options.map((option) => option.shape.kind.value);

const instant = z.union([
  z.iso.datetime({ offset: true }).transform((given) => Date.parse(given)),
  z.int().min(0),
]);

const headerLine = z.strictObject({
  parallax: z.literal(1, 'is of a newer format than this Parallax reads'),
  node: name,
  path: z.enum(['reference', 'direct']).optional(),
  runtime: text.default('ingested'),
  version: z.string().max(200).default(''),
  inputs: record.default({}),
  /** Milliseconds since the Unix epoch, or ISO 8601. */
  started: instant.optional(),
  sensitive: z.array(z.string().min(1).max(200)).default([]),
});
export type Header = z.output<typeof headerLine>;

export type Decoded =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'event'; readonly line: EventLine }
  | { readonly kind: 'malformed'; readonly message: string };

/** What a line's JSON says; `parallax` makes it a header. */
export function decodeLine(given: Canonical): Decoded {
  if (!isCanonicalObject(given)) return { kind: 'malformed', message: 'expected a JSON object' };
  if ('parallax' in given) {
    const parsed = headerLine.safeParse(given);
    return parsed.success ? { kind: 'header', header: parsed.data } : problem(parsed.error);
  }
  const parsed = eventLine.safeParse(given);
  return parsed.success ? { kind: 'event', line: parsed.data } : problem(parsed.error);
}

function problem(found: z.ZodError): Decoded {
  const [issue] = found.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  const message = issueText(issue?.message ?? 'malformed');
  return { kind: 'malformed', message: where === '' ? message : `${where}: ${message}` };
}

/** The error of a run that the file does not bring to its end. */
export const TRUNCATED: RunError = {
  code: 'truncated',
  message: 'the file ends before the run does',
  fields: {},
};

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Canonical } from '../../shared/values/canonical.ts';

/** Canonical JSON as YAML holds it: a number is a safe integer, so that no decimal can slip in as a double. */
const canonical: z.ZodType<Canonical> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.int(), z.string(), z.array(canonical), z.record(z.string(), canonical)]),
);
const record = z.record(z.string(), canonical);

const error = z.union([
  z.string(),
  z.strictObject({ code: z.string(), message: z.string().optional(), fields: record.optional() }),
]);

/** An answer of the scripted broker: a value, database rows, an HTTP response or an error. */
const answer = z.union([
  z.strictObject({ value: canonical }),
  z.strictObject({ rows: z.array(canonical), changes: z.int().default(0) }),
  z.strictObject({ changes: z.int(), rows: z.array(canonical).default([]) }),
  z.strictObject({ status: z.int(), body: canonical }),
  z.strictObject({ code: z.string(), message: z.string().default(''), fields: record.default({}) }),
]);

const common = {
  name: z.string().optional(),
  inputs: record.default({}),
  /** In the order of asking (clock, random and ids aside), or by `step@occ#effect`. */
  answers: z.union([z.array(answer), z.record(z.string(), answer)]).default([]),
  /** Lines of the outline that occur in this order. */
  events: z.array(z.string()).optional(),
  /** Lines of the outline, all of them. */
  trace: z.array(z.string()).optional(),
  /** Lines of the outline that do not occur. */
  without: z.array(z.string()).optional(),
};

/** One expression, in a step of its own. `types`: of inputs that are not `any`. */
const expressionCase = z.strictObject({
  ...common,
  expr: z.string(),
  types: z.record(z.string(), z.string()).default({}),
  gives: canonical.optional(),
  error: error.optional(),
});

/** One precondition and its verdict. */
const contractCase = z.strictObject({
  ...common,
  contract: z.string(),
  verdict: z.enum(['held', 'violated', 'unknown']),
  error: z.string().optional(),
  probes: z.array(z.tuple([z.int(), canonical])).optional(),
});

const expectation = {
  outputs: record.optional(),
  error: error.optional(),
  /** Code of the ending of a path that is cut off. */
  cut_off: z.string().optional(),
};

/** The steps of a flow; inputs and outputs are declared as `any` by their names; `also` holds further sections. */
const flowCase = z.strictObject({
  ...common,
  ...expectation,
  flow: z.string(),
  also: z.string().default(''),
  types: z.record(z.string(), z.string()).default({}),
});

/** A whole node, and the nodes it calls. */
const nodeCase = z.strictObject({
  ...common,
  ...expectation,
  node: z.string(),
  callees: z.array(z.string()).default([]),
});

/** A text that `check` refuses with this code. */
const refusedCase = z.strictObject({ name: z.string().optional(), expr: z.string(), refused: z.string() });

const caseSchema = z.union([expressionCase, contractCase, flowCase, nodeCase, refusedCase]);
export type WrittenCase = z.infer<typeof caseSchema>;
export type Answer = z.infer<typeof answer>;
export type ExpectedError = z.infer<typeof error>;

export interface Topic {
  readonly topic: string;
  readonly cases: readonly (WrittenCase & { readonly name: string })[];
}

/** Reads every case file, in order of their names. Names are unique within a topic. */
export function loadTopics(folder: string): readonly Topic[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => loadTopic(folder, file));
}

function loadTopic(folder: string, file: string): Topic {
  const written: unknown = parse(readFileSync(join(folder, file), 'utf8'), { maxAliasCount: 0 });
  const list = z.array(z.unknown()).parse(written);
  const names = new Set<string>();
  const cases = list.map((each, index) => {
    const read = formOf(each).safeParse(each);
    if (!read.success) throw new Error(`${file}, case ${index}: ${z.prettifyError(read.error)}`);
    const name = nameOf(read.data);
    if (names.has(name)) throw new Error(`${file}: two cases are called ${name}`);
    names.add(name);
    return { ...read.data, name };
  });
  return { topic: file.slice(0, -'.yml'.length), cases };
}

/** The form that a case is written in, so that a mistake is reported against that form alone. */
function formOf(value: unknown): z.ZodType<WrittenCase> {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.includes('refused')) return refusedCase;
  if (keys.includes('expr')) return expressionCase;
  if (keys.includes('contract')) return contractCase;
  return keys.includes('node') ? nodeCase : flowCase;
}

function nameOf(written: WrittenCase): string {
  if (written.name !== undefined) return written.name;
  if ('node' in written || 'flow' in written) throw new Error('a case with a flow needs a name');
  const text = 'contract' in written ? written.contract : written.expr;
  const inputs = 'inputs' in written ? Object.entries(written.inputs) : [];
  const shown = inputs.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(', ');
  return shown === '' ? text : `${text} with ${shown}`;
}

import type { StateMachine, Step } from '../../../shared/node/program.ts';
import type { Range } from '../../../shared/node/source.ts';
import type { Findings } from '../diagnostics.ts';
import type { ExpressionError } from '../expression/result.ts';
import { readNumber } from '../numbers.ts';
import type { LineMap } from '../positions.ts';
import type { MapSpec } from '../schema/spec.ts';
import { didYouMean } from '../suggest.ts';
import {
  isNull,
  shapeOf,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../yaml/tree.ts';

/** What every part of the compiler works with. */
export interface Context {
  readonly lines: LineMap;
  readonly findings: Findings;
  /** Names declared under `types`. */
  readonly types: ReadonlySet<string>;
  readonly machines: readonly StateMachine[];
  /** Compiles a list of steps that lives at `path` (`''`, or `step/then`). */
  steps(node: YamlNode, path: string): readonly Step[];
}

export type Reporter = Pick<Context, 'findings'>;

/** The known fields of a map, by name. */
export interface Fields {
  readonly map: YamlMap;
  get(name: string): YamlNode | undefined;
  entry(name: string): YamlEntry | undefined;
}

/** Where to point when something of a map is wrong as a whole: its first key. */
export function headOf(node: YamlNode): Range {
  if (node.kind === 'map') return node.entries[0]?.keyRange ?? node.range;
  return node.range.line === node.range.endLine
    ? node.range
    : { ...node.range, endLine: node.range.line, endColumn: node.range.column + 1 };
}

/** Reads a map by its spec: unknown fields are warned about, missing required ones are errors. */
export function readFields(node: YamlNode, spec: MapSpec, context: Reporter): Fields | null {
  const map = asMap(node, spec.title, context);
  if (!map) return null;
  const known = new Set(spec.fields.map((field) => field.name));
  const byName = new Map<string, YamlEntry>();
  for (const entry of map.entries) {
    byName.set(entry.key, entry);
    if (known.has(entry.key) || spec.open) continue;
    const message = `${spec.title} has no field ${entry.key}; it has no effect.`;
    const suggestion = () => spec.instead?.(entry.key) ?? didYouMean(entry.key, known);
    context.findings.add('unknown-field', message, entry.keyRange, suggestion);
  }
  for (const field of spec.fields) {
    if (!field.required || byName.has(field.name)) continue;
    context.findings.add('missing-field', `${spec.title} needs ${field.name}.`, headOf(map), field.doc);
  }
  return {
    map,
    get: (name) => byName.get(name)?.value,
    entry: (name) => byName.get(name),
  };
}

export function asMap(node: YamlNode, what: string, { findings }: Reporter): YamlMap | null {
  if (node.kind === 'map') return node;
  findings.add(
    'wrong-structure',
    `${what} must be a map, here is ${shapeOf(node)}.`,
    headOf(node),
    node.kind === 'list' ? 'Write each entry as name: value, without a dash.' : undefined,
  );
  return null;
}

export function asList(node: YamlNode, what: string, { findings }: Reporter): YamlList | null {
  if (node.kind === 'list') return node;
  findings.add(
    'wrong-structure',
    `${what} must be a list, here is ${shapeOf(node)}.`,
    headOf(node),
    'Begin each entry with a dash.',
  );
  return null;
}

export function asScalar(node: YamlNode, what: string, { findings }: Reporter): YamlScalar | null {
  if (node.kind === 'scalar' && !isNull(node)) return node;
  findings.add('wrong-structure', `${what} must be a text, here is ${shapeOf(node)}.`, headOf(node));
  return null;
}

export function textOf(node: YamlNode | undefined, what: string, context: Reporter): string | null {
  return node ? (asScalar(node, what, context)?.text ?? null) : null;
}

/** A list, or a single entry standing for a list of one. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (!node || isNull(node)) return [];
  return node.kind === 'list' ? node.items : [node];
}

export function booleanOf(
  node: YamlNode | undefined,
  what: string,
  fallback: boolean,
  { findings }: Reporter,
): boolean {
  if (!node) return fallback;
  if (node.kind === 'scalar' && node.plain) {
    if (/^(?:true|True|TRUE)$/.test(node.text)) return true;
    if (/^(?:false|False|FALSE)$/.test(node.text)) return false;
  }
  findings.add('unknown-value', `${what} must be true or false.`, headOf(node));
  return fallback;
}

/** A whole number of at least `least`. */
export function countOf(
  node: YamlNode | undefined,
  what: string,
  fallback: number,
  least: number,
  { findings }: Reporter,
): number {
  if (!node) return fallback;
  const reading = node.kind === 'scalar' ? readNumber(node.text) : null;
  const value = reading && 'value' in reading ? reading.value : null;
  if (typeof value === 'number' && value >= least) return value;
  findings.add('invalid-number', `${what} must be a whole number of at least ${least}.`, headOf(node));
  return fallback;
}

export function oneOf<T extends string>(
  node: YamlNode | undefined,
  what: string,
  values: readonly T[],
  fallback: T,
  context: Reporter,
): T {
  const text = textOf(node, what, context);
  if (node === undefined || text === null) return fallback;
  if ((values as readonly string[]).includes(text)) return text as T;
  context.findings.add(
    'unknown-value',
    `${what} is one of ${values.join(', ')}, not ${text}.`,
    node.range,
    didYouMean(text, values),
  );
  return fallback;
}

const DURATION = /^([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h)?$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 30 * 24 * 3_600_000;

/** `30s`, `500ms`, `2m`, `1h`, or a number of seconds, in milliseconds. */
export function durationOf(node: YamlNode | undefined, what: string, { findings }: Reporter): number | null {
  if (!node || isNull(node)) return null;
  const match = node.kind === 'scalar' ? DURATION.exec(node.text.trim()) : null;
  const ms = match ? Math.round(Number(match[1]) * (UNITS[match[2] ?? 's'] as number)) : Number.NaN;
  if (ms <= LONGEST_MS) return ms;
  findings.add(
    'invalid-duration',
    `${what} must be a duration of at most 30 days.`,
    headOf(node),
    'Write 30s, 500ms, 2m, or a number of seconds.',
  );
  return null;
}

export function reportAll(errors: readonly ExpressionError[], { findings }: Reporter): void {
  for (const error of errors) findings.add(error.code, error.message, error.range, error.suggestion);
}

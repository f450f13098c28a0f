import type { Program } from '../../../shared/node/program.ts';
import type { Field, Type, TypeDefinition } from '../../../shared/node/types.ts';
import { type Canonical, isCanonicalObject, tagOf, typeName } from '../../../shared/values/canonical.ts';
import type { Findings } from '../diagnostics.ts';
import { readNumber } from '../numbers.ts';
import { didYouMean } from '../suggest.ts';

type Definitions = Readonly<Record<string, TypeDefinition>>;

/** Checks types that need themselves, defaults, and the inputs of test cases. */
export function checkTypes(program: Program, findings: Findings): void {
  for (const [name, definition] of Object.entries(program.types)) {
    if (needs(definition, name, program.types, new Set())) {
      const range = definition.kind === 'record' ? definition.fields[0]?.range : undefined;
      findings.add(
        'recursive-type',
        `The type ${name} can have no finite value: it needs itself.`,
        range ?? program.inputs[0]?.range ?? { line: 1, column: 1, endLine: 1, endColumn: 1 },
        'Make a field optional, or an array of it.',
      );
    }
    if (definition.kind === 'record') checkDefaults(definition.fields, program.types, findings);
  }
  checkDefaults(program.inputs, program.types, findings);
  checkTestCases(program, findings);
}

/** Must a value of this definition hold a value of `name`? */
function needs(definition: TypeDefinition, name: string, types: Definitions, seen: Set<string>): boolean {
  const must = (type: Type): boolean => {
    if (type.kind !== 'named') return false;
    if (type.name === name) return true;
    if (seen.has(type.name)) return false;
    seen.add(type.name);
    const next = types[type.name];
    return next !== undefined && needs(next, name, types, seen);
  };
  if (definition.kind === 'alias') return must(definition.base);
  return definition.fields.some((field) => field.required && field.default === undefined && must(field.type));
}

function checkDefaults(fields: readonly Field[], types: Definitions, findings: Findings): void {
  for (const field of fields) {
    if (field.default === undefined || (field.default === null && !field.required)) continue;
    const problem = mismatch(field.default, field.type, types, 0);
    if (problem !== null)
      findings.add('invalid-default', `The default of ${field.name} is ${problem}.`, field.range);
  }
}

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  string: ['string'],
  integer: ['integer', 'string'],
  decimal: ['decimal', 'integer', 'string'],
  boolean: ['boolean'],
  bytes: ['bytes', 'string'],
  timestamp: ['timestamp', 'string'],
  array: ['array'],
  set: ['set', 'array'],
  map: ['map'],
};

/** Why a value cannot become one of a type, as the end of a sentence; null where it can. Leaves the fine points to the run. */
function mismatch(value: Canonical, type: Type, types: Definitions, depth: number): string | null {
  if (type.kind === 'any' || depth > 20) return null;
  const actual = typeName(value);
  if (type.kind === 'enum') {
    return typeof value === 'string' && type.values.includes(value)
      ? null
      : `none of ${type.values.join(', ')}`;
  }
  if (type.kind === 'named') {
    const definition = types[type.name];
    if (definition?.kind === 'alias') return mismatch(value, definition.base, types, depth + 1);
    return actual === 'map' ? null : `no ${type.name} but ${actual}`;
  }
  if (!EXPECTED[type.kind]?.includes(actual)) return `no ${type.kind} but ${actual}`;
  const numeric = type.kind === 'integer' || type.kind === 'decimal';
  if (numeric && typeof value === 'string' && !readNumber(value)) return `no ${type.kind} but a text`;
  if (type.kind === 'array' && Array.isArray(value)) return firstMismatch(value, type.element, types, depth);
  if (type.kind === 'map' && isCanonicalObject(value) && !tagOf(value))
    return firstMismatch(Object.values(value), type.value, types, depth);
  return null;
}

function firstMismatch(
  values: readonly Canonical[],
  type: Type,
  types: Definitions,
  depth: number,
): string | null {
  for (const value of values) {
    const problem = mismatch(value, type, types, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}

function checkTestCases(program: Program, findings: Findings): void {
  const names = program.inputs.map((input) => input.name);
  for (const { name, inputs, range } of program.testCases) {
    for (const key of Object.keys(inputs)) {
      if (!names.includes(key))
        findings.add(
          'unknown-input',
          `Test case ${name} gives ${key}, which is no input.`,
          range,
          didYouMean(key, names),
        );
    }
  }
}

import type { Program } from '../../../shared/node/program.ts';
import type { Field, Type, TypeDefinition } from '../../../shared/node/types.ts';
import { type Canonical, isCanonicalObject, tagOf, typeName } from '../../../shared/values/canonical.ts';
import type { Findings } from '../diagnostics.ts';
import { readNumber } from '../numbers.ts';
import { didYouMean } from '../suggest.ts';

type Definitions = Readonly<Record<string, TypeDefinition>>;

/** Checks types that need themselves, defaults, and the inputs of test cases. */
export function checkTypes(program: Program, findings: Findings): void {
  for (const name of typesThatNeedThemselves(program.types)) {
    const definition = program.types[name];
    const range = definition?.kind === 'record' ? definition.fields[0]?.range : undefined;
    const message = `The type ${name} can have no finite value: it needs itself.`;
    findings.add('recursive-type', message, range ?? START, 'Make a field optional, or an array of it.');
  }
  for (const definition of Object.values(program.types)) {
    if (definition.kind === 'record') checkDefaults(definition.fields, program.types, findings);
  }
  checkDefaults(program.inputs, program.types, findings);
  checkTestCases(program, findings);
}

const START = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Types of which every value must hold another value of the same type: one for each circle, found without recursion. */
function typesThatNeedThemselves(types: Definitions): readonly string[] {
  const state = new Map<string, 'open' | 'done'>();
  const found = new Set<string>();
  for (const root of Object.keys(types)) {
    const stack = [{ name: root, rest: neededBy(types[root]) }];
    if (state.has(root)) continue;
    state.set(root, 'open');
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        state.set(top.name, 'done');
        stack.pop();
      } else if (state.get(next) === 'open') found.add(next);
      else if (!state.has(next)) {
        state.set(next, 'open');
        stack.push({ name: next, rest: neededBy(types[next]) });
      }
    }
  }
  return [...found];
}

/** Names of the types of which a value of this definition must hold one. */
function neededBy(definition: TypeDefinition | undefined): string[] {
  if (!definition) return [];
  const needed =
    definition.kind === 'alias'
      ? [definition.base]
      : definition.fields
          .filter((field) => field.required && field.default === undefined)
          .map((field) => field.type);
  return needed.flatMap((type) => (type.kind === 'named' ? [type.name] : []));
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

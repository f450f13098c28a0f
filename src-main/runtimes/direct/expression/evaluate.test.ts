import { expect, test } from 'vitest';
import { programOf } from '../../../../test/support/run-path.ts';
import { StepError } from '../step-error.ts';
import { decode, encode } from '../values/codec.ts';
import type { Value } from '../values/value.ts';
import type { Context } from './context.ts';
import { evaluate, UNKNOWN } from './evaluate.ts';

const NAMES: Readonly<Record<string, Value>> = {
  t: true,
  f: false,
  n: null,
  zero: 0n,
  list: [1n, 2n, 3n],
  record: decode({ a: 1 }),
  records: decode([{ a: 1 }, { b: 2 }]),
};

function context(contract: boolean, asked: string[] = []): Context & { readonly probes: [number, never][] } {
  const own = {
    contract,
    probes: [],
    resolve: (name: string) => NAMES[name],
    names: () => Object.keys(NAMES),
    atEntry: () => context(contract),
    effect: (fn: string) => {
      asked.push(fn);
      return 2025n;
    },
  };
  return own;
}

function conditionOf(text: string) {
  const program = programOf(
    `node_id: x\nintent: x\ncontracts: {preconditions: [${JSON.stringify(text)}]}\nflow: []\n`,
  );
  const contract = program.contracts.preconditions[0];
  if (contract === undefined || contract.prose) throw new Error(`${text} is prose`);
  return contract;
}

/** The value, `unknown`, or an error's code. */
function outcome(text: string, contract: boolean, asked: string[] = []): unknown {
  try {
    const value = evaluate(conditionOf(text).expression, context(contract, asked), null);
    return value === UNKNOWN ? 'unknown' : encode(value);
  } catch (error) {
    if (error instanceof StepError) return error.code;
    throw error;
  }
}

const AND = {
  't t': true,
  't f': false,
  'f t': false,
  'f f': false,
  't u': 'u',
  'u t': 'u',
  'f u': false,
  'u f': false,
  'u u': 'u',
};
const OR = {
  't t': true,
  't f': true,
  'f t': true,
  'f f': false,
  't u': true,
  'u t': true,
  'f u': 'u',
  'u f': 'u',
  'u u': 'u',
};
const IMPLIES = {
  't t': true,
  't f': false,
  'f t': true,
  'f f': true,
  't u': 'u',
  'u t': true,
  'f u': true,
  'u f': 'u',
  'u u': 'u',
};

test.each([
  ['AND', AND],
  ['OR', OR],
  ['=>', IMPLIES],
])('%s is Kleene’s', (operator, table) => {
  for (const [operands, result] of Object.entries(table)) {
    const [left, right] = operands.split(' ').map((each) => (each === 'u' ? 'nothing' : each));
    expect([operands, outcome(`${left} ${operator} ${right}`, true)]).toEqual([
      operands,
      result === 'u' ? 'unknown' : result,
    ]);
  }
});

test.each([
  ['NOT nothing', 'unknown'],
  ['nothing == 1', 'unknown'],
  ['nothing IS NULL', 'unknown'],
  ['record.b > 1', 'unknown'],
  ['n.a == 1', 'unknown'],
  ['nothing.a.b == 1', 'unknown'],
  ['LEN(nothing) > 0', 'unknown'],
  ['COALESCE(n, nothing, t)', 'unknown'],
  ['COALESCE(n, t, nothing)', true],
  ['1 IN [1, nothing]', 'unknown'],
  ['SUM(records.a) == 1', 'unknown'],
  ['list[nothing] == 1', 'unknown'],
  ['FORALL x IN list: x > nothing', 'unknown'],
  ['FORALL x IN list: x > 1 AND x > nothing', false],
  ['EXISTS x IN list: x == 2 OR x == nothing', true],
  ['EXISTS x IN nothing: x == 1', 'unknown'],
  ['FORALL x IN []: nothing', true],
  ['t AND zero', 'type_mismatch'],
  ['nothing AND zero', 'type_mismatch'],
  ['f AND zero', false],
  ['n AND t', 'type_mismatch'],
  ['nothing == 1 / zero', 'division_by_zero'],
  ['nothing AND 1 / zero == 1', 'division_by_zero'],
])('in contracts %s is %s', (text, result) => {
  expect(outcome(text, true)).toBe(result);
});

test.each([
  ['nothing == 1', 'unbound_name'],
  ['record.b == 1', 'unknown_field'],
  ['n.a == 1', 'type_mismatch'],
  ['SUM(records.a) == 1', 'unknown_field'],
  ['t OR nothing', true],
  ['FORALL x IN list: x > 0', true],
])('outside contracts %s is %s', (text, result) => {
  expect(outcome(text, false)).toBe(result);
});

test('an unbound name is reported with what is in scope, quantified names too', () => {
  const { expression } = conditionOf('FORALL x IN list: nothing > x');
  expect(() => evaluate(expression, context(false), null)).toThrow(
    'nothing is not bound; in scope: f, list, n, record, records, t, x, zero',
  );
});

test('probes are the operands that were evaluated and known', () => {
  const condition = conditionOf('zero == 1 AND list[0] == 1 OR nothing == record.a');
  const evaluated = context(true);
  expect(evaluate(condition.expression, evaluated, null)).toBe(UNKNOWN);
  const shown = evaluated.probes.map(([slot, value]) => [condition.probes[slot], value]);
  expect(shown).toEqual([
    ['zero', 0],
    ['record.a', 1],
  ]);
});

test('effects are asked in the order of evaluation, and not where the left side decides', () => {
  const asked: string[] = [];
  outcome('current_year() == 2025 AND (f AND random() > 0 OR uuid() == 1)', true, asked);
  expect(asked).toEqual(['current_year', 'uuid']);
});

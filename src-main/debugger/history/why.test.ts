import { describe, expect, test } from 'vitest';
import { EXACT_POLICY } from '../../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { assign, clock, eventsOf, type Told } from '../../../test/support/debug-fixtures.ts';
import { programOf } from '../../../test/support/run-path.ts';
import { ComparisonModel } from '../model.ts';
import { ProgramIndex } from '../program-index.ts';
import { LiveEvents } from '../timeline.ts';
import { whyOf } from './why-view.ts';
import { historyOf } from './writes.ts';

const NODE = `node_id: chain_v1
type: function
intent: chain
inputs:
  amount: {type: integer, required: true}
  member: {type: boolean, default: false}
outputs:
  success:
    total: {type: integer}
flow:
  - {step: base, operation: arithmetic, expression: "amount + 1", output: base}
  - {step: year, operation: assign, expression: "current_year()", output: year}
  - step: rate
    operation: conditional
    condition: "member AND base > 5"
    then:
      - {step: low, operation: arithmetic, expression: "base - 1", output: price}
    else:
      - {step: full, operation: arithmetic, expression: "base", output: price}
  - step: each
    operation: for_each
    items: "[1, 2]"
    as: line
    do:
      - {step: double, operation: arithmetic, expression: "line * price", output: doubled}
    yield: doubled
    output: lines
  - {step: sum, operation: arithmetic, expression: "SUM(lines) + year", output: total}
  - step: done
    operation: return
    return_success: {total: "{total}"}
`;
const program = programOf(NODE);

interface Values {
  readonly member?: boolean;
  readonly amount?: number;
  readonly base?: number;
  readonly year?: number;
  readonly branch?: 'low' | 'full';
  readonly price?: number;
  readonly doubled?: readonly [number, number];
  readonly total?: number;
}

/** What a run of the node records, with some of its values as a broken path would have them. */
function run(values: Values): TraceEvent[] {
  const { member = false, amount = 10 } = values;
  const { base = amount + 1, year = 2026, branch = member ? 'low' : 'full' } = values;
  const { price = branch === 'low' ? base - 1 : base } = values;
  const { doubled = [price, 2 * price] } = values;
  const { total = doubled[0] + doubled[1] + year } = values;
  const block = branch === 'low' ? 'then' : 'else';
  const round = (index: number): Told[] => [
    ['each', '0', { kind: 'iteration', index, name: 'line', value: index + 1 }],
    ...assign('each/do/double', 'doubled', doubled[index] as number, `0.${index}.0`),
    ['each', '0', { kind: 'yielded', index, value: doubled[index] as number }],
  ];
  const clockAnswer = { ok: true, value: year, attempts: [], source: 'performed' } as const;
  const inputs = { amount, member };
  return eventsOf([
    ['', '', { kind: 'run_started', node: 'chain_v1', hash: 'h', inputs }],
    ['', '', { kind: 'inputs_bound', node: 'chain_v1', values: Object.entries(inputs) }],
    ...assign('base', 'base', base),
    ...clock('year').slice(0, 2),
    ['year', '0', { kind: 'effect_answered', effect: 0, answer: clockAnswer }],
    ['year', '0', { kind: 'assigned', name: 'year', value: year }],
    ['year', '0', { kind: 'step_left', outcome: 'completed' }],
    ['rate', '0', { kind: 'step_entered', operation: 'conditional' }],
    ['rate', '0', { kind: 'guard', index: 0, value: branch === 'low', probes: [] }],
    ...assign(`rate/${block}/${branch}`, 'price', price, '0.0'),
    ['rate', '0', { kind: 'step_left', outcome: 'completed' }],
    ['each', '0', { kind: 'step_entered', operation: 'for_each' }],
    ['each', '0', { kind: 'loop_started', items: [1, 2] }],
    ...round(0),
    ...round(1),
    ['each', '0', { kind: 'assigned', name: 'lines', value: [...doubled] as Canonical }],
    ['each', '0', { kind: 'step_left', outcome: 'completed' }],
    ...assign('sum', 'total', total),
    ['done', '0', { kind: 'step_entered', operation: 'return' }],
    ['done', '0', { kind: 'step_left', outcome: 'returned' }],
    ['', '', { kind: 'result', outcome: { success: true, outputs: { total } } }],
  ]);
}

function modelOf(
  reference: readonly TraceEvent[],
  direct: readonly TraceEvent[],
  policy = EXACT_POLICY,
): ComparisonModel {
  const events = { reference: new LiveEvents(), direct: new LiveEvents() };
  const sources = [{ node: program.id, hash: program.hash, file: 'chain.vsp', text: NODE }];
  const index = new ProgramIndex(new Map([[program.id, program]]), sources);
  const model = new ComparisonModel({ paths: ['reference', 'direct'], policy, index, events });
  for (const [path, told] of [
    ['reference', reference],
    ['direct', direct],
  ] as const) {
    events[path].append(told);
    model.feed(path, told);
  }
  for (const path of ['reference', 'direct'] as const) model.end(path, { kind: 'completed' });
  return model;
}

function why(reference: Values, direct: Values, name = 'total', policy = EXACT_POLICY) {
  const model = modelOf(run(reference), run(direct), policy);
  return whyOf(model, { kind: 'value', at: { row: model.rowCount - 1, name } });
}

test('the first step whose inputs agree and outputs do not, with the values and the way from it', () => {
  const found = why({}, { doubled: [11, 23] });
  expect(found?.sentence).toBe(
    'total differs because double assigned doubled 22 on the reference path and 23 on the direct path from the same inputs (line 2, price 11).',
  );
  expect(found?.chain.map(({ step, label }) => `${step} ${label}`)).toEqual([
    'each/do/double doubled',
    'each round 1',
    'each lines',
    'sum total',
  ]);
  expect(found).toMatchObject({ cause: 'step', others: 0 });
});

describe('a difference that counts for nothing by itself', () => {
  const rule = { id: 'base-known', step: 'base', path: 'base', kind: 'value', tolerance: null } as const;
  const accepting = { ...EXACT_POLICY, accepted: [rule] };

  test('is followed all the same, and its rule is named', () => {
    const found = why({}, { base: 99 }, 'total', accepting);
    expect(found?.sentence).toBe(
      'total differs because base assigned base 11 on the reference path and 99 on the direct path from the same inputs (amount 10); rule base-known accepts that difference.',
    );
    const reservation = { status: 'accepted', rule: 'base-known' };
    expect(found?.chain.slice(0, 2)).toMatchObject([
      { label: 'base', reservation },
      { label: 'price', reservation: null, inputs: [{ label: 'base', differs: true, reservation }] },
    ]);
    expect(found?.chain.at(-1)).toMatchObject({ label: 'total', reservation: null });
  });

  test('is not the cause where one that counts leads there too', () => {
    const found = why({}, { base: 99, year: 2027 }, 'total', accepting);
    expect(found).toMatchObject({ cause: 'answer', others: 1 });
    expect(found?.chain[0]).toMatchObject({ step: 'year', reservation: null });
    expect(why({}, { base: 99, year: 2027 })?.chain[0]).toMatchObject({ step: 'base', reservation: null });
  });

  test('because the policy leaves it out', () => {
    const found = why({}, { base: 99 }, 'base', { ...EXACT_POLICY, ignore: ['base:base'] });
    expect(found?.sentence).toMatch(/\(amount 10\); that difference is not compared\.$/);
    expect(found?.chain).toMatchObject([{ label: 'base', reservation: { status: 'uncompared' } }]);
  });
});

test('inputs that the runs were given', () => {
  const found = why({}, { amount: 12 });
  expect(found?.cause).toBe('input');
  expect(found?.sentence).toBe(
    'total differs because the runs were given different amount: 10 on the reference path, 12 on the direct path.',
  );
});

test('an answer from outside', () => {
  const found = why({}, { year: 2027 });
  expect(found?.cause).toBe('answer');
  expect(found?.sentence).toBe(
    'total differs because the outside world answered year differently: both asked for the current year and got 2026 on the reference path and 2027 on the direct path.',
  );
});

test('another branch: the condition that decided, and what it was decided on', () => {
  const decided = why({ member: true, branch: 'low' }, { member: true, branch: 'full' }, 'price');
  expect(decided?.cause).toBe('decision');
  expect(decided?.sentence).toBe(
    'price differs because rate decided "member AND base > 5" differently on the same values (member true, base 11): true on the reference path, false on the direct path.',
  );
  const given = why({ member: true }, {}, 'price');
  expect(given?.cause).toBe('input');
  expect(given?.sentence).toContain('the runs were given different member: true on the reference path');
  expect(given?.chain.map(({ label }) => label)).toEqual(['member', 'guard 0', 'price']);
});

test('a divergence explains itself, the result as its output', () => {
  const model = modelOf(run({}), run({ base: 99 }));
  const last = model.divergences().length - 1;
  expect(model.divergences()[last]?.path).toBe('outputs.total');
  const found = whyOf(model, { kind: 'divergence', index: last });
  expect(found?.sentence).toBe(
    'total differs because base assigned base 11 on the reference path and 99 on the direct path from the same inputs (amount 10).',
  );
});

test('a path that was cut off where it asked for something else has no result', () => {
  const ask = (parameters: readonly Canonical[]): TraceEvent[] => {
    const request = { type: 'database', sql: 'INSERT', parameters } as const;
    return eventsOf([
      ...run({})
        .map(({ step, occ, time: _, ...body }): Told => [step, occ, body])
        .slice(0, 5),
      ['year', '0', { kind: 'step_entered', operation: 'database' }],
      ['year', '0', { kind: 'effect_requested', effect: 0, request: request as never }],
    ]);
  };
  const result: Told = ['', '', { kind: 'result', outcome: { success: true, outputs: {} } }];
  const reference = [...ask([11]), ...eventsOf([result])];
  const model = modelOf(reference, ask([12]));
  const index = model.divergences().findIndex(({ step }) => step === '');
  const found = whyOf(model, { kind: 'divergence', index });
  expect(found?.chain[0]?.label).toBe('request');
  expect(found?.cause).toBe('step');
});

test('what does not differ needs no explanation', () => {
  expect(why({}, {})?.cause).toBe('none');
  expect(why({}, {}, 'nobody')).toBeUndefined();
  expect(why({}, {}, 'not a path')).toBeUndefined();
});

test('the writes of a name on both paths, one spine up to the split', async () => {
  const model = modelOf(run({}), run({ doubled: [11, 23] }));
  const row = model.rowCount - 1;
  const history = await historyOf(model, { row, name: 'doubled' }, 10);
  expect(history).toMatchObject({ reference: 22, direct: 23, status: 'differs' });
  expect(history?.entries.map(({ occ, status }) => `${occ} ${status}`)).toEqual([
    '0.0.0 equal',
    '0.1.0 differs',
  ]);
  expect(history?.entries[1]).toMatchObject({
    step: 'each/do/double',
    summary: 'doubled = line * price',
    current: ['reference', 'direct'],
    reference: {
      old: 11,
      value: 22,
      inputs: [
        { label: 'line', value: 2 },
        { label: 'price', value: 11 },
      ],
    },
    direct: { old: 11, value: 23 },
  });
  expect(history?.split).toMatchObject({ occ: '0.1.0', row: history?.entries[1]?.row });
});

test('a long history is shown around the row, the split is found wherever it is', async () => {
  const model = modelOf(run({ doubled: [1, 22] }), run({ doubled: [2, 22] }));
  const history = await historyOf(model, { row: model.rowCount - 1, name: 'doubled' }, 1);
  expect(history?.entries).toHaveLength(1);
  expect(history?.more).toEqual({ earlier: true, later: false });
  expect(history?.split?.occ).toBe('0.0.0');
  expect(history?.status).toBe('equal');
});

test('a loop variable has the rounds as its writes, a member only those that change it', async () => {
  const model = modelOf(run({}), run({}));
  const rows = model.rows(0, 100);
  const double = rows.findLast(({ name }) => name === 'double')?.index ?? -1;
  const line = await historyOf(model, { row: double, name: 'line' }, 10);
  expect(line?.entries.map(({ round, reference }) => [round, reference?.value])).toEqual([
    [0, 1],
    [1, 2],
  ]);
  const member = await historyOf(model, { row: model.rowCount - 1, name: 'lines[1]' }, 10);
  expect(member).toMatchObject({ reference: 22, direct: 22, status: 'equal' });
  expect(member?.entries).toHaveLength(1);
});

test('different inputs explain themselves, with their values', () => {
  const model = modelOf(run({}), run({ amount: 12 }));
  const found = whyOf(model, { kind: 'divergence', index: 0 });
  expect(found?.cause).toBe('input');
  expect(found?.sentence).toContain('different amount: 10 on the reference path, 12 on the direct path');
});

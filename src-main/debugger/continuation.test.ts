import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { assign, eventsOf, runOf, type Told } from '../../test/support/debug-fixtures.ts';
import { programOf } from '../../test/support/run-path.ts';
import { continuationAt } from './continuation.ts';
import { LiveEvents, Timeline } from './timeline.ts';

const program = programOf(`node_id: resumed_v1
type: function
intent: resume
inputs:
  amount: {type: integer, required: true}
contracts:
  preconditions: ["amount > 100"]
  invariants: ["total >= 0"]
flow:
  - step: reserve
    operation: assign
    expression: "1"
    output: reserved
    compensate:
      - {step: release, operation: assign, expression: "0", output: reserved}
  - step: each
    operation: for_each
    items: "[10, 20, 30]"
    as: item
    yield: item
    do:
      - {step: add, operation: arithmetic, expression: "item + 1", output: total}
  - step: ask
    operation: database_query
    query: "SELECT 1"
    on_result:
      if_found:
        - {step: use, operation: assign, expression: "query_result", output: used}
    on_error:
      - error_type: database_error
        action: retry
        max_retries: 2
      - error_type: "*"
        action: compensate
`);
const programs = new Map([[program.id, program]]);
const at = (events: readonly TraceEvent[], step: string, occ: string) => {
  const index = events.findIndex((e) => e.kind === 'step_entered' && e.step === step && e.occ === occ);
  return continuationAt(events, index, programs).frames;
};

const reserve = assign('reserve', 'reserved', 1);
const entered = (step: string, occ = '0'): Told => [step, occ, { kind: 'step_entered', operation: 'x' }];
const loop: Told[] = [
  entered('each'),
  ['each', '0', { kind: 'loop_started', items: [10, 20, 30] }],
  ['each', '0', { kind: 'iteration', index: 0, name: 'item', value: 10 }],
  ...assign('each/do/add', 'total', 11, '0.0.0'),
  ['each', '0', { kind: 'yielded', index: 0, value: 10 }],
  ['each', '0', { kind: 'iteration', index: 1, name: 'item', value: 20 }],
  ...assign('each/do/add', 'total', 21, '0.1.0'),
];
const asked: Told = [
  'ask',
  '0',
  { kind: 'effect_requested', effect: 0, request: { type: 'clock', operation: 'year' } },
];
const raised = (occ: string): Told => [
  'ask',
  occ,
  { kind: 'error_raised', error: { code: 'database_error', message: 'locked', fields: {} } },
];

describe('a continuation', () => {
  test('at a plain step holds the scope, the entry values and what contracts said', () => {
    const events = runOf(program.id, [
      [
        '',
        '',
        {
          kind: 'contract',
          contract: 'precondition',
          index: 0,
          subject: '',
          text: 'amount > 100',
          verdict: 'violated',
          probes: [],
        },
      ],
      ...reserve,
      [
        'reserve',
        '0',
        {
          kind: 'contract',
          contract: 'invariant',
          index: 0,
          subject: '',
          text: 'total >= 0',
          verdict: 'unknown',
          probes: [],
        },
      ],
      ...loop,
    ]);
    expect(at(events, 'each', '0')).toEqual([
      {
        node: program.id,
        scope: [
          ['amount', 10],
          ['reserved', 1],
        ],
        entry: [['amount', 10]],
        violated: 'amount > 100',
        evaluated: ['precondition:0'],
        effects: 0,
        compensations: [{ step: 'reserve', occ: '0', bound: [] }],
        cursors: [{ step: 'each', attempt: 0, retries: {}, block: null, bound: [], loop: null, effects: 0 }],
      },
    ]);
  });

  test('inside a loop holds its items, round and yields', () => {
    expect(at(runOf(program.id, [...reserve, ...loop]), 'each/do/add', '0.1.0')[0]?.cursors).toEqual([
      {
        step: 'each',
        attempt: 0,
        retries: {},
        block: 'do',
        bound: [],
        loop: { items: [10, 20, 30], index: 1, yields: [10] },
        effects: 0,
      },
      { step: 'add', attempt: 0, retries: {}, block: null, bound: [], loop: null, effects: 0 },
    ]);
  });

  test('inside a block after an effect holds its bindings and the count of effects', () => {
    const events = runOf(program.id, [
      entered('ask'),
      asked,
      ['ask', '0', { kind: 'bound', name: 'query_result', value: { n: 1 } }],
      entered('ask/if_found/use', '0.0'),
    ]);
    expect(at(events, 'ask/if_found/use', '0.0')[0]?.cursors[0]).toEqual({
      step: 'ask',
      attempt: 0,
      retries: {},
      block: 'if_found',
      bound: [['query_result', { n: 1 }]],
      loop: null,
      effects: 1,
    });
  });

  test('at a later attempt holds the retries already used, and effects begin again', () => {
    const retry = (occ: string): Told[] => [
      [asked[0], occ, asked[2]],
      raised(occ),
      ['ask', occ, { kind: 'error_handled', by: 'step', index: 0, action: 'retry' }],
      ['ask', occ, { kind: 'step_left', outcome: 'retried' }],
    ];
    const events = runOf(program.id, [
      entered('ask', '0'),
      ...retry('0'),
      entered('ask', '1'),
      ...retry('1'),
      entered('ask', '2'),
    ]);
    expect(at(events, 'ask', '2')[0]?.cursors).toEqual([
      { step: 'ask', attempt: 2, retries: { 'step:0': 2 }, block: null, bound: [], loop: null, effects: 0 },
    ]);
  });

  test('inside a compensation stands under the step whose error is compensated', () => {
    const events = runOf(program.id, [
      ...reserve,
      entered('ask'),
      raised('0'),
      ['ask', '0', { kind: 'error_handled', by: 'step', index: 1, action: 'compensate' }],
      entered('reserve/compensate/release', '0.0'),
    ]);
    const [frame] = at(events, 'reserve/compensate/release', '0.0');
    expect(frame?.compensations).toEqual([{ step: 'reserve', occ: '0', bound: [] }]);
    expect(frame?.cursors).toMatchObject([
      {
        step: 'ask',
        block: 'compensate',
        bound: [['error', { code: 'database_error', message: 'locked', fields: {} }]],
      },
      { step: 'release', block: null },
    ]);
  });

  test('inside a called node has a frame for each node', () => {
    const events = eventsOf([
      ['', '', { kind: 'run_started', node: 'caller', hash: 'h', inputs: {} }],
      ['', '', { kind: 'inputs_bound', node: 'caller', values: [['x', 1]] }],
      entered('call_it'),
      ['call_it', '0', { kind: 'call_started', node: program.id, inputs: { amount: 5 } }],
      ['call_it/call', '0', { kind: 'inputs_bound', node: program.id, values: [['amount', 5]] }],
      [
        'call_it/call',
        '0',
        { kind: 'effect_requested', effect: 0, request: { type: 'clock', operation: 'year' } },
      ],
      ...assign('call_it/call/reserve', 'reserved', 1, '0.0'),
      entered('call_it/call/each', '0.0'),
    ]);
    expect(at(events, 'call_it/call/each', '0.0')).toMatchObject([
      { node: 'caller', scope: [['x', 1]], effects: 0, cursors: [{ step: 'call_it', block: 'call' }] },
      {
        node: program.id,
        scope: [
          ['amount', 5],
          ['reserved', 1],
        ],
        effects: 1,
        compensations: [{ step: 'call_it/call/reserve', occ: '0.0' }],
        cursors: [{ step: 'each', block: null }],
      },
    ]);
  });

  test('asks for the entering of a step', () => {
    expect(() => continuationAt(runOf(program.id, []), 1, programs)).toThrow('event 1 does not enter a step');
  });
});

test('the state after any event is the same however it is jumped to', () => {
  const flow = Array.from({ length: 900 }, (_, i) => assign(`s${i}`, `v${i % 50}`, i)).flat();
  const source = new LiveEvents();
  source.append(runOf(program.id, flow));
  const forward = new Timeline(source, programs);
  const jumping = new Timeline(source, programs);
  const states = Array.from({ length: source.count + 1 }, (_, i) => [...forward.after(i).variables()]);
  for (const i of [2700, 3, 1500, 1499, 256, 257, 0, 2000, 2701])
    expect([...jumping.after(i).variables()]).toEqual(states[i]);
});

test('local names hide variables until their step is left', () => {
  const source = new LiveEvents();
  source.append(
    runOf(program.id, [
      ...assign('a', 'item', 'outer'),
      ...loop.slice(0, 3),
      ['each', '0', { kind: 'step_left', outcome: 'completed' }],
    ]),
  );
  const timeline = new Timeline(source, programs);
  expect(timeline.after(8).variables().get('item')).toBe(10);
  expect(timeline.after(9).variables().get('item')).toBe('outer');
});

import { describe, expect, test } from 'vitest';
import { EXACT_POLICY } from '../../../shared/trace/comparison.ts';
import type { EffectAnswer, TraceEvent, Verdict } from '../../../shared/trace/event.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { assign, eventsOf, plainProgram, type Told } from '../../../test/support/debug-fixtures.ts';
import { ComparisonModel } from '../model.ts';
import { ProgramIndex } from '../program-index.ts';
import { LiveEvents } from '../timeline.ts';
import { hitsOf, stopsOf } from './hits.ts';
import { type Armed, arm, readBreakpoint } from './read.ts';

const armed = (lines: readonly string[]): readonly Armed[] =>
  lines.map((line, i) => {
    const read = readBreakpoint(line);
    const made = read.ok ? arm({ ...read.value, id: i + 1 }) : read;
    if (!made.ok) throw new Error(made.refusal.message);
    return made.value;
  });

const contract = (step: string, verdict: Verdict): Told => [
  step,
  step === '' ? '' : '0',
  {
    kind: 'contract',
    contract: step === '' ? 'precondition' : 'invariant',
    index: 0,
    subject: '',
    text: 'total >= 0',
    verdict,
    probes: [],
  },
];
const entered = (step: string): Told => [step, '0', { kind: 'step_entered', operation: 'x' }];
const left = (step: string): Told => [step, '0', { kind: 'step_left', outcome: 'completed' }];
const moved = (step: string, to: string): Told => [
  step,
  '0',
  { kind: 'state_transition', machine: 'order', from: 'paid', to },
];
const charge = (step: string): Told[] => [
  [
    step,
    '0',
    {
      kind: 'effect_requested',
      effect: 0,
      request: {
        type: 'http',
        provider: 'stripe',
        url: null,
        endpoint: '/v1/charges',
        method: 'POST',
        parameters: null,
        headers: {},
        timeoutMs: null,
        retry: null,
        breakers: [],
      },
    },
  ],
  [
    step,
    '0',
    {
      kind: 'effect_answered',
      effect: 0,
      answer: { ok: true, value: null, attempts: [], source: 'performed' },
    },
  ],
];
const wireLoss = (severity: string, path: string): Canonical => ({
  class: 'dropped',
  path,
  before: 7,
  after: null,
  severity,
  explicit: true,
  reason: 'It has no place.',
  source: null,
});
const asked = (step: string, answer: Partial<EffectAnswer>): Told => [
  step,
  '0',
  {
    kind: 'effect_answered',
    effect: 0,
    answer: { ok: true, value: null, attempts: [], source: 'performed', ...answer } as EffectAnswer,
  },
];
const call = (losses: Canonical, answerLosses: Canonical = []) => ({
  target: 'a/b',
  url: '',
  headers: {},
  body: null,
  status: 200,
  headersUs: null,
  firstPartUs: null,
  bytes: 0,
  losses,
  score: 100,
  answerLosses,
});
const failure = { code: 'timeout', message: 'too slow', fields: {} };

function run(told: readonly Told[], success = true): TraceEvent[] {
  return eventsOf([
    ['', '', { kind: 'run_started', node: 'plain_v1', hash: 'h', inputs: {} }],
    [
      '',
      '',
      {
        kind: 'inputs_bound',
        node: 'plain_v1',
        values: [
          ['amount', 10],
          ['card', { $fingerprint: 'ab' }],
        ],
      },
    ],
    ...told,
    [
      '',
      '',
      {
        kind: 'result',
        outcome: success ? { success: true, outputs: { total: 3 } } : { success: false, error: failure },
      },
    ],
  ]);
}

function modelOf(reference: readonly TraceEvent[], direct: readonly TraceEvent[]): ComparisonModel {
  const events = { reference: new LiveEvents(), direct: new LiveEvents() };
  const program = plainProgram();
  const model = new ComparisonModel({
    paths: ['reference', 'direct'],
    policy: EXACT_POLICY,
    index: new ProgramIndex(new Map([[program.id, program]]), []),
    events,
  });
  for (const [path, list] of [
    ['reference', reference],
    ['direct', direct],
  ] as const) {
    events[path].append(list);
    model.feed(path, list);
    model.end(path, { kind: 'completed' });
  }
  return model;
}

/** `step: detail` of each stop. */
function stops(
  lines: readonly string[],
  reference: readonly Told[],
  direct = reference,
  success = true,
): string[] {
  const model = modelOf(run(reference, success), run(direct, success));
  return stopsOf(model, armed(lines)).flatMap(({ row, hits }) =>
    hits.map(({ detail }) => `${model.rows(row, 1)[0]?.name}: ${detail}`),
  );
}

const ab = (a: readonly Told[], b: readonly Told[] = []): Told[] => [
  entered('a'),
  ...a,
  left('a'),
  entered('b'),
  ...b,
  left('b'),
];

describe('each kind', () => {
  test('steps, by name and by path', () => {
    const flow = [...assign('a', 'x', 1), ...assign('b', 'y', 2)];
    expect(stops(['step:b'], flow)).toEqual(['b: b entered']);
    expect(stops(['left:a'], flow)).toEqual(['a: a left']);
    expect(stops(['step:x/b', 'step:nothing'], flow)).toEqual([]);
    expect(stops(['step:plain_v1:b'], flow)).toEqual(['b: b entered']);
    expect(stops(['step:other_v1:b', 'left:plain_v1:c'], flow)).toEqual([]);
  });

  test('contracts, on either path, one path, or the one named', () => {
    const bad = ab([contract('a', 'violated')], [contract('b', 'violated')]);
    const good = ab([contract('a', 'held')], [contract('b', 'violated')]);
    expect(stops(['contract_violation'], bad, good)).toHaveLength(2);
    expect(stops(['contract_violation:direct'], bad, good)).toEqual(['b: invariant violated: total >= 0']);
    expect(stops(['contract_violation:one_path'], bad, good)).toEqual([
      'a: invariant violated: total >= 0, on the reference path only',
    ]);
    expect(stops(['contract_violation:one_path'], bad, ab([], []))).toHaveLength(2);
    expect(stops(['contract_violation:precondition'], bad)).toEqual([]);
    expect(stops(['contract_violation:precondition'], [contract('', 'violated'), ...good])).toEqual([
      'a: precondition violated: total >= 0',
    ]);
    expect(stops(['contract_violation'], ab([contract('a', 'unknown')]))).toEqual([]);
  });

  test('state transitions, the same or differing', () => {
    const refunded = ab([moved('a', 'refunded')]);
    const shipped = ab([moved('a', 'shipped')]);
    const told = ['a: order went from paid to refunded'];
    expect(stops(['state_transition:paid->refunded'], refunded)).toEqual(told);
    expect(stops(['state_transition:*->refunded:reference'], refunded, shipped)).toEqual(told);
    expect(stops(['state_transition:paid->refunded:direct'], refunded, shipped)).toEqual([]);
    expect(stops(['state_transition:paid->refunded:differing'], refunded)).toEqual([]);
    expect(stops(['state_transition:paid->refunded:differing'], refunded, shipped)).toEqual([
      'a: order went from paid to refunded on the reference path, but not on the other',
    ]);
    expect(stops(['state_transition:*->*:differing'], ab([]), shipped)).toHaveLength(1);
  });

  test('losses at language models, from a severity on, of the last request and of its answer', () => {
    const flow: readonly Told[] = [
      asked('seed', {
        calls: [call([wireLoss('high', '/first')]), call([wireLoss('low', '/parameters/seed')])],
      }),
      asked('tools', {
        calls: [call([wireLoss('none', '/x'), wireLoss('medium', '/tools')], [wireLoss('high', '')])],
      }),
      asked('kept', { calls: [call([wireLoss('none', '/messages')])] }),
      asked('refused', {
        ok: false,
        error: {
          code: 'llm_refused_loss',
          message: '',
          fields: { losses: [wireLoss('medium', '/toolChoice')] },
        },
      }),
      ...charge('b'),
    ];
    expect(stops(['loss'], flow)).toEqual([
      'seed: low loss: /parameters/seed dropped',
      'tools: high loss: the request dropped, and 1 more',
      'refused: medium loss: /toolChoice dropped',
    ]);
    expect(stops(['loss:medium'], flow)).toHaveLength(2);
    expect(stops(['loss:high'], flow)).toEqual(['tools: high loss: the request dropped']);
    expect(readBreakpoint('loss:none')).toMatchObject({ ok: false, refusal: { column: 6 } });
    expect(readBreakpoint('loss > 5')).toMatchObject({ ok: true });
  });

  test('effects, by type and target, requested or answered', () => {
    const flow = ab([], charge('b'));
    expect(stops(['effect:http:stripe'], flow)).toEqual(['b: effect http stripe requested']);
    expect(stops(['effect:*:charges:answered'], flow)).toEqual(['b: effect * charges answered']);
    expect(stops(['effect:database', 'effect:http:paypal', 'effect:http:paypal:answered'], flow)).toEqual([]);
  });

  test('errors, where they are raised, else where the node ends with them', () => {
    const raised = ab([['a', '0', { kind: 'error_raised', error: failure }]]);
    expect(stops(['error:timeout'], raised, raised, false)).toEqual(['a: error timeout raised: too slow']);
    expect(stops(['error:timeout'], ab([]), ab([]), false)).toEqual(['result: ended with timeout: too slow']);
    expect(stops(['error:other'], raised, raised, false)).toEqual([]);
  });

  test('divergence, where there is one', () => {
    expect(stops(['divergence'], assign('a', 'x', 1))).toEqual([]);
    expect(stops(['divergence'], assign('a', 'x', 1), assign('a', 'x', 2))).toHaveLength(1);
  });
});

describe('expressions', () => {
  const flow = [
    ...assign('a', 'total', 1),
    ...assign('b', 'total', 5),
    ...assign('c', 'total', 6),
    ...assign('d', 'total', 0),
  ];

  test('hit where they become true, over inputs, variables and results', () => {
    expect(stops(['total > 4'], flow)).toEqual(['b: total > 4 became true']);
    expect(stops(['input.amount > 9'], flow)).toEqual(['a: input.amount > 9 became true']);
    expect(stops(['success AND output.total == 3'], flow)).toHaveLength(1);
    expect(stops(['total < 1'], flow)).toEqual(['d: total < 1 became true']);
  });

  test.each([
    'nothing > 4',
    'total.field == 1',
    'total + "x" == 1',
    'total',
    'card == 1',
    'input.card == 1',
    '1 / 0 == total',
  ])('%s is never met and never fails', (line) => expect(stops([line], flow)).toEqual([]));

  test('those that look at too much are not met', () => {
    const list = Array.from({ length: 200 }, (_, i) => i);
    const large = assign('a', 'xs', list);
    expect(stops(['EXISTS x IN xs: x == 199'], large)).toHaveLength(1);
    expect(stops(['FORALL x IN xs: EXISTS y IN xs: x == y'], large)).toEqual([]);
  });
});

test('conditions, counts and once choose among the hits; log points do not stop', () => {
  const rounds: Told[] = [
    ['loop', '0', { kind: 'step_entered', operation: 'for_each' }],
    ['loop', '0', { kind: 'loop_started', items: [0, 1, 2, 3, 4, 5] }],
    ...[0, 1, 2, 3, 4, 5].flatMap((i): Told[] => [
      ['loop', '0', { kind: 'iteration', index: i, name: 'i', value: i }],
      ...assign('loop/do/add', 'total', i * 10, `0.${i}.0`),
    ]),
    left('loop'),
  ];
  const model = modelOf(run(rounds), run(rounds));
  const at = (line: string): string[] =>
    stopsOf(model, armed([line])).map(({ row }) => model.rows(row, 1)[0]?.occ ?? '');
  expect(at('step:add')).toHaveLength(6);
  expect(at('step:add if i > 3')).toEqual(['0.4.0', '0.5.0']);
  expect(at('step:add hit 3')).toEqual(['0.2.0']);
  expect(at('step:add hit >=5')).toEqual(['0.4.0', '0.5.0']);
  expect(at('step:add hit %3')).toEqual(['0.2.0', '0.5.0']);
  expect(at('step:add if i > 0 once')).toEqual(['0.1.0']);
  expect(at('step:add log {i}')).toEqual([]);
  expect(hitsOf(model, armed(['step:add if i > 3 log i is {i}'])).log).toEqual({
    lines: [4, 5].flatMap((i) =>
      (['reference', 'direct'] as const).map((path) => ({ path, row: 2 + 2 * i, message: `i is ${i}` })),
    ),
    before: 0,
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Aligner } from './alignment.ts';
import type { AcceptedRule } from './comparison.ts';
import { EXACT_POLICY } from './comparison.ts';
import type { EventBody, TraceEvent } from './event.ts';

type Values = readonly (readonly [name: string, value: number])[];

/** A flat run: each step assigns a variable of its own name. */
function traceOf(values: Values): TraceEvent[] {
  const events: TraceEvent[] = [
    { step: '', occ: '', time: 0, kind: 'run_started', node: 'n', hash: 'h', inputs: {} },
  ];
  for (const [step, value] of values) {
    const bodies: EventBody[] = [
      { kind: 'step_entered', operation: 'assign' },
      { kind: 'assigned', name: 'out', value: { amount: value, other: [value] } },
      { kind: 'step_left', outcome: 'completed' },
    ];
    for (const body of bodies) events.push({ step, occ: '0', time: 0, ...body });
  }
  events.push({ step: '', occ: '', time: 0, kind: 'result', outcome: { success: true, outputs: {} } });
  return events;
}

function align(a: readonly TraceEvent[], b: readonly TraceEvent[], accepted?: readonly AcceptedRule[]) {
  const policy = accepted === undefined ? EXACT_POLICY : { ...EXACT_POLICY, accepted };
  const aligner = new Aligner({ paths: ['reference', 'direct'], policy, programs: new Map() });
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    aligner.feed('reference', a.slice(i, i + 1));
    aligner.feed('direct', b.slice(i, i + 1));
    aligner.settle();
  }
  aligner.end('reference', { kind: 'completed' });
  aligner.end('direct', { kind: 'completed' });
  return {
    found: aligner.divergences(() => 0),
    accepted: aligner.accepted(() => 0),
    counts: Object.fromEntries(aligner.acceptedCounts),
    statuses: aligner.root.children.map(({ step, status }) => [step, status]),
  };
}

const rule = (step: string, path: string, more: Partial<AcceptedRule> = {}): AcceptedRule => ({
  id: `${step}:${path}`,
  step,
  path,
  kind: 'value',
  tolerance: null,
  ...more,
});

describe('what a rule accepts', () => {
  const a = traceOf([
    ['x', 1],
    ['y', 2],
  ]);
  const b = traceOf([
    ['x', 3],
    ['y', 2],
  ]);

  test('is counted and named, and no divergence', () => {
    const message = (path: string) =>
      `x assigned a different ${path}: same inputs, results differ by 2 (reference 1, direct 3).`;
    const x = { rule: 'x:out', kind: 'value', step: 'x', occ: '0', row: 0, reference: 1, direct: 3 };
    expect(align(a, b, [rule('x', 'out')])).toEqual({
      found: [],
      accepted: [
        { ...x, path: 'out.amount', message: message('out.amount') },
        { ...x, path: 'out.other[0]', message: message('out.other[0]') },
      ],
      counts: { 'x:out': 2 },
      statuses: [
        ['x', 'accepted'],
        ['y', 'equal'],
      ],
    });
  });

  test('is not what lies beside it in the same event', () => {
    const { found, accepted } = align(a, b, [rule('x', 'out.amount')]);
    expect(found).toMatchObject([{ step: 'x', path: 'out.other[0]', relation: 'first' }]);
    expect(accepted).toMatchObject([{ path: 'out.amount' }]);
  });

  test('ends at its tolerance', () => {
    expect(align(a, b, [rule('*', 'out', { tolerance: '2' })]).found).toEqual([]);
    expect(align(a, b, [rule('*', 'out', { tolerance: '1.99' })]).found).toHaveLength(1);
  });

  test('is of one kind', () => {
    const without = traceOf([['y', 2]]);
    expect(align(a, without, [rule('x', '')]).found).toMatchObject([{ kind: 'missing' }]);
    expect(align(a, without, [rule('x', '', { kind: 'missing' })])).toMatchObject({
      found: [],
      counts: { 'x:': 1 },
    });
  });

  test('is no longer it when it turns out to be something else', () => {
    const swapped = traceOf([
      ['y', 2],
      ['x', 1],
    ]);
    const missing = ['x', 'y'].map((step) => rule(step, '', { kind: 'missing' }));
    expect(align(a, swapped, missing)).toMatchObject({ found: [{ kind: 'order' }], counts: {} });
    const order = ['x', 'y'].map((step) => rule(step, '', { kind: 'order' }));
    const { found, statuses } = align(a, swapped, order);
    expect(found).toEqual([]);
    expect(statuses.map(([, status]) => status).sort()).toEqual(['accepted', 'equal']);
  });
});

describe('laws', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
  const traces = names.chain((steps) => {
    const values = fc.tuple(
      ...steps.map((step) => fc.tuple(fc.constant(step), fc.integer({ min: 0, max: 2 }))),
    );
    return fc.tuple(
      values,
      fc.tuple(values, fc.integer({ min: 0, max: 5 })).map(([v, cut]) => v.slice(0, cut)),
    );
  });
  const kinds = fc.constantFrom('value' as const, 'missing' as const, 'order' as const);
  const rules = fc.array(
    fc
      .tuple(fc.constantFrom('a', 'b', 'c', '*', ''), fc.constantFrom('', 'out', 'out.amount', '*'), kinds)
      .map(([step, path, kind]) => rule(step, path, { kind })),
    { maxLength: 3 },
  );

  test('without rules nothing changes', () => {
    fc.assert(
      fc.property(traces, ([a, b]) => {
        expect(align(traceOf(a), traceOf(b), [])).toEqual(align(traceOf(a), traceOf(b)));
      }),
    );
  });

  test('a rule hides only what it names, and what is hidden names its rule', () => {
    fc.assert(
      fc.property(traces, rules, ([a, b], given) => {
        const plain = align(traceOf(a), traceOf(b));
        const { found, accepted } = align(traceOf(a), traceOf(b), given);
        const names =
          ({ kind, step, path }: { kind: string; step: string; path: string }) =>
          (each: AcceptedRule) =>
            each.kind === kind &&
            (each.step === '*' || each.step === step) &&
            (each.path === '*' ||
              each.path === path ||
              (each.path !== '' && path.startsWith(`${each.path}.`)));
        for (const each of accepted) {
          // Rules of several kinds may share an id here; in a ledger they do not.
          expect(given.filter(({ id }) => id === each.rule).some(names(each))).toBe(true);
        }
        // Each place that diverged still diverges, unless a rule names what differs there.
        const unnamed = plain.found.filter((before) => !given.some(names(before)));
        for (const { step, kind } of unnamed)
          expect(found.map((each) => [each.step, each.kind])).toContainEqual([step, kind]);
        expect(found.filter((each) => given.some(names(each)))).toEqual([]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Canonical } from '../values/canonical.ts';
import { Aligner } from './alignment.ts';
import { type ComparisonPolicy, EXACT_POLICY, type PathName } from './comparison.ts';
import type { EventBody, TraceEvent } from './event.ts';

type Ending = { kind: 'completed' } | { kind: 'cut_off'; code: string };
const DONE: Ending = { kind: 'completed' };

/** A step as a test writes it; compiled to the events that a runtime would emit. */
type Sketch =
  | { name: string; value: Canonical }
  | { name: string; block: Sketch[] }
  | { name: string; rounds: Sketch[][] };

function emit(events: TraceEvent[], sketches: readonly Sketch[], path: string, occ: string): void {
  for (const sketch of sketches) {
    const step = path === '' ? sketch.name : `${path}/${sketch.name}`;
    const here = occ === '' ? '0' : `${occ}.0`;
    const add = (body: EventBody): void =>
      void events.push({ step, occ: here, time: events.length, ...body });
    if ('value' in sketch) {
      add({ kind: 'step_entered', operation: 'assign' });
      add({ kind: 'assigned', name: sketch.name, value: sketch.value });
    } else if ('block' in sketch) {
      add({ kind: 'step_entered', operation: 'conditional' });
      add({ kind: 'guard', index: 0, value: true, probes: [] });
      emit(events, sketch.block, `${step}/then`, here);
    } else {
      add({ kind: 'step_entered', operation: 'for_each' });
      add({ kind: 'loop_started', items: sketch.rounds.map((_, i) => i) });
      sketch.rounds.forEach((round, index) => {
        add({ kind: 'iteration', index, name: 'item', value: index });
        emit(events, round, `${step}/do`, `${here}.${index}`);
        add({ kind: 'yielded', index, value: index });
      });
    }
    add({ kind: 'step_left', outcome: 'completed' });
  }
}

function traceOf(sketches: readonly Sketch[]): TraceEvent[] {
  const events: TraceEvent[] = [
    { step: '', occ: '', time: 0, kind: 'run_started', node: 'n', hash: 'h', inputs: {} },
    { step: '', occ: '', time: 0, kind: 'inputs_bound', node: 'n', values: [['a', 1]] },
  ];
  emit(events, sketches, '', '');
  events.push({ step: '', occ: '', time: 0, kind: 'result', outcome: { success: true, outputs: {} } });
  return events;
}

interface Given {
  policy?: ComparisonPolicy;
  ends?: readonly [Ending, Ending];
  /** Which path's next event is fed, over and over; the rest follows. */
  turns?: readonly boolean[];
  settle?: boolean;
  /** The direct path is always the one that comes first. */
  directFirst?: boolean;
}

function compare(reference: readonly TraceEvent[], direct: readonly TraceEvent[], given: Given = {}) {
  const aligner = new Aligner({
    paths: ['reference', 'direct'],
    policy: given.policy ?? EXACT_POLICY,
    programs: new Map(),
  });
  const rest: Record<PathName, TraceEvent[]> = { reference: [...reference], direct: [...direct] };
  for (const turn of given.turns ?? []) {
    const path = turn ? 'reference' : 'direct';
    aligner.feed(path, rest[path].splice(0, 1));
  }
  const order: readonly PathName[] = given.directFirst ? ['direct', 'reference'] : ['reference', 'direct'];
  while (rest.reference.length + rest.direct.length > 0) {
    for (const path of order) aligner.feed(path, rest[path].splice(0, 1));
    if (given.settle) aligner.settle();
  }
  aligner.end('reference', given.ends?.[0] ?? DONE);
  aligner.end('direct', given.ends?.[1] ?? DONE);
  return aligner.divergences(() => 0).map(({ row: _, ...divergence }) => divergence);
}

const { steps } = fc.letrec<{ steps: Sketch[]; step: Sketch }>((tie) => ({
  steps: fc.uniqueArray(tie('step'), { minLength: 1, maxLength: 4, selector: (s) => s.name }),
  step: fc.oneof(
    { maxDepth: 3 },
    fc.record({ name: fc.constantFrom('s1', 's2', 's3', 's4', 's5'), value: fc.nat(9) }),
    fc.record({ name: fc.constantFrom('c1', 'c2'), block: tie('steps') }),
    fc.record({ name: fc.constantFrom('l1', 'l2'), rounds: fc.array(tie('steps'), { maxLength: 3 }) }),
  ),
}));
const turns = fc.array(fc.boolean(), { maxLength: 60 });

describe('laws', () => {
  test('a trace equals itself, however the two copies arrive', () => {
    fc.assert(
      fc.property(steps, turns, fc.boolean(), (sketches, order, settle) => {
        const events = traceOf(sketches);
        expect(compare(events, structuredClone(events), { turns: order, settle })).toEqual([]);
      }),
    );
  });

  test('one deleted event is one divergence, at that event, however the copies arrive', () => {
    fc.assert(
      fc.property(
        steps,
        fc.nat(),
        turns,
        fc.boolean(),
        fc.boolean(),
        (sketches, seed, order, swap, settle) => {
          const events = traceOf(sketches);
          const at = seed % events.length;
          const fewer = events.toSpliced(at, 1);
          const found = swap
            ? compare(fewer, events, { turns: order, settle })
            : compare(events, fewer, { turns: order, settle });
          expect(found).toHaveLength(1);
          expect(found[0]).toMatchObject({
            kind: 'missing',
            relation: 'first',
            events: { [swap ? 'direct' : 'reference']: at },
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  test('one changed value is the first divergence', () => {
    fc.assert(
      fc.property(steps, fc.nat(), turns, (sketches, seed, order) => {
        const events = traceOf(sketches);
        const at = seed % events.length;
        const event = events[at] as TraceEvent;
        fc.pre(event.kind === 'assigned');
        const changed = events.with(at, { ...event, value: 'other' } as TraceEvent);
        expect(compare(events, changed, { turns: order })).toMatchObject([
          {
            kind: 'value',
            step: event.step,
            occ: event.occ,
            direct: 'other',
            events: { reference: at, direct: at },
          },
        ]);
      }),
      { numRuns: 400 },
    );
  });

  test('both sides are treated alike', () => {
    fc.assert(
      fc.property(steps, steps, (left, right) => {
        const forth = compare(traceOf(left), traceOf(right));
        const back = compare(traceOf(right), traceOf(left), { directFirst: true });
        const swapped = back.map((d) => ({
          kind: d.kind,
          reference: d.events.direct,
          direct: d.events.reference,
        }));
        const place = (d: { kind: string; reference: number | null; direct: number | null }) =>
          JSON.stringify([d.kind, d.reference, d.direct]);
        const plain = forth.map((d) => ({
          kind: d.kind,
          reference: d.events.reference,
          direct: d.events.direct,
        }));
        expect(plain.map(place).sort()).toEqual(swapped.map(place).sort());
      }),
    );
  });
});

describe('places', () => {
  const step = (name: string, value: Canonical = 1): Sketch => ({ name, value });

  test('a missing step is a hole, and what follows still meets', () => {
    const found = compare(traceOf([step('a'), step('b'), step('c', 1)]), traceOf([step('a'), step('c', 2)]));
    expect(found.map((d) => [d.kind, d.step, d.message])).toEqual([
      ['missing', 'b', 'b ran on the reference path and not on the direct path.'],
      ['value', 'c', expect.stringContaining('c assigned a different c')],
    ]);
  });

  test('steps in another order are one divergence', () => {
    const found = compare(traceOf([step('a'), step('b')]), traceOf([step('b'), step('a')]));
    expect(found).toMatchObject([{ kind: 'order', relation: 'first' }]);
  });

  test('different branches are one divergence, told as such', () => {
    const found = compare(
      traceOf([{ name: 'c', block: [step('x')] }]),
      traceOf([{ name: 'c', block: [step('y')] }]),
    );
    expect(found).toMatchObject([
      {
        message: 'After the same events in c, the reference path entered x where the direct path entered y.',
      },
    ]);
  });

  test('a loop with more rounds on one path', () => {
    const loop = (n: number): Sketch => ({ name: 'l', rounds: Array.from({ length: n }, () => [step('a')]) });
    const found = compare(traceOf([loop(2), step('z')]), traceOf([loop(3), step('z')]));
    expect(found.map((d) => [d.kind, d.message.slice(0, 40)])).toEqual([
      ['value', 'l loops over different items (items[2]):'],
      ['missing', 'round 2 of l ran on the direct path and '],
    ]);
    expect(found[1]?.relation).toBe('consequence');
  });

  test('inputs that differ are bound differently because of that', () => {
    const run = (amount: number): TraceEvent[] => {
      const at = { step: '', occ: '', time: 0 };
      return [
        { ...at, kind: 'run_started', node: 'n', hash: 'h', inputs: { amount } },
        { ...at, kind: 'inputs_bound', node: 'n', values: [['amount', amount]] },
      ];
    };
    expect(compare(run(1), run(2)).map(({ path, relation }) => [path, relation])).toEqual([
      ['inputs.amount', 'first'],
      ['amount', 'consequence'],
    ]);
  });

  test('the difference is told with its size and both values', () => {
    const tax = (text: string): Sketch => step('tax', { $decimal: text });
    expect(compare(traceOf([tax('8.86')]), traceOf([tax('8.87')]))[0]?.message).toBe(
      'tax assigned a different tax: same inputs, results differ by 0.01 (reference 8.86, direct 8.87).',
    );
  });

  test('the policy decides what counts', () => {
    const left = traceOf([step('a', 1), step('b', { $decimal: '1.0' })]);
    const right = traceOf([step('a', 2), step('b', { $decimal: '1.00' })]);
    const policy = (changes: Partial<ComparisonPolicy>) => ({ policy: { ...EXACT_POLICY, ...changes } });
    expect(compare(left, right)).toHaveLength(1);
    expect(compare(left, right, policy({ ignore: ['a:a'] }))).toEqual([]);
    expect(compare(left, right, policy({ ignore: ['b:*'] }))).toHaveLength(1);
    expect(compare(left, right, policy({ tolerance: { a: '1' } }))).toEqual([]);
    expect(compare(left, right, policy({ tolerance: { a: '0.9' } }))).toMatchObject([
      { rule: 'numeric_tolerance' },
    ]);
    expect(compare(left, right, policy({ ignore: ['a'], strictScale: true }))).toMatchObject([
      { step: 'b', rule: 'scale' },
    ]);
  });
});

describe('cut off', () => {
  const full = traceOf([
    { name: 'a', value: 1 },
    { name: 'b', value: 2 },
  ]);
  const cut = (code: string): Ending => ({ kind: 'cut_off', code });

  test('two paths that are both cut off are compared up to the shorter one', () => {
    expect(
      compare(full.slice(0, 4), full.slice(0, 7), { ends: [cut('timeout'), cut('runtime_died')] }),
    ).toEqual([]);
    const other = full.slice(0, 7).with(3, { ...(full[3] as TraceEvent), value: 9 } as TraceEvent);
    expect(compare(full.slice(0, 4), other, { ends: [cut('timeout'), cut('timeout')] })).toMatchObject([
      { kind: 'value' },
    ]);
  });

  test('one cut off against one finished is one divergence', () => {
    const found = compare(full.slice(0, 4), full, { ends: [cut('timeout'), DONE] });
    expect(found).toMatchObject([{ kind: 'cut_off', step: 'a', reference: 'timeout', direct: null }]);
    expect(found[0]?.message).toBe(
      'The reference path ran out of time at a, and the direct path ran to its end.',
    );
  });

  test('a path that the user stopped is not one', () => {
    expect(compare(full.slice(0, 4), full, { ends: [cut('cancelled'), DONE] })).toEqual([]);
  });
});

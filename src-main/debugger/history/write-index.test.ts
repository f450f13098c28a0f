import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXACT_POLICY } from '../../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { assign, eventsOf, type Told } from '../../../test/support/debug-fixtures.ts';
import { ComparisonModel } from '../model.ts';
import { ProgramIndex } from '../program-index.ts';
import { type EventSource, LiveEvents } from '../timeline.ts';
import { lastWrite, writtenBy } from './trail.ts';
import { whyOf } from './why-view.ts';
import { WriteIndex } from './write-index.ts';
import { historyOf } from './writes.ts';

const NAMES = ['a', 'b', 'total'] as const;
const write = fc.record({
  name: fc.constantFrom(...NAMES),
  step: fc.constantFrom('one', 'two', 'each/do/one'),
  kind: fc.constantFrom('assigned', 'bound', 'iteration'),
});

function eventOf(
  { name, step, kind }: typeof write extends fc.Arbitrary<infer W> ? W : never,
  index: number,
): TraceEvent {
  const place = { step, occ: '0', time: index };
  return kind === 'iteration'
    ? { ...place, kind, index, name, value: index }
    : { ...place, kind: kind as 'assigned', name, value: index };
}

test('finds what reading the whole trace finds, in both directions and from everywhere', () => {
  fc.assert(
    fc.property(
      fc.array(write, { maxLength: 60 }),
      fc.nat(60),
      fc.constantFrom(...NAMES),
      (told, at, name) => {
        const index = new WriteIndex();
        const begun: TraceEvent = {
          step: '',
          occ: '',
          time: 0,
          kind: 'inputs_bound',
          node: 'n',
          values: [['a', 1]],
        };
        const events = [begun, ...told.map(eventOf)];
        index.add(events);
        const all = events.flatMap((event, i) => (writtenBy(event, name) === undefined ? [] : [i]));
        const span = index.span('', at + 1);
        expect(span).toEqual({ from: 0, to: events.length });
        expect([...index.writes('', name, span, at, 'forward')]).toEqual(all.filter((i) => i >= at));
        expect([...index.writes('', name, span, at, 'backward')]).toEqual(
          all.filter((i) => i < at).reverse(),
        );
        const own = all.findLast(
          (i) => i < at && ['assigned', 'inputs_bound'].includes(events[i]?.kind ?? ''),
        );
        expect(index.own('', name, 0, at)?.index).toBe(own);
      },
    ),
  );
});

test('a node that is called again is asked about by itself', () => {
  const call = (occ: string, value: number): Told[] => [
    ['charge/call', occ, { kind: 'inputs_bound', node: 'charge', values: [['fee', value]] }],
    ...assign('charge/call/sum', 'fee', value + 1, `${occ}.0`),
  ];
  const index = new WriteIndex();
  index.add(eventsOf([...call('0', 1), ...call('1', 5)]));
  const first = index.span('charge/call', 2);
  const second = index.span('charge/call', 6);
  expect([first, second]).toEqual([
    { from: 0, to: 4 },
    { from: 4, to: 8 },
  ]);
  expect([...index.writes('charge/call', 'fee', second, 8, 'backward')]).toEqual([6, 4]);
  expect([...index.writes('charge/call', 'fee', first, 0, 'forward')]).toEqual([0, 2]);
});

test('writes are held against each other by the policy and the ledger, as everything is', async () => {
  const values = { reference: { total: 1, at: 1 }, direct: { total: 2, at: 2 } };
  const events = { reference: new LiveEvents(), direct: new LiveEvents() };
  const rule = { id: 'known', step: 'sum', path: 'order.total', kind: 'value', tolerance: null } as const;
  const policy = { ...EXACT_POLICY, ignore: ['sum:order.at'], accepted: [rule] };
  const index = new ProgramIndex(new Map(), []);
  const model = new ComparisonModel({ paths: ['reference', 'direct'], policy, index, events });
  for (const path of ['reference', 'direct'] as const) {
    const told = eventsOf([
      ['', '', { kind: 'inputs_bound', node: 'n', values: [] }],
      ...assign('sum', 'order', values[path]),
    ]);
    events[path].append(told);
    model.feed(path, told);
    model.end(path, { kind: 'completed' });
  }
  const at = (name: string) => historyOf(model, { row: 0, name }, 5);
  expect((await at('order'))?.entries).toMatchObject([{ status: 'accepted', rule: 'known' }]);
  expect((await at('order.total'))?.entries).toMatchObject([{ status: 'accepted', rule: 'known' }]);
  expect((await at('order.at'))?.entries).toMatchObject([{ status: 'uncompared' }]);
  model.accept([]);
  expect((await at('order.total'))?.entries).toMatchObject([{ status: 'differs' }]);
});

/** Tells how many events are read of it. */
class CountedEvents implements EventSource {
  readonly events = new LiveEvents();
  reads = 0;

  get count(): number {
    return this.events.count;
  }

  read(from: number, count: number): readonly TraceEvent[] {
    const read = this.events.read(from, count);
    this.reads += read.length;
    return read;
  }

  visit(step: string, occ: string): { readonly first: number; readonly last: number } | undefined {
    const all = this.events.read(0, this.count);
    const is = (event: TraceEvent): boolean => event.step === step && event.occ === occ;
    const first = all.findIndex(is);
    return first < 0 ? undefined : { first, last: all.findLastIndex(is) };
  }
}

const ROUNDS = 5_000;

function longRun(last: number): TraceEvent[] {
  const told: Told[] = [
    ['', '', { kind: 'run_started', node: 'long', hash: 'h', inputs: { given: 1 } }],
    ['', '', { kind: 'inputs_bound', node: 'long', values: [['given', 1]] }],
    ['each', '0', { kind: 'step_entered', operation: 'for_each' }],
    ['each', '0', { kind: 'loop_started', items: { from: 0, to: ROUNDS } }],
  ];
  for (let i = 0; i < ROUNDS; i++) {
    told.push(['each', '0', { kind: 'iteration', index: i, name: 'round', value: i }]);
    told.push(...assign('each/do/sum', 'total', i === ROUNDS - 2 ? last : i, `0.${i}.0`));
  }
  told.push(['each', '0', { kind: 'step_left', outcome: 'completed' }]);
  return eventsOf(told);
}

test('of a long trace only what is shown is read', async () => {
  const events = { reference: new CountedEvents(), direct: new CountedEvents() };
  const index = new ProgramIndex(new Map(), []);
  const model = new ComparisonModel({ paths: ['reference', 'direct'], policy: EXACT_POLICY, index, events });
  for (const [path, last] of [
    ['reference', 1],
    ['direct', 2],
  ] as const) {
    events[path].events.append(longRun(last));
    model.pass(path, events[path].events.read(0, events[path].count));
    model.end(path, { kind: 'completed' });
  }
  const asked = { row: model.rowCount - 1, name: 'total' };
  const seen = await historyOf(model, asked, 25);
  expect(seen?.entries).toHaveLength(25);
  expect(seen?.split).toMatchObject({ reference: { value: 1 }, direct: { value: 2 }, status: 'differs' });
  const given = await historyOf(model, { ...asked, name: 'given' }, 25);
  expect(given?.entries).toMatchObject([{ reference: { value: 1 }, status: 'equal' }]);
  expect((await historyOf(model, { ...asked, name: 'none' }, 25))?.entries).toEqual([]);
  const [found] = model.divergences();
  expect(whyOf(model, { kind: 'divergence', index: found ? 0 : -1 })?.cause).toBe('step');
  // Each path recorded four events a round: what is looked at is near what is shown.
  const trail = model.trail('reference');
  expect(trail && lastWrite(trail, 'given', trail.source.count)?.index).toBe(1);
  expect(events.reference.reads + events.direct.reads).toBeLessThan(2000);
});

import type { EventBody, TraceEvent } from '../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../shared/values/canonical.ts';

/** Chance that comes out the same in every run (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Events as a run writes them: places, times that grow by a few microseconds. */
class Run {
  readonly events: TraceEvent[] = [];
  readonly #random: () => number;
  #time = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(step: string, occ: string, body: EventBody, us = 2): void {
    this.#time += Math.floor(us * (0.5 + this.#random() * 2));
    this.events.push({ step, occ, time: this.#time, ...body });
  }

  step(step: string, occ: string, operation: string, inside: () => void): void {
    this.add(step, occ, { kind: 'step_entered', operation });
    inside();
    this.add(step, occ, { kind: 'step_left', outcome: 'completed' });
  }

  assign(step: string, occ: string, name: string, value: Canonical): void {
    this.add(step, occ, { kind: 'assigned', name, value });
  }
}

const decimal = (value: number): CanonicalObject => ({ $decimal: value.toFixed(2) });
function item(random: () => number): CanonicalObject {
  return {
    sku: `SKU-${Math.floor(random() * 500)}`,
    quantity: 1 + Math.floor(random() * 5),
    unit_price: decimal(random() * 90 + 1),
  };
}

const hash = 'f2a7'.repeat(16);

function begin(run: Run, node: string, inputs: CanonicalObject): void {
  run.add('', '', { kind: 'run_started', node, hash, inputs });
  run.add('', '', { kind: 'inputs_bound', node, values: Object.entries(inputs) });
  const texts = ['COUNT(items) > 0', 'customer_id IS NOT NULL', 'LEN(currency) == 3'];
  for (const [index, text] of texts.entries()) {
    run.add('', '', {
      kind: 'contract',
      contract: 'precondition',
      index,
      subject: '',
      text,
      verdict: 'held',
      probes: [[0, 3]],
    });
  }
}

function end(run: Run, outputs: CanonicalObject): void {
  for (const [index, text] of ['outputs.total >= outputs.subtotal', 'outputs.tax >= 0'].entries()) {
    run.add('', '', {
      kind: 'contract',
      contract: 'postcondition',
      index,
      subject: '',
      text,
      verdict: 'held',
      probes: [[0, outputs['total'] ?? null]],
    });
  }
  run.add('', '', { kind: 'result', outcome: { success: true, outputs } });
}

/** A report over many records: one long trace of the same kinds of steps. */
export function reportEvents(rounds: number): TraceEvent[] {
  const random = chance(7);
  const run = new Run(random);
  const items = Array.from({ length: rounds }, () => item(random));
  begin(run, 'sales_report', { customer_id: 'cus_all', currency: 'EUR', items });
  const loop = 'each_sale';
  run.add(loop, '0', { kind: 'step_entered', operation: 'for_each' });
  run.add(loop, '0', { kind: 'loop_started', items });
  let revenue = 0;
  for (const [i, value] of items.entries()) {
    const occ = `0.${i}.0`;
    run.add(loop, '0', { kind: 'iteration', index: i, name: 'sale', value });
    const amount = random() * 300;
    revenue += amount;
    run.step(`${loop}/do/amount`, occ, 'arithmetic', () =>
      run.assign(`${loop}/do/amount`, occ, 'amount', decimal(amount)),
    );
    run.step(`${loop}/do/large`, occ, 'conditional', () => {
      run.add(`${loop}/do/large`, occ, {
        kind: 'guard',
        index: 0,
        value: amount > 200,
        probes: [[0, decimal(amount)]],
      });
    });
    run.step(`${loop}/do/add`, occ, 'arithmetic', () => {
      run.assign(`${loop}/do/add`, occ, 'revenue', decimal(revenue));
      run.add(`${loop}/do/add`, occ, {
        kind: 'contract',
        contract: 'invariant',
        index: 0,
        subject: '',
        text: 'revenue >= 0',
        verdict: 'held',
        probes: [[0, decimal(revenue)]],
      });
    });
  }
  run.add(loop, '0', { kind: 'step_left', outcome: 'completed' });
  end(run, { subtotal: decimal(revenue), tax: decimal(0), total: decimal(revenue) });
  return run.events;
}

/** A list that grows by one each round and is assigned whole each time. */
export function* accumulatorEvents(rounds: number): Generator<readonly TraceEvent[]> {
  const random = chance(11);
  const run = new Run(random);
  const take = () => run.events.splice(0);
  begin(run, 'running_totals', { customer_id: 'cus_all', currency: 'EUR', items: [] });
  run.add('grow', '0', { kind: 'step_entered', operation: 'for_each' });
  run.add('grow', '0', { kind: 'loop_started', items: { from: 0, to: rounds } });
  yield take();
  let totals: Canonical[] = [];
  for (let i = 0; i < rounds; i++) {
    const occ = `0.${i}.0`;
    run.add('grow', '0', { kind: 'iteration', index: i, name: 'round', value: i });
    totals = [...totals, decimal(random() * 1000)];
    const value = totals;
    run.step('grow/do/append', occ, 'assign', () => run.assign('grow/do/append', occ, 'totals', value));
    yield take();
  }
  run.add('grow', '0', { kind: 'step_left', outcome: 'completed' });
  end(run, { subtotal: 0, tax: 0, total: 0, totals });
  yield take();
}

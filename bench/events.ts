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
const hex = (random: () => number, digits: number) =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

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

function effect(
  run: Run,
  step: string,
  occ: string,
  request: Extract<EventBody, { kind: 'effect_requested' }>['request'],
  value: Canonical,
  us: number,
): void {
  run.add(step, occ, { kind: 'effect_requested', effect: 0, request });
  const last = run.events.at(-1)?.time ?? 0;
  const attempts = [{ startedUs: last, durationUs: us, outcome: 'ok', detail: '' }];
  run.add(
    step,
    occ,
    { kind: 'effect_answered', effect: 0, answer: { ok: true, value, attempts, source: 'performed' } },
    us,
  );
}

/** One order of the shop from its inputs to its result: a loop over items, a query, a charge, guards and contracts. */
export function orderEvents(seed: number): TraceEvent[] {
  const random = chance(seed);
  const run = new Run(random);
  const items = Array.from({ length: 3 }, () => item(random));
  const inputs = { customer_id: `cus_${hex(random, 12)}`, currency: 'EUR', items };
  begin(run, 'order_total', inputs);
  run.step('validate_order', '0', 'validation', () => {
    run.add('validate_order', '0', { kind: 'guard', index: 0, value: true, probes: [[0, 3]] });
    run.add('validate_order', '0', { kind: 'guard', index: 1, value: true, probes: [] });
  });
  run.step('load_customer', '0', 'database_query', () => {
    const sql =
      'SELECT id, name, tier, country FROM customers WHERE id = ? AND closed_at IS NULL ORDER BY id LIMIT 1';
    const row = { id: inputs.customer_id, name: 'Ada Example', tier: 'gold', country: 'DE' };
    effect(
      run,
      'load_customer',
      '0',
      { type: 'database', database: null, sql, parameters: [inputs.customer_id], rows: true },
      { rows: [row], changes: 0 },
      300,
    );
    run.assign('load_customer', '0', 'customer', [row]);
    run.add('load_customer', '0', { kind: 'bound', name: 'query_result', value: row });
  });
  const lines: Canonical[] = [];
  run.step('price_lines', '0', 'for_each', () => {
    run.add('price_lines', '0', { kind: 'loop_started', items });
    for (const [i, value] of items.entries()) {
      const occ = `0.${i}.0`;
      run.add('price_lines', '0', { kind: 'iteration', index: i, name: 'item', value });
      const line = decimal(random() * 200);
      run.step('price_lines/do/line_total', occ, 'arithmetic', () =>
        run.assign('price_lines/do/line_total', occ, 'line_total', line),
      );
      run.step('price_lines/do/discount', occ, 'conditional', () => {
        run.add('price_lines/do/discount', occ, {
          kind: 'guard',
          index: 0,
          value: false,
          probes: [
            [0, line],
            [1, decimal(100)],
          ],
        });
      });
      run.add('price_lines', '0', { kind: 'yielded', index: i, value: line });
      lines.push(line);
    }
    run.assign('price_lines', '0', 'lines', lines);
  });
  const subtotal = decimal(random() * 500);
  run.step('sum_lines', '0', 'arithmetic', () => run.assign('sum_lines', '0', 'subtotal', subtotal));
  const tax = decimal(random() * 50);
  run.step('compute_tax', '0', 'custom.round_tax', () => {
    run.add('compute_tax', '0', {
      kind: 'handler_called',
      handler: 'round_tax',
      parameters: [
        ['amount', subtotal],
        ['rate', { $decimal: '0.0825' }],
      ],
    });
    run.assign('compute_tax', '0', 'tax', tax);
  });
  const total = decimal(random() * 500);
  run.step('add_total', '0', 'arithmetic', () => run.assign('add_total', '0', 'total', total));
  run.step('charge', '0', 'external_api_call', () => {
    const body = { id: `ch_${hex(random, 16)}`, status: 'succeeded', amount: total, currency: 'EUR' };
    effect(
      run,
      'charge',
      '0',
      {
        type: 'http',
        provider: 'payments',
        url: null,
        endpoint: '/v1/charges',
        method: 'POST',
        parameters: {
          amount: total,
          currency: 'EUR',
          customer: inputs.customer_id,
          idempotency_key: hex(random, 32),
        },
        headers: {},
        timeoutMs: 5000,
        retry: null,
        breakers: [],
      },
      { status: 200, body },
      1200,
    );
    run.add('charge', '0', { kind: 'bound', name: 'response', value: body });
    run.assign('charge', '0', 'charge_id', body.id);
  });
  run.add('', '', {
    kind: 'contract',
    contract: 'invariant',
    index: 0,
    subject: '',
    text: 'total == subtotal + tax',
    verdict: 'held',
    probes: [
      [0, total],
      [1, subtotal],
      [2, tax],
    ],
  });
  end(run, { subtotal, tax, total, lines });
  return run.events;
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

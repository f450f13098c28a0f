import type {
  Cell,
  NodeDetail,
  NodeListItem,
  OutlineStep,
  RunListItem,
  StepRow,
} from '../../shared/api/view.ts';
import type { Divergence } from '../../shared/trace/comparison.ts';
import type { Canonical } from '../../shared/values/canonical.ts';

/** The example's order total, as the renderer would be told of it: recorded-looking data for tests of the page alone. */
export const TEXT = `node_id: order_total
type: function
intent: total_an_order

metadata:
  author: shop
  description: Prices the lines of an order, adds tax and records it.

inputs:
  order_id: {type: string, required: true, constraints: [non_empty], description: Identifier of the order}
  items:
    type: array<line_item>
    required: true
    constraints: ["LEN(items) >= 1"]
  is_member: {type: boolean, required: false, default: false}
  tax_rate: {type: decimal, required: false, default: 0.075, constraints: [">= 0", "max: 1"]}
  currency: {type: enum, values: [usd, eur, gbp], default: usd}
  card: {type: string, required: true}

types:
  line_item:
    fields:
      sku: {type: string, required: true}
      quantity: {type: integer, required: true, constraints: [positive]}

outputs:
  success:
    total: {type: decimal}
    tax: {type: decimal}

contracts:
  invariants:
    - "tax >= 0"
    - "subtotal == SUM(lines)"

flow:
  - step: validate_items
    operation: validation
    guards: ["LEN(items) > 0", "tax_rate < 1", "order_id != ''"]
  - step: load_prices
    operation: database_query
    query: "SELECT sku, price FROM prices"
    output: prices
  - step: price_lines
    operation: for_each
    items: "{items}"
    as: item
    do:
      - step: line_total
        operation: arithmetic
        expression: "item.quantity * prices[0].price"
        output: total
    yield: total
    output: lines
  - step: sum_lines
    operation: data_transform
    input: "{lines}"
    transform: reduce
    output: subtotal
  - step: loyalty_discount
    operation: conditional
    condition: "is_member AND subtotal >= 100"
    then:
      - step: apply_discount
        operation: arithmetic
        expression: "subtotal * 0.95"
        output: subtotal
  - step: compute_tax
    operation: custom.round_tax
    parameters: {amount: "{subtotal}", rate: "{tax_rate}"}
    output: tax
  - step: grand_total
    operation: arithmetic
    expression: "subtotal + tax"
    output: total
  - step: record_order
    operation: database_write
    table: orders
    data: {order_id: "{order_id}", total: "{total}"}
  - step: done
    operation: return
    return_success: {total: "{total}", tax: "{tax}"}
`;

const lineOf = (text: string) => TEXT.split('\n').findIndex((line) => line.includes(text)) + 1;

function outline(
  name: string,
  operation: string,
  summary: string,
  next: string | null,
  path = name,
): OutlineStep {
  const line = lineOf(`- step: ${name}`);
  const endLine = next === null ? TEXT.split('\n').length : lineOf(`- step: ${next}`);
  return { path, name, operation, summary, range: { line, column: 3, endLine, endColumn: 1 }, blocks: [] };
}

export const OUTLINE: readonly OutlineStep[] = [
  outline('validate_items', 'validation', "LEN(items) > 0, tax_rate < 1, order_id != ''", 'load_prices'),
  outline('load_prices', 'database_query', 'SELECT sku, price FROM prices', 'price_lines'),
  {
    ...outline('price_lines', 'for_each', 'item IN items', 'sum_lines'),
    blocks: [
      {
        name: 'do',
        steps: [
          outline(
            'line_total',
            'arithmetic',
            'item.quantity * prices[0].price',
            'sum_lines',
            'price_lines/do/line_total',
          ),
        ],
      },
    ],
  },
  outline('sum_lines', 'data_transform', 'reduce lines', 'loyalty_discount'),
  {
    ...outline('loyalty_discount', 'conditional', 'is_member AND subtotal >= 100', 'compute_tax'),
    blocks: [
      {
        name: 'then',
        steps: [
          outline(
            'apply_discount',
            'arithmetic',
            'subtotal * 0.95',
            'compute_tax',
            'loyalty_discount/then/apply_discount',
          ),
        ],
      },
    ],
  },
  outline('compute_tax', 'custom.round_tax', 'round_tax(amount, rate)', 'grand_total'),
  outline('grand_total', 'arithmetic', 'subtotal + tax', 'record_order'),
  outline('record_order', 'database_write', 'INSERT INTO orders', 'done'),
  outline('done', 'return', 'total, tax', null),
];

const steps = [
  'validate_items',
  'load_prices',
  'price_lines',
  'line_total',
  'sum_lines',
  'loyalty_discount',
  'compute_tax',
  'grand_total',
  'record_order',
  'done',
];
const pythonBlocks = steps.map(
  (name) =>
    `def ${name}(scope: Scope, emit: Emit) -> None:\n    """${name.replaceAll('_', ' ').replace(/^./, (c) => c.toUpperCase())}."""\n    emit.entered("${name}")\n    value = compute_${name}(scope)\n    scope["${name}"] = value\n    emit.assigned("${name}", value)\n`,
);
const HEADER =
  '"""Generated from order_total.vsp: totals an order."""\n\nfrom decimal import Decimal\n\nfrom parallax_runtime import Emit, Scope\n\n\n';
export const PYTHON = HEADER + pythonBlocks.join('\n\n');
export const PYTHON_LINES = Object.fromEntries(
  steps.map((name) => {
    const first = PYTHON.split('\n').indexOf(`def ${name}(scope: Scope, emit: Emit) -> None:`) + 1;
    const path = name === 'line_total' ? 'price_lines/do/line_total' : name;
    return [path, [first, first + 5] as const];
  }),
);

export const HANDLER_PY = `"""Tax on an amount, to the cent."""\n\nfrom decimal import Decimal, ROUND_HALF_EVEN\n\n\ndef round_tax(amount: Decimal, rate: Decimal) -> Decimal:\n    tax = amount * rate\n    return tax.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)\n`;
export const HANDLER_JS = `// Tax on an amount, to the cent.\nexport default function round_tax({ amount, rate }, { RoundingMode }) {\n  const tax = amount.multiply(rate);\n  return tax.setScale(2, RoundingMode.HALF_UP);\n}\n`;

export const dec = (text: string): Canonical => ({ $decimal: text });
const cell = (
  label: string,
  value: Canonical | undefined,
  note: string,
  startUs: number,
  durationUs: number,
  more: Partial<Cell> = {},
): Cell => ({
  state: 'completed',
  label,
  ...(value === undefined ? {} : { value }),
  note,
  startUs,
  durationUs,
  violations: 0,
  effects: 0,
  events: [0, 3],
  ...more,
});

type Spec = Pick<StepRow, 'step' | 'name' | 'operation' | 'depth' | 'parent' | 'descendants'> &
  Partial<StepRow>;
const row = (spec: Spec, index: number): StepRow => ({
  index,
  kind: 'step',
  occ: '0',
  status: 'equal',
  reference: null,
  direct: null,
  ...spec,
});

const lines = [dec('39.40'), dec('49.90'), dec('28.90')];
const both = (
  label: string,
  value: Canonical | undefined,
  at: number,
  us: readonly [number, number],
  notes: readonly [string, string] = ['', ''],
  more: Partial<Cell> = {},
) => ({
  reference: cell(label, value, notes[0], at, us[0], more),
  direct: cell(label, value, notes[1], at, us[1], more),
});
const rounds: Spec[] = lines.flatMap((total, i): Spec[] => [
  {
    kind: 'round',
    step: 'price_lines',
    occ: `0.${i}`,
    name: String(i),
    operation: 'round',
    depth: 1,
    parent: 2,
    descendants: 1,
    ...both('item', { sku: ['mug', 'lamp', 'pen'][i] ?? '', quantity: i + 1 }, 740 + i * 90, [80, 60]),
  },
  {
    step: 'price_lines/do/line_total',
    occ: `0.${i}.0`,
    name: 'line_total',
    operation: 'arithmetic',
    depth: 2,
    parent: 3 + i * 2,
    descendants: 0,
    ...both('total', total, 745 + i * 90, [60, 40]),
  },
]);

export const ROWS: readonly StepRow[] = (
  [
    {
      step: 'validate_items',
      name: 'validate_items',
      operation: 'validation',
      depth: 0,
      parent: -1,
      descendants: 0,
      ...both('3 guards', true, 30, [200, 140]),
    },
    {
      step: 'load_prices',
      name: 'load_prices',
      operation: 'database_query',
      depth: 0,
      parent: -1,
      descendants: 0,
      ...both('rows', 3, 240, [490, 180], ['performed', 'shared answer'], { effects: 1 }),
    },
    {
      step: 'price_lines',
      name: 'price_lines',
      operation: 'for_each',
      depth: 0,
      parent: -1,
      descendants: 6,
      ...both('lines', lines, 735, [300, 220]),
    },
    ...rounds,
    {
      step: 'sum_lines',
      name: 'sum_lines',
      operation: 'data_transform',
      depth: 0,
      parent: -1,
      descendants: 0,
      ...both('subtotal', dec('118.20'), 1100, [240, 160]),
    },
    {
      step: 'loyalty_discount',
      name: 'loyalty_discount',
      operation: 'conditional',
      depth: 0,
      parent: -1,
      descendants: 0,
      ...both('is_member AND subtotal >= 100', false, 1400, [200, 130], ['', ''], { violations: 0 }),
    },
    {
      step: 'compute_tax',
      name: 'compute_tax',
      operation: 'custom.round_tax',
      depth: 0,
      parent: -1,
      descendants: 0,
      status: 'diverged',
      reference: cell('tax', dec('8.86'), '', 1650, 240),
      direct: cell('tax', dec('8.87'), '', 1650, 150),
    },
    {
      step: 'grand_total',
      name: 'grand_total',
      operation: 'arithmetic',
      depth: 0,
      parent: -1,
      descendants: 0,
      status: 'consequence',
      reference: cell('total', dec('127.06'), '', 1950, 110),
      direct: cell('total', dec('127.07'), '', 1950, 80),
    },
    {
      step: 'record_order',
      name: 'record_order',
      operation: 'database_write',
      depth: 0,
      parent: -1,
      descendants: 0,
      status: 'consequence',
      reference: cell('changes', 1, 'performed', 2100, 500, { effects: 1 }),
      direct: cell('', undefined, 'effect_diverged', 2100, 60, {
        state: 'failed',
        effects: 1,
        violations: 1,
      }),
    },
    {
      step: 'done',
      name: 'done',
      operation: 'return',
      depth: 0,
      parent: -1,
      descendants: 0,
      status: 'reference_only',
      reference: cell('total', dec('127.06'), '', 2640, 120, { state: 'returned' }),
    },
    {
      kind: 'result',
      step: '',
      occ: '',
      name: 'result',
      operation: '',
      depth: 0,
      parent: -1,
      descendants: 0,
      status: 'consequence',
      reference: cell('total', dec('127.06'), '', 2780, 60, { state: 'returned' }),
      direct: cell('', undefined, 'effect_diverged', 2200, 60, { state: 'failed' }),
    },
  ] satisfies Spec[]
).map(row);

export const DIVERGED_ROW = ROWS.findIndex((one) => one.status === 'diverged');

export const DIVERGENCES: readonly Divergence[] = [
  {
    kind: 'value',
    step: 'compute_tax',
    occ: '0',
    path: 'tax',
    reference: dec('8.86'),
    direct: dec('8.87'),
    rule: 'equality',
    message: 'compute_tax assigned a different tax: same inputs, results differ by 0.01.',
    row: DIVERGED_ROW,
    events: { reference: 27, direct: 27 },
    relation: 'first',
  },
  {
    kind: 'value',
    step: 'grand_total',
    occ: '0',
    path: 'total',
    reference: dec('127.06'),
    direct: dec('127.07'),
    rule: 'equality',
    message: 'grand_total assigned a different total: 127.06 and 127.07.',
    row: DIVERGED_ROW + 1,
    events: { reference: 30, direct: 30 },
    relation: 'consequence',
  },
  {
    kind: 'effect',
    step: 'record_order',
    occ: '0',
    path: 'request.parameters[1]',
    reference: dec('127.06'),
    direct: dec('127.07'),
    rule: 'equality',
    message: 'record_order asked the database for different things: parameter 2 is 127.06 and 127.07.',
    row: DIVERGED_ROW + 2,
    events: { reference: 33, direct: 33 },
    relation: 'independent',
  },
];

const now = Date.now();
const item = (id: string, status: 'equal' | 'diverged' | 'failed' | null, errors = 0): NodeListItem => ({
  id,
  file: `nodes/${id}.vsp`,
  intent: id.replaceAll('_', ' '),
  errors,
  warnings: 0,
  last: status ? { comparison: `run-${id}`, status, at: now - 120_000 } : null,
});
export const NODES: readonly NodeListItem[] = [
  item('payment_handler', 'equal'),
  item('order_total', 'diverged'),
  item('order_lifecycle', null),
  item('sales_report', null, 2),
];

export const RUNS: readonly RunListItem[] = Array.from({ length: 214 }, (_, i): RunListItem => {
  const node = ['order_total', 'payment_handler', 'sales_report', 'order_lifecycle'][i % 4] ?? 'order_total';
  const status =
    (['diverged', 'equal', 'equal', 'failed', 'equal', 'interrupted'] as const)[i % 6] ?? 'equal';
  const summary = {
    diverged: 'compute_tax assigned a different tax: results differ by 0.01.',
    equal: 'total 127.06',
    failed: 'card_declined: Card was declined',
    interrupted: 'Parallax ended while it ran',
  }[status];
  return {
    comparison: `run-${i}`,
    node,
    startedAt: now - i * i * 90_000,
    durationMs: 3 + (i % 40),
    status,
    summary,
    paths: i % 9 === 4 ? ['reference'] : ['reference', 'direct'],
  };
});

const position = { line: 1, column: 1, endLine: 1, endColumn: 1 };
const field = (
  name: string,
  type: NodeDetail['inputs'][number]['type'],
  required: boolean,
  description = '',
  more: Partial<NodeDetail['inputs'][number]> = {},
) => ({ name, type, required, constraints: [], description, range: position, ...more });
const constraint = (text: string) => ({
  text,
  expression: { kind: 'literal' as const, value: true, range: position },
  probes: [],
  range: position,
});
export const INPUTS: NodeDetail['inputs'] = [
  field('order_id', { kind: 'string' }, true, 'Identifier of the order', {
    constraints: [constraint('non_empty')],
  }),
  field('items', { kind: 'array', element: { kind: 'named', name: 'line_item' } }, true, '', {
    constraints: [constraint('LEN(items) >= 1')],
  }),
  field('is_member', { kind: 'boolean' }, false, '', { default: false }),
  field('tax_rate', { kind: 'decimal' }, false, '', {
    default: dec('0.075'),
    constraints: [constraint('>= 0'), constraint('max: 1')],
  }),
  field('currency', { kind: 'enum', values: ['usd', 'eur', 'gbp'] }, false, '', { default: 'usd' }),
  field('placed_at', { kind: 'timestamp' }, false, 'When the order was placed'),
  field('card', { kind: 'string' }, true),
];
export const TYPES: NodeDetail['types'] = {
  line_item: {
    kind: 'record',
    constraints: [],
    fields: [
      field('sku', { kind: 'string' }, true),
      field('quantity', { kind: 'integer' }, true, '', { constraints: [constraint('positive')] }),
    ],
  },
};
export const CASE = {
  order_id: 'ord_7Q2mZ41x',
  items: [
    { sku: 'mug', quantity: 1 },
    { sku: 'lamp', quantity: 2 },
    { sku: 'pen', quantity: 3 },
  ],
  is_member: false,
  tax_rate: dec('0.075'),
  currency: 'usd',
  card: 'tok_visa',
};

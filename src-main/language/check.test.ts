import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../shared/node/program.ts';
import { runs } from '../../test/support/full.ts';
import { checkNode } from './check.ts';
import { formatExpression } from './expression/format.ts';

const FIXTURES = new URL('../../../shared/fixtures/vesper-v0.1/', import.meta.url);
const NAMES = ['hello_world', 'add_numbers', 'data_pipeline', 'payment_handler'];
const available = existsSync(FIXTURES);
const fixture = (name: string): string => readFileSync(new URL(`${name}.vsp`, FIXTURES), 'utf8');

describe.skipIf(!available)('the published nodes (skipped where their files are absent)', () => {
  it.each(NAMES)('%s checks without errors', (name) => {
    const { program, diagnostics } = checkNode(fixture(name));
    expect(diagnostics.filter((found) => found.severity === 'error')).toEqual([]);
    expect(program?.id).toBe(`${name}_v1`);
  });

  it('reads numbers from their source text', () => {
    const { program } = checkNode(fixture('payment_handler'));
    expect(program?.testCases.map((test) => test.inputs['amount'])).toEqual([
      { $decimal: '99.99' },
      { $decimal: '100000.00' },
    ]);
    expect(program?.testCases[0]?.inputs['order_id']).toBe('ord_test123456789012');
  });

  it('rewrites aggregations to fields of the group', () => {
    const { program } = checkNode(fixture('data_pipeline'));
    const step = program?.flow.find((candidate) => candidate.name === 'group_by_category') as Step & {
      operation: 'data_transform';
    };
    expect(step.elementNames).toEqual(['item', 'filtered_record', 'record']);
    expect(step.transform).toMatchObject({
      kind: 'aggregate',
      groupBy: [{ key: 'category', value: { kind: 'field', field: 'category', target: { name: 'item' } } }],
      aggregations: [
        { key: 'total_sales', value: { fn: 'SUM', args: [{ field: 'amount', target: { name: '$group' } }] } },
        { key: 'count', value: { fn: 'LEN', args: [{ name: '$group' }] } },
        { key: 'average', value: { fn: 'AVG' } },
      ],
    });
  });

  it('binds placeholders of a query', () => {
    const { program } = checkNode(fixture('payment_handler'));
    const outer = program?.flow[1] as Step & { operation: 'conditional' };
    const query = outer.then[0] as Step & { operation: 'database' };
    expect(query.path).toBe('check_idempotency/then/lookup_existing');
    expect(query.sql).toBe('SELECT transaction_id FROM transactions WHERE idempotency_key = ?');
    expect(query.parameters.map(formatExpression)).toEqual(['idempotency_key']);
    expect(query.ifFound).toMatchObject({ kind: 'return', return: { kind: 'success' } });
  });

  it('keeps contracts over names that nothing binds', () => {
    const { program, diagnostics } = checkNode(fixture('payment_handler'));
    expect(program?.contracts.postconditions).toMatchObject([
      { prose: false, names: ['transaction', 'error'] },
    ]);
    expect(diagnostics.filter((found) => found.code === 'unbound-name')).toEqual([]);
  });

  it('never throws on damaged files, and every range lies in the file', () => {
    const texts = NAMES.map(fixture);
    const cut = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.nat(6000),
      length: fc.nat(40),
      insert: fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom('{', '}', '"', ': ', '\n', '\n- ', '&a ', '*a', '\t', '[', 'FORALL ', '1e99999'),
      ),
    });
    fc.assert(
      fc.property(cut, ({ text, at, length, insert }) => {
        const start = at % text.length;
        const damaged = text.slice(0, start) + insert + text.slice(start + length);
        const { diagnostics } = checkNode(damaged);
        const lines = damaged.split('\n');
        for (const { range } of diagnostics) {
          expect(range.line).toBeGreaterThan(0);
          expect(range.endLine).toBeLessThanOrEqual(lines.length);
          expect(range.endColumn).toBeLessThanOrEqual((lines[range.endLine - 1] as string).length + 1);
          expect(range.endLine * 1e6 + range.endColumn).toBeGreaterThanOrEqual(
            range.line * 1e6 + range.column,
          );
        }
      }),
      { numRuns: runs(100, 2000) },
    );
  });
});

/** The text between `at` and `to` of a diagnostic. */
function quoted(text: string, code: string): string | undefined {
  const range = checkNode(text).diagnostics.find((found) => found.code === code)?.range;
  return range && range.line === range.endLine
    ? text.split('\n')[range.line - 1]?.slice(range.column - 1, range.endColumn - 1)
    : range && '(lines)';
}

const node = (rest: string): string =>
  `node_id: n\ninputs:\n  amount: {type: decimal}\n  items: {type: "array<Item>", required: false}\ntypes:\n  Item: {fields: {price: decimal}}\n${rest}`;
const flow = (...steps: readonly string[]): string =>
  node(`flow:\n${steps.map((step) => `  - ${step}\n`).join('')}`);

describe('diagnostics stand where the fault is', () => {
  it.each([
    ['missing-field', 'node_id: n\n', 'node_id'],
    ['unknown-field', node('flwo: []\nflow: []\n'), 'flwo'],
    ['wrong-structure', '- a\n', '-'],
    ['unknown-operation', flow('{step: a, operation: asign, expression: "1", output: x}'), 'asign'],
    ['unknown-field', flow('{step: a, operation: assign, expression: "1", ouput: x, output: y}'), 'ouput'],
    [
      'duplicate-step',
      flow(
        '{step: a, operation: assign, expression: "1", output: x}',
        '{step: a, operation: assign, expression: "1", output: x}',
      ),
      'a',
    ],
    [
      'invalid-name',
      flow('{step: a, operation: assign, expression: "1", output: "not a name"}'),
      '"not a name"',
    ],
    ['unbound-name', flow('{step: a, operation: assign, expression: "amont + 1", output: x}'), 'amont'],
    ['expression-syntax', flow('{step: a, operation: assign, expression: "amount +", output: x}'), ''],
    [
      'unknown-function',
      flow('{step: a, operation: assign, expression: "1 + SUMM(items)", output: x}'),
      'SUMM',
    ],
    ['wrong-arguments', flow('{step: a, operation: assign, expression: "ROUND()", output: x}'), 'ROUND()'],
    [
      'invalid-pattern',
      flow("{step: a, operation: validation, guards: [\"MATCHES('x', '(?=a)')\"]}"),
      "'(?=a)'",
    ],
    [
      'projected-operand',
      flow(
        '{step: a, operation: data_transform, input: items, transform: reduce, aggregations: {s: "SUM(price * 2)"}, output: x}',
      ),
      'price * 2',
    ],
    [
      'unknown-value',
      flow('{step: a, operation: data_transform, input: items, transform: mapp, function: "1", output: x}'),
      'mapp',
    ],
    ['invalid-duration', flow('{step: a, operation: event_subscribe, topic: t, timeout: soon}'), 'soon'],
    [
      'unquoted-placeholder',
      flow('{step: a, operation: event_publish, topic: t, payload: {amount}}'),
      '{amount}',
    ],
    ['sql-statement', flow('{step: a, operation: database_query, query: "PRAGMA x"}'), '"PRAGMA x"'],
    [
      'sql-placeholder',
      flow('{step: a, operation: database_query, query: "SELECT * FROM t WHERE a = \'{amount}\'"}'),
      'amount',
    ],
    [
      'sql-placeholder',
      flow('{step: a, operation: database_query, query: "SELECT * FROM {amount}"}'),
      'amount',
    ],
    ['missing-where', flow('{step: a, operation: database_delete, table: t}'), 'step'],
    ['capability-undeclared', flow('{step: a, operation: database_delete, table: t, where: {x: 1}}'), 'a'],
    [
      'unknown-state-machine',
      node(
        'state_machines: {order: {initial: a, transitions: {a: b}}}\nflow:\n  - {step: s, operation: state_machine_transition, state_machine: ordr, to: b}\n',
      ),
      'ordr',
    ],
    [
      'undeclared-transition',
      node(
        'state_machines: {order: {initial: a, transitions: {a: b}}}\nflow:\n  - {step: s, operation: state_machine_transition, from: b, to: a}\n',
      ),
      'a',
    ],
    [
      'unreachable-step',
      flow(
        '{step: a, operation: return, return_success: {}}',
        '{step: late, operation: assign, expression: "1", output: x}',
      ),
      'late',
    ],
    [
      'missing-output',
      `${node('outputs: {success: {total: decimal}}\nflow:\n  - {step: a, operation: return, return_success: {}}\n')}`,
      'return_success',
    ],
    [
      'undeclared-output',
      `${node('outputs: {success: {total: decimal}}\nflow:\n  - {step: a, operation: return, return_success: {total: 1, totl: 2}}\n')}`,
      '2',
    ],
    [
      'undeclared-error-code',
      node(
        'outputs: {error: {error_code: {type: enum, values: [bad]}}}\nflow:\n  - {step: a, operation: return, return_error: {error_code: bda}}\n',
      ),
      'bda',
    ],
    [
      'undeclared-error-field',
      node(
        'outputs: {error: {error_code: {type: enum, values: [bad]}}}\nflow:\n  - {step: a, operation: return, return_error: {error_code: bad, why: 1}}\n',
      ),
      '1',
    ],
    [
      'unreachable-handler',
      flow(
        '{step: a, operation: return, return_success: {}, on_error: [{error_type: "*", action: continue}, {error_type: timeout, action: retry}]}',
      ),
      'a',
    ],
    ['contract-syntax', node('contracts: {invariants: ["amount >"]}\nflow: []\n'), ''],
    [
      'contract-prose',
      node('contracts: {invariants: ["Money is never lost"]}\nflow: []\n'),
      '"Money is never lost"',
    ],
    ['misplaced-old', flow('{step: a, operation: assign, expression: "old(amount)", output: x}'), 'old'],
    ['unknown-type', 'node_id: n\ninputs: {a: array<strng>}\nflow: []\n', 'strng'],
    ['invalid-type', 'node_id: n\ninputs: {a: "array<string"}\nflow: []\n', '"array<string"'],
    ['recursive-type', 'node_id: n\ntypes: {T: {fields: {next: T}}}\nflow: []\n', 'next'],
    ['invalid-default', 'node_id: n\ninputs: {a: {type: integer, default: 1.5}}\nflow: []\n', 'a'],
    [
      'invalid-number',
      'node_id: n\ninputs: {a: {type: integer, default: 9223372036854775808}}\nflow: []\n',
      '9223372036854775808',
    ],
    ['invalid-value', 'node_id: n\ninputs: {a: {type: decimal, default: .inf}}\nflow: []\n', '.inf'],
    [
      'unknown-constraint',
      'node_id: n\ninputs: {a: {type: string, constraints: [non_emty]}}\nflow: []\n',
      'non_emty',
    ],
    [
      'constraint-prose',
      'node_id: n\ninputs: {a: {type: string, constraints: [must be a good word]}}\nflow: []\n',
      'must be a good word',
    ],
    [
      'unknown-input',
      `${node('flow: []\n')}testing:\n  test_cases:\n    - {name: one, inputs: {amuont: 1}}\n`,
      'one',
    ],
    [
      'duplicate-test-case',
      `${node('flow: []\n')}testing:\n  test_cases:\n    - {name: one}\n    - {name: one}\n`,
      'one',
    ],
    [
      'capability-denied',
      `${flow('{step: a, operation: event_publish, topic: t}')}security: {denied_capabilities: [event_bus.publish]}\n`,
      'a',
    ],
    ['unknown-sensitive-path', `${node('flow: []\n')}security: {sensitive_data: [user.card]}\n`, 'user.card'],
  ])('%s', (code, text, place) => {
    expect(quoted(text, code)).toBe(place);
  });
});

describe('what is known of the workspace', () => {
  const other = checkNode(node('flow: []\n')).program;
  const options = {
    knownNodes: new Map(other ? [['other', other]] : []),
    knownHandlers: { python: new Set(['tax']), javascript: new Set<string>() },
    grants: ['database.read.*'],
    providers: new Map([['stripe', { host: 'stripe.com' }]]),
  };
  it.each([
    ['unknown-node', flow('{step: a, operation: call_node, node: othr}')],
    ['unknown-input', flow('{step: a, operation: call_node, node: other, inputs: {amount: 1, amt: 2}}')],
    ['missing-input', flow('{step: a, operation: call_node, node: other}')],
    ['missing-handler', flow('{step: a, operation: custom.tax}')],
    ['unknown-provider', flow('{step: a, operation: external_api_call, provider: strip, endpoint: /x}')],
    [
      'capability-undeclared',
      flow('{step: a, operation: external_api_call, provider: stripe, endpoint: /x}'),
    ],
    [
      'capability-not-granted',
      `${node('flow: []\n')}security: {capabilities_required: [database.write.t, database.read.t]}\n`,
    ],
  ])('%s', (code, text) => {
    const { diagnostics } = checkNode(text, options);
    expect(diagnostics.map((found) => found.code)).toEqual([code]);
  });
});

it('gives all findings of a file at once, in order', () => {
  const text = flow(
    '{step: a, operation: assign, expression: "1 +", output: x}',
    '{step: b, operation: nothing}',
    '{step: c, operation: assign, expression: "y", output: z, foo: 1}',
  );
  const { diagnostics, program } = checkNode(text);
  expect(diagnostics.map((found) => found.code)).toEqual([
    'expression-syntax',
    'unknown-operation',
    'unbound-name',
    'unknown-field',
  ]);
  expect(program).toBeNull();
});

it('lets a node with a broken contract run', () => {
  const { program, diagnostics } = checkNode(node('contracts: {invariants: ["amount >"]}\nflow: []\n'));
  expect(diagnostics).toMatchObject([{ code: 'contract-syntax', severity: 'error' }]);
  expect(program?.contracts.invariants).toMatchObject([{ prose: true, text: 'amount >' }]);
});

it('is content with outputs that a step assigns or an input gives', () => {
  const outputs = 'outputs: {success: {total: decimal, amount: decimal}}\n';
  const { diagnostics } = checkNode(
    node(`${outputs}flow:\n  - {step: a, operation: assign, expression: amount, output: total}\n`),
  );
  expect(diagnostics).toEqual([]);
});

describe('files made to take long', () => {
  const many = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('');
  it.each([
    [
      'thousands of unbound names',
      `node_id: n\nflow:\n${many(runs(1500, 4000), (i) => `  - {step: s${i}, operation: assign, expression: unknown_${i} + known_${i}, output: known_x${i}}\n`)}`,
    ],
    [
      'a sensitive value handed backwards',
      `node_id: n\ninputs: {v0: any}\nsecurity: {sensitive_data: [v0]}\nflow:\n${many(3000, (i) => `  - {operation: assign, output: v${3000 - i}, expression: v${2999 - i}}\n`)}`,
    ],
    [
      'a chain of types',
      `node_id: n\nflow: []\ntypes:\n${many(8000, (i) => `  T${i}: {fields: {a: T${i + 1}}}\n`)}`,
    ],
    [
      'a type that comes back to itself after long',
      `node_id: n\nflow: []\ntypes:\n${many(5000, (i) => `  T${i}: {base: T${(i + 1) % 5000}}\n`)}`,
    ],
    ['commas', `[${','.repeat(390_000)}]`],
    [
      'one long expression',
      `node_id: n\nflow:\n  - {operation: assign, output: x, expression: "[${'a, '.repeat(100_000)}a]"}\n`,
    ],
  ])('%s', (_, text) => {
    // What this thread computes, whatever else the machine does meanwhile.
    const before = process.threadCpuUsage();
    expect(checkNode(text).diagnostics.length).toBeGreaterThanOrEqual(0);
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(6000);
  });
});

it('hashes the text', () => {
  const text = 'node_id: n\nflow: []\n';
  expect(checkNode(text).program?.hash).toBe(
    'dd5a0e581a9f029702ef9dfe6aa6afa9ab3fe82924e7cc130c63cf7fee27d943',
  );
});

import { describe, expect, it } from 'vitest';
import type { Step } from '../../../shared/node/program.ts';
import { checkNode } from '../check.ts';
import { formatExpression } from '../expression/format.ts';
import { elementNamesOf, singular } from './transforms.ts';

function program(rest: string) {
  const { program: checked, diagnostics } = checkNode(`node_id: n\n${rest}`);
  if (!checked) throw new Error(diagnostics.map((found) => `${found.code}: ${found.message}`).join('\n'));
  return checked;
}

function step(text: string, rest = ''): Step {
  const indented = text
    .trim()
    .split('\n')
    .map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`))
    .join('\n');
  return program(`${rest}flow:\n${indented}\n`).flow[0] as Step;
}

describe('operations', () => {
  it('validation', () => {
    expect(
      step(
        'operation: validation\nguards: ["a > 0"]\non_failure:\n  return_error: {error_code: bad, message: "no {a}", extra: 1}',
      ),
    ).toMatchObject({
      name: '0',
      path: '0',
      guards: [{ text: 'a > 0', probes: ['a'] }],
      onFailure: {
        kind: 'return',
        return: {
          kind: 'error',
          code: { value: 'bad' },
          message: { kind: 'template' },
          fields: [{ key: 'extra', value: { value: 1 } }],
        },
      },
    });
  });

  it('conditional, with paths of its blocks', () => {
    expect(
      step(
        'step: c\noperation: conditional\ncondition: a\nthen:\n  - {step: x, operation: return, return_success: }\nelse:\n  - {operation: assign, expression: 5, output: b}',
      ),
    ).toMatchObject({
      condition: { probes: ['a'] },
      // biome-ignore lint/suspicious/noThenProperty: the program's own word for the block
      then: [{ path: 'c/then/x' }],
      else: [{ path: 'c/else/0', expression: { value: 5 } }],
    });
  });

  it('assign of a list and a map', () => {
    expect(
      step('operation: assign\nexpression: {k: "{a + 1}", l: [1.50, yes, "{{b}}"]}\noutput: x'),
    ).toMatchObject({
      expression: {
        kind: 'record',
        entries: [
          { key: 'k', value: { kind: 'binary' } },
          {
            key: 'l',
            value: { items: [{ value: { $decimal: '1.50' } }, { value: 'yes' }, { value: '{b}' }] },
          },
        ],
      },
    });
  });

  it('string_template whose text looks like a number', () => {
    expect(step('operation: string_template\ntemplate: 5\noutput: x')).toMatchObject({
      expression: { value: '5' },
    });
  });

  it('for_each', () => {
    expect(
      step(
        'step: f\noperation: for_each\nitems: "{xs}"\nas: x\ndo:\n  - {step: y, operation: assign, expression: x, output: z}\nyield: z\noutput: zs',
      ),
    ).toMatchObject({
      items: { kind: 'name', name: 'xs' },
      as: 'x',
      do: [{ path: 'f/do/y' }],
      yield: { name: 'z' },
      output: 'zs',
    });
  });

  it('state_machine_transition of the only machine', () => {
    const machines =
      'state_machines:\n  order: {state: status, initial: new, transitions: {new: [paid, gone], paid: sent}}\n';
    expect(step('operation: state_machine_transition\nfrom: new\nto: "{next}"', machines)).toMatchObject({
      machine: 'order',
      from: { value: 'new' },
      to: { name: 'next' },
    });
    expect(program(`${machines}flow: []\n`).stateMachines).toMatchObject([
      {
        variable: 'status',
        initial: 'new',
        transitions: [
          ['new', 'paid'],
          ['new', 'gone'],
          ['paid', 'sent'],
        ],
      },
    ]);
  });

  it.each([
    [
      'database_write\ntable: t\ndata: {a: "{x}", b: 1}',
      'INSERT INTO "t" ("a", "b") VALUES (?, ?)',
      ['x', '1'],
    ],
    [
      'database_update\ntable: t\ndata: {a: 1}\nwhere: {b: null, c: [1, 2]}',
      'UPDATE "t" SET "a" = ? WHERE "b" IS ? AND "c" IN (?, ?)',
      ['1', 'null', '1', '2'],
    ],
    [
      'database_delete\ntable: t\nwhere: "a < {x + 1} AND b = \'{{\'"',
      'DELETE FROM "t" WHERE a < ? AND b = \'{\'',
      ['x + 1'],
    ],
    ['database_query\ntable: t\ncolumns: [a, "b c"]', 'SELECT "a", "b c" FROM "t"', []],
    [
      'database_query\nquery: |\n  SELECT *\n  FROM t WHERE a IN ({x}, {y});\n',
      'SELECT *\nFROM t WHERE a IN (?, ?)',
      ['x', 'y'],
    ],
  ])('%s', (text, sql, parameters) => {
    const compiled = step(`operation: ${text}`) as Step & { operation: 'database' };
    expect(compiled.sql).toBe(sql);
    expect(compiled.parameters.map(formatExpression)).toEqual(parameters);
  });

  it('external_api_call', () => {
    expect(
      step(
        'operation: external_api_call\nprovider: p\nendpoint: "/v1/{id}"\nmethod: POST\nparameters: {a: 1}\ntimeout: 1.5s\nretry_policy: {max_attempts: 2, backoff: linear, initial_delay: 100ms, max_delay: 2m}\non_success: {extract: {x: "{response.id}"}}\non_error: {error_type: timeout, map_to: {error_code: slow, message: late}}',
      ),
    ).toMatchObject({
      provider: 'p',
      method: 'POST',
      timeoutMs: 1500,
      retry: { maxAttempts: 2, backoff: 'linear', initialDelayMs: 100, maxDelayMs: 120_000 },
      extract: [{ key: 'x' }],
      onError: [{ errorType: 'timeout', action: { kind: 'map', code: 'slow', message: { value: 'late' } } }],
    });
  });

  it('custom, call_node, events', () => {
    expect(step('operation: custom.round\nparameters: {a: 1}\noutput: x')).toMatchObject({
      operation: 'custom',
      handler: 'round',
      parameters: [{ key: 'a' }],
    });
    expect(step('operation: call_node\nnode: m\ninputs: {a: "{b}"}')).toMatchObject({
      node: 'm',
      inputs: [{ key: 'a', value: { name: 'b' } }],
    });
    expect(step('operation: event_publish\ntopic: t')).toMatchObject({
      topic: { value: 't' },
      payload: { value: null },
    });
    expect(step('operation: event_subscribe\ntopic: t\ntimeout: 2')).toMatchObject({ timeoutMs: 2000 });
  });

  it('handlers and compensations live under their own blocks', () => {
    const compiled = step(
      'step: s\noperation: event_publish\ntopic: t\non_error:\n  - {error_type: a, action: retry}\n  - error_type: b\n    steps: [{operation: assign, expression: error.code, output: x}]\ncompensate: [{step: undo, operation: event_publish, topic: u}]',
    );
    expect(compiled.onError).toMatchObject([
      { action: { kind: 'retry', maxRetries: 3 } },
      { action: { kind: 'steps', steps: [{ path: 's/on_error_1/0' }] } },
    ]);
    expect(compiled.compensate).toMatchObject([{ path: 's/compensate/undo' }]);
  });
});

describe('transforms', () => {
  it.each([
    ['transform: map\nfunction: order.total * 2', { kind: 'map' }],
    [
      'transform: sort\nby: total\ndescending: true',
      { kind: 'sort', descending: true, by: { kind: 'field', field: 'total' } },
    ],
    ['transform: sort', { kind: 'sort', by: null, descending: false }],
    ['transform: group\ngroup_by: order.total % 2', { kind: 'group', by: { op: '%' } }],
    [
      'transform: aggregate\ngroup_by: [a, "YEAR(item.t)"]\naggregations: {n: COUNT(*)}',
      { kind: 'aggregate', groupBy: [{ key: 'a' }, { key: 'YEAR(item.t)' }] },
    ],
    [
      'transform: aggregate\ngroup_by: {k: item.a}\naggregations: {n: SUM(order.b)}',
      {
        groupBy: [{ key: 'k' }],
        aggregations: [{ value: { args: [{ field: 'b', target: { name: '$group' } }] } }],
      },
    ],
    [
      'transform: reduce\naggregations: {n: COUNT(*)}',
      { kind: 'aggregate', groupBy: null, aggregations: [{ key: 'n', value: { fn: 'LEN' } }] },
    ],
    ['transform: reduce\ninitial: 0\nfunction: acc + item', { kind: 'reduce', initial: { value: 0 } }],
  ])('%s', (text, expected) => {
    expect(step(`operation: data_transform\ninput: orders\n${text}\noutput: x`)).toMatchObject({
      transform: expected,
    });
  });

  it.each([
    ['orders', 'order'],
    ['categories', 'category'],
    ['boxes', 'box'],
    ['dishes', 'dish'],
    ['matches', 'match'],
    ['classes', 'class'],
    ['houses', 'house'],
    ['days', 'day'],
    ['status', null],
    ['analysis', null],
    ['data', null],
    ['class', null],
  ])('singular of %s', (word, expected) => {
    expect(singular(word)).toBe(expected);
  });

  it('names elements after the input and its last word', () => {
    const range = { line: 1, column: 1, endLine: 1, endColumn: 1 };
    expect(elementNamesOf({ kind: 'name', name: 'date_filtered_records', range })).toEqual([
      'item',
      'date_filtered_record',
      'record',
    ]);
    expect(elementNamesOf({ kind: 'list', items: [], range })).toEqual(['item']);
  });
});

describe('inputs, types and constraints', () => {
  const inputs = (text: string) =>
    program(
      `types:\n  Item: {fields: {price: decimal, note: {type: string, required: false}}, constraints: [price >= 0]}\n  Code: {base: string, constraints: ["LEN(Code) == 3"]}\ninputs:\n  x: ${text}\nflow: []\n`,
    );
  it.each([
    ['string', { kind: 'string' }],
    [
      'array<map<string, set<Item>>>',
      {
        kind: 'array',
        element: {
          kind: 'map',
          key: { kind: 'string' },
          value: { kind: 'set', element: { kind: 'named', name: 'Item' } },
        },
      },
    ],
    ['{type: enum, values: [a, b]}', { kind: 'enum', values: ['a', 'b'] }],
    ['"enum[a, \'b c\']"', { kind: 'enum', values: ['a', 'b c'] }],
    ['array', { kind: 'array', element: { kind: 'any' } }],
  ])('%s', (text, type) => {
    expect(inputs(text).inputs[0]?.type).toEqual(type);
  });

  it.each([
    ['non_empty', 'non_empty', 'LEN(value) > 0'],
    ['max: 50.00', 'max: 50.00', 'value <= 50.00'],
    ['{min_length: 2}', 'min_length: 2', 'LEN(value) >= 2'],
    ['">= 0"', '>= 0', 'value >= 0'],
    ['"in [1, 2]"', 'in [1, 2]', 'value IN [1, 2]'],
    ['"x != 3 OR value == 4"', 'x != 3 OR value == 4', 'x != 3 OR value == 4'],
    [String.raw`{pattern: "^a\\d$"}`, String.raw`pattern: ^a\d$`, String.raw`MATCHES(value, "^a\\d$")`],
  ])('constraint %s', (text, written, expression) => {
    const [constraint] = inputs(`{type: string, constraints: [${text}]}`).inputs[0]?.constraints ?? [];
    expect(constraint?.text).toBe(written);
    expect(constraint && formatExpression(constraint.expression)).toBe(expression);
  });

  it('constraints of a record see its fields, those of an alias its name', () => {
    const { types } = inputs('string');
    expect(types['Item']?.constraints.map((constraint) => formatExpression(constraint.expression))).toEqual([
      'value.price >= 0',
    ]);
    expect(types['Code']?.constraints.map((constraint) => formatExpression(constraint.expression))).toEqual([
      'LEN(Code) == 3',
    ]);
  });

  it('defaults and test inputs are values, not templates', () => {
    expect(inputs('{type: any, default: {a: "{b}", $x: [1.0]}}').inputs[0]?.default).toEqual({
      $map: [
        ['a', '{b}'],
        ['$x', [{ $decimal: '1.0' }]],
      ],
    });
    expect(inputs('{type: any, default: {$set: [b, a, b]}}').inputs[0]?.default).toEqual({
      $set: ['a', 'b'],
    });
    expect(inputs('{type: any, default: 2025-01-08}').inputs[0]?.default).toBe('2025-01-08');
    expect(inputs('{type: any, required: false, default: null}').inputs[0]).toHaveProperty('default', null);
    expect(inputs('{type: any}').inputs[0]).not.toHaveProperty('default');
  });
});

it('limits, policies and their defaults', () => {
  expect(program('flow: []\n').limits).toEqual({ timeoutMs: 60_000, memoryMb: 512 });
  const made = program(
    'performance: {timeout_seconds: 0.5, memory_limit_mb: 64}\nerror_handling:\n  timeout: {action: retry}\n  down: {action: circuit_breaker, timeout: 5s, threshold: 2, notify: ops}\nflow: []\n',
  );
  expect(made.limits).toEqual({ timeoutMs: 500, memoryMb: 64 });
  expect(made.errorHandling).toEqual([
    { code: 'timeout', action: 'retry', maxRetries: 3, threshold: 5, openMs: 60_000 },
    { code: 'down', action: 'circuit_breaker', maxRetries: 3, threshold: 2, openMs: 5000 },
  ]);
});

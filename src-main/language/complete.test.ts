import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeAt } from './complete.ts';
import { hoverAt } from './hover.ts';

const TEXT = `node_id: n
inputs:
  orders: {type: array<Order>}
  amount:
    ty|1
    type: |2
outputs:
  success:
    total: {type: decimal}
  error:
    error_code: {type: enum, values: [bad]}
types:
  Order:
    fields:
      price: {type: decimal}
contracts:
  postconditions:
    - "tot|3
flow:
  - step: a
    operation: |4
  - step: b
    operation: data_transform
    input: orders
    transform: |5
    function: "order.|6
    output: cheap
  - step: c
    operation: conditional
    condition: "COU|7"
    then:
      - step: d
        operation: assign
        expr|8
  - {step: e, operation: assign, ex|9}
  - step: f
    operation: return
    return_success:
      total: "{che|A}"
    on_error:
      - error_type: |B
        act|C
  - |D
security:
  capabilities_required:
    - |E
per|F
`;

const MARK = /\|([0-9A-F])/g;

function at(mark: string) {
  const before = TEXT.slice(0, TEXT.indexOf(`|${mark}`)).replace(MARK, '');
  const text = TEXT.replace(MARK, '');
  const lines = before.split('\n');
  return { text, line: lines.length, column: (lines.at(-1) as string).length + 1 };
}

const context = {
  capabilities: ['database.read.orders'],
  handlers: ['round_tax'],
  nodes: ['m'],
  providers: ['p'],
};

describe('completion', () => {
  it.each([
    ['1', ['required', 'constraints'], 'flow'],
    ['2', ['string', 'array<T>', 'Order'], 'type'],
    ['3', ['total', 'old', 'amount'], 'operation'],
    ['4', ['assign', 'for_each', 'custom.round_tax'], 'step'],
    ['5', ['map', 'reduce'], 'string'],
    ['6', ['price'], 'orders'],
    ['7', ['COUNT', 'amount', 'cheap'], 'old'],
    ['8', ['expression', 'output', 'on_error'], 'guards'],
    ['9', ['expression', 'output'], 'step'],
    ['A', ['cheap', 'UPPER'], 'type'],
    ['B', ['bad', 'timeout', 'http_5xx'], 'retry'],
    ['C', ['action', 'map_to'], 'error_type'],
    ['D', ['step', 'operation'], 'guards'],
    ['E', ['database.read.orders', 'network.http_client.'], 'amount'],
    ['F', ['performance', 'error_handling'], 'flow'],
  ])('at %s', (mark, wanted, unwanted) => {
    const { text, line, column } = at(mark);
    const labels = completeAt(text, line, column, context).map((item) => item.label);
    expect(labels).toEqual(expect.arrayContaining(wanted));
    expect(labels).not.toContain(unwanted);
  });

  it('replaces what is typed already', () => {
    const { text, line, column } = at('6');
    expect(completeAt(text, line, column)[0]?.range).toEqual({
      line,
      column,
      endLine: line,
      endColumn: column,
    });
    const key = at('8');
    expect(completeAt(key.text, key.line, key.column)[0]?.range.column).toBe(key.column - 4);
  });

  it('never throws', () => {
    const { text } = at('1');
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(60), fc.nat(60), (cut, line, column) => {
        completeAt(text.slice(0, cut), line + 1, column + 1, context);
        hoverAt(text.slice(0, cut), line + 1, column + 1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('hover', () => {
  const place = (needle: string, word = needle) => {
    const { text } = at('1');
    const start = text.indexOf(needle) + needle.indexOf(word);
    const lines = text.slice(0, start + 1).split('\n');
    return { text, line: lines.length, column: (lines.at(-1) as string).length };
  };
  it.each([
    ['operation: data_transform', 'operation', 'operation'],
    ['operation: data_transform', 'data_transform', 'data_transform'],
    ['input: orders', 'orders', 'orders (input: array<Order>)'],
    ['output: cheap', 'cheap', 'cheap (assigned by b)'],
    ['array<Order>', 'Order', 'Order'],
  ])('%s: %s', (needle, word, title) => {
    const { text, line, column } = place(needle, word);
    const complete = text
      .replace(/^ {4}ty$/m, '')
      .replace(/"(tot|order\.)$/gm, '"$1"')
      .replace(/^ {8}expr$/m, '        expression: "1"')
      .replace('assign, ex}', 'assign, expression: "1"}')
      .replace(/^ {8}act$/m, '')
      .replace(/^per$/m, '');
    expect(hoverAt(complete, line, column)?.title).toBe(title);
  });
});

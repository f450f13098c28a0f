import { expect, test } from 'vitest';
import type { VariableRow } from '../../../shared/api/view.ts';
import { usedVariables } from './used-variables.ts';

const text = [
  'flow:',
  '  - step: tax',
  '    parameters: {amount: "{subtotal}", rate: "{rate}"}',
  '    output: tax',
  '  - step: next',
  '    expression: "other"',
].join('\n');
const node = {
  file: 'n.vsp',
  text,
  outline: [
    {
      path: 'tax',
      name: 'tax',
      operation: 'custom.x',
      summary: '',
      range: { line: 2, column: 3, endLine: 4, endColumn: 1 },
      blocks: [],
    },
  ],
};
const variable = (name: string, more: Partial<VariableRow> = {}): VariableRow => ({
  name,
  reference: 1,
  direct: 1,
  status: 'equal',
  changed: false,
  ...more,
});

test('names what the step reads, not what it made nor what it does not mention', () => {
  const variables = [
    variable('tax', { changed: true, status: 'differs' }),
    variable('subtotal'),
    variable('amount'),
    variable('rate'),
    variable('other'),
  ];
  expect(usedVariables(node, 'tax', variables).map(({ name }) => name)).toEqual(['subtotal', 'rate']);
  expect(usedVariables(node, 'unknown', variables)).toEqual([]);
});

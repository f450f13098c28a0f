import { expect, test } from 'vitest';
import { editNode } from './edit-node.ts';
import { stepFields } from './step-fields.ts';

const NODE = `node_id: sample_v1
type: function
intent: show what can be changed
inputs:
  amount: {type: decimal}
outputs:
  success:
    total: {type: decimal}
flow:
  - step: charge
    operation: external_api_call
    description: not a field
    provider: stripe
    endpoint: /v1/charges
    method: POST
    parameters: {amount: "{amount}", note: null}
    timeout: 30s
    retry_policy:
      max_attempts: 3
  - step: each
    operation: for_each
    items: "[1, 2]"
    as: item
    do:
      - step: inner
        operation: arithmetic
        expression: "item * 2"
        output: twice
  - step: done
    operation: return
    return_success: {total: "{amount}"}
`;

test('every single value of a step is a field, under its place in it; what makes it that step is none', () => {
  expect(stepFields(NODE, 'charge')).toEqual([
    { field: 'provider', text: 'stripe' },
    { field: 'endpoint', text: '/v1/charges' },
    { field: 'method', text: 'POST' },
    { field: 'parameters.amount', text: '{amount}' },
    { field: 'timeout', text: '30s' },
    { field: 'retry_policy.max_attempts', text: '3' },
  ]);
});

test('steps inside of a step keep their own fields', () => {
  expect(stepFields(NODE, 'each').map(({ field }) => field)).toEqual(['items', 'as']);
  expect(stepFields(NODE, 'each/do/inner')).toContainEqual({ field: 'expression', text: 'item * 2' });
});

test('a step that is not there, and a text that is no node, have none', () => {
  expect(stepFields(NODE, 'nope')).toEqual([]);
  expect(stepFields('flow: [', 'charge')).toEqual([]);
});

test.each(
  ['charge', 'each/do/inner'].flatMap((step) => stepFields(NODE, step).map((each) => ({ step, ...each }))),
)('$step: $field can be changed by the name that it is listed under', ({ step, field, text }) => {
  const value = { '3': '4', '30s': '60s', POST: 'PUT', 'item * 2': 'item * 3' }[text] ?? `${text}x`;
  const edited = editNode('sample.vsp', NODE, [{ kind: 'field', step, field, value }]);
  expect(edited).toMatchObject({ ok: true });
  expect(stepFields(edited.ok ? edited.value.text : '', step)).toContainEqual({ field, text: value });
});

import { expect, it } from 'vitest';
import { checkNode } from './check.ts';

function sensitive(flow: string, paths = 'card') {
  const text = `node_id: n\ninputs: {card: string, amount: decimal, cards: array<string>}\noutputs: {success: {shown: {type: string, required: false}}}\nflow:\n${flow}security: {sensitive_data: [${paths}]}\n`;
  const { program, diagnostics } = checkNode(text);
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return program.security.sensitive;
}
const flow = (...steps: string[]): string => steps.map((step) => `  - ${step}\n`).join('');

it('follows values through assignments, in whatever order', () => {
  const { variables, steps } = sensitive(
    flow(
      '{step: late, operation: assign, expression: a + "x", output: b}',
      '{step: first, operation: string_template, template: "-{card}-", output: a}',
      '{step: other, operation: assign, expression: amount, output: c}',
    ),
  );
  expect(variables.toSorted()).toEqual(['a', 'b', 'card']);
  expect(steps.toSorted()).toEqual(['first', 'late']);
});

it('follows loops, transforms and returns', () => {
  const { variables, steps } = sensitive(
    flow(
      '{step: loop, operation: for_each, items: cards, as: c, do: [{step: in, operation: assign, expression: c, output: last}]}',
      '{step: t, operation: data_transform, input: cards, transform: filter, function: "card != amount", output: kept}',
      '{step: r, operation: return, return_success: {shown: "{last}"}}',
    ),
    'cards',
  );
  expect(variables.toSorted()).toEqual(['cards', 'kept', 'last', 'shown']);
  expect(steps.toSorted()).toEqual(['loop', 'loop/do/in', 'r', 't']);
});

it('takes answers to sensitive questions for sensitive', () => {
  const { variables, steps } = sensitive(
    flow(
      '{step: q, operation: database_query, query: "SELECT * FROM t WHERE c = {card}", output: rows, on_result: {if_found: [{step: f, operation: assign, expression: query_result.id, output: id}]}}',
      '{step: h, operation: external_api_call, provider: p, endpoint: /x, parameters: {n: "{amount}"}, output: body}',
    ),
    'card.number',
  );
  expect(variables.toSorted()).toEqual(['card', 'id', 'rows']);
  expect(steps.toSorted()).toEqual(['q', 'q/if_found/f']);
});

it('finds nothing where nothing is declared', () => {
  expect(sensitive(flow('{operation: assign, expression: card, output: a}'), '')).toEqual({
    paths: [],
    variables: [],
    steps: [],
  });
});

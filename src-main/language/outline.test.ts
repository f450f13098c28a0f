import { expect, it } from 'vitest';
import { checkNode } from './check.ts';
import { outlineOf } from './outline.ts';

it('shows the flow as a tree of one-line summaries', () => {
  const { program } = checkNode(`node_id: n
flow:
  - step: check
    operation: conditional
    condition: "total > 1"
    then:
      - {step: double, operation: arithmetic, expression: "total * (2 + 1)", output: total}
  - {step: find, operation: database_query, query: "SELECT * FROM t WHERE a = {total}", output: rows}
  - {step: call, operation: external_api_call, provider: pay, endpoint: "/v1/{total}", method: POST}
  - {step: sum, operation: data_transform, input: rows, transform: aggregate, group_by: kind, aggregations: {n: COUNT(*)}, output: sums}
  - {step: own, operation: custom.round, parameters: {amount: 1}, output: r}
  - {step: done, operation: return, return_error: {error_code: bad}}
`);
  const outline = program ? outlineOf(program) : [];
  expect(outline.map((step) => [step.path, step.operation, step.summary])).toEqual([
    ['check', 'conditional', 'total > 1'],
    ['find', 'database_query', 'rows = SELECT * FROM t WHERE a = ?'],
    ['call', 'external_api_call', 'POST pay/v1/{total}'],
    ['sum', 'data_transform', 'sums = aggregate rows by kind: n'],
    ['own', 'custom.round', 'r = round(amount)'],
    ['done', 'return', 'error bad'],
  ]);
  expect(outline[0]?.blocks).toMatchObject([
    { name: 'then', steps: [{ path: 'check/then/double', summary: 'total = total * (2 + 1)' }] },
  ]);
});

import fc from 'fast-check';
import { stringify } from 'yaml';
import { expressions, INPUT_TYPES } from './conformance-arbitraries.ts';

const VARIABLES = ['v', 'w', 'y', 'z'] as const;
type YamlStep = Readonly<Record<string, unknown>>;

const { any, boolean, array, integer } = expressions(VARIABLES);
const variable = fc.constantFrom(...VARIABLES);

/** What a step does when it fails; mostly goes on, so that more than the first error is seen. */
const handlers = fc.oneof(
  { weight: 6, arbitrary: fc.constant([{ error_type: '*', action: 'continue' }]) },
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constant([{ error_type: '*', action: 'compensate' }]) },
  {
    weight: 1,
    arbitrary: fc.constant([
      { error_type: 'type_mismatch', action: 'retry', max_retries: 1 },
      { error_type: '*', map_to: 'mapped' },
    ]),
  },
  {
    weight: 1,
    arbitrary: variable.map((output) => [
      {
        error_type: '*',
        steps: [{ step: 'seen', operation: 'assign', expression: 'error.code', output }],
      },
    ]),
  },
);

const compensations = fc.option(
  fc
    .tuple(any, variable)
    .map(([expression, output]) => [{ step: 'undo', operation: 'assign', expression, output }]),
  { nil: undefined, freq: 5 },
);

const { steps } = fc.letrec<{ step: YamlStep; steps: readonly YamlStep[] }>((tie) => {
  const nested = tie('steps');
  const assign = fc.record({ operation: fc.constant('assign'), expression: any, output: variable });
  const template = fc
    .tuple(any, variable)
    .map(([expression, output]) => ({ operation: 'string_template', template: `<{${expression}}>`, output }));
  const transform = fc.oneof(
    fc.record({
      input: array,
      transform: fc.constantFrom('map', 'filter'),
      function: fc.oneof(any, boolean),
    }),
    fc.record({ input: array, transform: fc.constant('sort'), descending: fc.boolean() }),
    fc.record({ input: array, transform: fc.constant('group'), group_by: any }),
    fc.record({ input: array, transform: fc.constant('reduce'), initial: fc.constant(0), function: any }),
    fc.record({
      input: fc.constantFrom('ms', 'ms + [m]'),
      transform: fc.constant('aggregate'),
      group_by: fc.constantFrom('a', 'b'),
      aggregations: fc.constant({ n: 'COUNT(*)', s: 'SUM(a)', most: 'MAX(b)' }),
    }),
  );
  const leaf = fc.oneof(
    assign,
    template,
    fc.tuple(transform, variable).map(([rest, output]) => ({ operation: 'data_transform', ...rest, output })),
    fc.record({ operation: fc.constant('validation'), guards: fc.array(boolean, { maxLength: 2 }) }),
  );
  const branch = fc.oneof(
    fc.tuple(boolean, nested, nested).map(([condition, ...blocks]) => conditional(condition, ...blocks)),
    fc.record({
      operation: fc.constant('for_each'),
      items: fc.oneof(array, fc.constant('RANGE(0, 3)')),
      as: fc.constantFrom('x', 'v'),
      do: nested,
      yield: integer,
      output: variable,
    }),
    fc.record({
      operation: fc.constant('validation'),
      guards: fc.array(boolean, { maxLength: 2 }),
      on_failure: nested,
    }),
    fc.record({
      operation: fc.constant('return'),
      return_success: fc.record({ v: any.map((text) => `{${text}}`) }),
    }),
  );
  const body = fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: branch },
  );
  return {
    step: fc.tuple(body, handlers, compensations).map(([rest, onError, compensate]) => ({
      ...rest,
      ...(onError.length === 0 ? {} : { on_error: onError }),
      ...(compensate === undefined ? {} : { compensate }),
    })),
    steps: fc.array(tie('step'), { maxLength: 3, depthIdentifier: 'steps' }),
  };
});

const contracts = fc.record({
  preconditions: fc.array(boolean, { maxLength: 1 }),
  invariants: fc.array(boolean, { maxLength: 1 }),
  postconditions: fc.array(boolean, { maxLength: 2 }),
});

function conditional(condition: string, yes: readonly YamlStep[], no: readonly YamlStep[]): YamlStep {
  return Object.fromEntries([
    ['operation', 'conditional'],
    ['condition', condition],
    ['then', yes],
    ['else', no],
  ]);
}

/** Texts of nodes whose flows are made of everything that asks nothing of the outside world. */
export const flows: fc.Arbitrary<string> = fc
  .tuple(fc.array(steps, { minLength: 1, maxLength: 2 }), fc.option(contracts, { nil: {}, freq: 3 }))
  .map(([blocks, written]) => nodeText(blocks.flat(), written));

/** A node that evaluates expressions one after the other, whatever becomes of each. */
export function expressionsNode(list: readonly string[]): string {
  return nodeText(
    list.map((expression) => ({
      operation: 'assign',
      expression,
      output: 'v',
      on_error: [{ error_type: '*', action: 'continue' }],
    })),
    {},
  );
}

/** A node whose preconditions are these. */
export function contractsNode(list: readonly string[]): string {
  return nodeText([], { preconditions: list });
}

function nodeText(flow: readonly YamlStep[], written: object): string {
  const field = { type: 'any', required: false };
  return stringify(
    {
      node_id: 'random',
      inputs: INPUT_TYPES,
      outputs: { success: Object.fromEntries(VARIABLES.map((name) => [name, field])) },
      contracts: written,
      flow,
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

import fc from 'fast-check';
import { stringify } from 'yaml';
import { expressions, INPUT_TYPES } from './conformance-arbitraries.ts';
import { type Script, scripted } from './conformance-run.ts';

const VARIABLES = ['v', 'w', 'y', 'z'] as const;
type YamlStep = Readonly<Record<string, unknown>>;

const { any, boolean, array, integer } = expressions(VARIABLES);
/** In a field of a step, an expression stands in braces. */
const placeholder = any.map((text) => `{ ${text} }`);
const variable = fc.constantFrom(...VARIABLES);

/** What a step does when it fails; mostly goes on, so that more than the first error is seen. */
const handlers = fc.oneof(
  { weight: 6, arbitrary: fc.constant([{ error_type: '*', action: 'continue' }]) },
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constant([{ error_type: '*', action: 'compensate' }]) },
  { weight: 1, arbitrary: fc.constant([{ error_type: 'network', action: 'retry', max_retries: 2 }]) },
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
  const template = fc.tuple(any, variable).map(([expression, output]) => ({
    operation: 'string_template',
    template: `<{ ${expression} }>`,
    output,
  }));
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
  const effect = fc.oneof(
    fc.record({
      operation: fc.constant('event_publish'),
      topic: fc.constant('t{j}'),
      payload: placeholder,
      output: variable,
    }),
    fc.record({ operation: fc.constant('event_subscribe'), topic: fc.constant('t'), output: variable }),
    fc.record({
      operation: fc.constant('external_api_call'),
      provider: fc.constant('p'),
      parameters: fc.record({ a: placeholder }),
      on_success: fc.record({
        extract: fc.record({ w: fc.constantFrom('{response.n}', '{response}', '{uuid()}') }),
      }),
      output: variable,
    }),
    fc.record({
      operation: fc.constant('llm_chat'),
      model: fc.constantFrom('p/m', 'p/{i}', '{v}'),
      messages: fc.oneof(
        fc.tuple(placeholder).map(([content]) => [{ role: 'user', content }]),
        fc.constant('{ms}'),
      ),
      response_format: fc.constant({ schema: { type: 'object', properties: { n: { pattern: '^{}$' } } } }),
      temperature: fc.constantFrom(0.5, '{w}'),
      output: variable,
    }),
    fc.record({
      operation: fc.constant('custom.echo'),
      parameters: fc.record({ value: placeholder }),
      output: variable,
    }),
    fc.record({
      operation: fc.constant('state_machine_transition'),
      to: fc.constantFrom('on', 'off', '{s}'),
      guards: fc.array(boolean, { maxLength: 1 }),
    }),
    fc.record({
      operation: fc.constant('call_node'),
      node: fc.constant('callee'),
      inputs: fc.record({ p: placeholder }),
      output: variable,
    }),
  );
  const leaf = fc.oneof(
    assign,
    effect,
    template,
    fc.tuple(transform, variable).map(([rest, output]) => ({ operation: 'data_transform', ...rest, output })),
    fc.record({ operation: fc.constant('validation'), guards: fc.array(boolean, { maxLength: 2 }) }),
  );
  const branch = fc.oneof(
    fc.tuple(variable, nested, nested).map(([output, found, empty]) => ({
      operation: 'database_query',
      query: 'SELECT n FROM t WHERE a = {i} AND b = {random()}',
      on_result: { if_found: found, if_empty: empty },
      output,
    })),
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
      return_success: fc.record({ v: placeholder }),
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

const blocks = fc.array(steps, { minLength: 1, maxLength: 2 }).map((all) => all.flat());
const written = fc.option(contracts, { nil: {}, freq: 3 });

/** Texts of nodes whose flows are made of everything there is. */
export const flows: fc.Arbitrary<string> = fc.tuple(blocks, written).map(([flow, of]) => nodeText(flow, of));

/** Text of a node that those flows call: it knows no input but `p`. */
export const callees: fc.Arbitrary<string> = fc
  .tuple(blocks, written)
  .map(([flow, of]) => nodeText(flow, of, 'callee', { p: { type: 'any', required: false } }));

/** Answers that follow from the place alone; now and then an error. */
export const answerByPlace: Script = (key, request) => {
  let hash = 7;
  for (const char of key) hash = (hash * 31 + char.charCodeAt(0)) % 1009;
  const bare = key.replace(/@.*$/, '');
  if (['clock', 'random', 'id'].includes(request.type)) return scripted([])(bare, request);
  if (hash % 4 === 0) {
    const error = { code: 'network', message: bare, fields: { class: 'connection_failed' } };
    return { ok: false, error, attempts: [], source: 'performed' };
  }
  const rows = hash % 3 === 0 ? [] : [{ n: hash }];
  const value = {
    database: { rows, changes: 0 },
    http: { status: 200, body: { n: hash } },
    llm: { text: `said ${hash}`, json: { n: hash }, tool_calls: [] },
    publish: null,
    subscribe: { $decimal: `${hash}.50` },
  }[request.type as 'database' | 'http' | 'llm' | 'publish' | 'subscribe'];
  return { ok: true, value, attempts: [], source: 'performed' };
};

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

function nodeText(
  flow: readonly YamlStep[],
  contracts: object,
  id = 'random',
  inputs: object = INPUT_TYPES,
): string {
  const field = { type: 'any', required: false };
  return stringify(
    {
      node_id: id,
      inputs,
      outputs: { success: Object.fromEntries(VARIABLES.map((name) => [name, field])) },
      contracts,
      state_machines: { machine: { initial: 'off', transitions: { off: ['on'], on: ['off'] } } },
      flow,
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

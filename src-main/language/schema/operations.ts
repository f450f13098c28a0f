import { CHAT_STEP } from './llm.ts';
import { STEP_WORDS } from './other-words.ts';
import type { FieldSpec, MapSpec } from './spec.ts';
import {
  COMMON_FIELDS,
  GUARDS,
  ON_FAILURE,
  ON_RESULT,
  ON_SUCCESS,
  RETRY_POLICY,
  RETURN_FIELDS,
  STEP,
} from './steps.ts';

export interface OperationSpec {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly FieldSpec[];
  /** A step as it would stand in a file, for the reference and for completion. */
  readonly example: string;
}

const required = (field: FieldSpec): FieldSpec => ({ ...field, required: true });
const OUTPUT: FieldSpec = COMMON_FIELDS.find((field) => field.name === 'output') as FieldSpec;
const TIMEOUT: FieldSpec = {
  name: 'timeout',
  content: 'duration',
  doc: 'How long to wait: 30s, 500ms, 2m, or seconds.',
};
const DATABASE: FieldSpec = {
  name: 'database',
  content: 'text',
  doc: 'Which database of the workspace; default the first.',
};
const TABLE: FieldSpec = { name: 'table', content: 'text', doc: 'The table.' };
const WHERE: FieldSpec = {
  name: 'where',
  content: 'template',
  doc: 'Which rows: a map of column to value, or SQL with {placeholders}.',
};
const DATA: FieldSpec = { name: 'data', content: 'value', doc: 'Column to value.' };
const QUERY: FieldSpec = {
  name: 'query',
  content: 'template',
  doc: 'One SQL statement; {placeholders} are bound, never spliced.',
};
const RESULT: FieldSpec = {
  name: 'on_result',
  content: 'any',
  map: () => ON_RESULT,
  doc: 'What happens with rows, and without.',
};
const CONSISTENCY: FieldSpec = { name: 'consistency', content: 'text', doc: 'For readers.' };

export const OPERATIONS: readonly OperationSpec[] = [
  {
    name: 'validation',
    doc: 'Checks guards in order; the first false one runs on_failure or fails with validation_failed.',
    fields: [required(GUARDS), ON_FAILURE],
    example:
      'operation: validation\nguards:\n  - "amount > 0"\non_failure:\n  return_error: {error_code: bad_amount, message: "Amount must be positive"}',
  },
  {
    name: 'conditional',
    doc: 'Runs `then` or `else`.',
    fields: [
      { name: 'condition', content: 'conditions', required: true, doc: 'Must be boolean.' },
      { name: 'then', content: 'steps', items: () => STEP, doc: 'Steps where it is true.' },
      { name: 'else', content: 'steps', items: () => STEP, doc: 'Steps where it is false.' },
    ],
    example:
      'operation: conditional\ncondition: "total > 100"\nthen:\n  - {step: discount, operation: assign, expression: "total * 0.9", output: total}',
  },
  {
    name: 'arithmetic',
    doc: 'Evaluates an expression into `output`.',
    fields: [
      { name: 'expression', content: 'expression', required: true, doc: 'What to evaluate.' },
      required(OUTPUT),
    ],
    example: 'operation: arithmetic\nexpression: "price * quantity"\noutput: total',
  },
  {
    name: 'assign',
    doc: 'Evaluates an expression, or a list or map of them, into `output`.',
    fields: [
      { name: 'expression', content: 'expression', required: true, doc: 'What to evaluate.' },
      required(OUTPUT),
    ],
    example: 'operation: assign\nexpression: "COALESCE(nickname, name)"\noutput: shown',
  },
  {
    name: 'string_template',
    doc: 'Fills a template into `output`.',
    fields: [
      { name: 'template', content: 'template', required: true, doc: 'Text with {expressions}.' },
      required(OUTPUT),
    ],
    example: 'operation: string_template\ntemplate: "Hello, {name}!"\noutput: greeting',
  },
  {
    name: 'data_transform',
    doc: 'Maps, filters, sorts, groups, aggregates or reduces a collection.',
    fields: [
      {
        name: 'input',
        content: 'expression',
        required: true,
        doc: 'The collection; its elements are bound as `item` and as the singular of its name.',
      },
      {
        name: 'transform',
        content: 'text',
        required: true,
        values: ['map', 'filter', 'sort', 'group', 'aggregate', 'reduce'],
        doc: 'What to do with it.',
      },
      {
        name: 'function',
        content: 'expression',
        doc: 'For map and filter, per element; for reduce over `acc` and the element.',
      },
      {
        name: 'by',
        content: 'expression',
        doc: 'For sort: what to order by; a bare name is a field of the elements.',
      },
      { name: 'descending', content: 'boolean', doc: 'For sort.' },
      {
        name: 'group_by',
        content: 'expression',
        doc: 'For group and aggregate: a field, an expression, or for aggregate a list or map of them.',
      },
      {
        name: 'aggregations',
        content: 'value',
        doc: 'For aggregate and reduce: name to expression; bare names are fields of the elements.',
      },
      { name: 'initial', content: 'value', doc: 'For reduce: the first `acc`.' },
      required(OUTPUT),
    ],
    example:
      'operation: data_transform\ninput: orders\ntransform: filter\nfunction: "order.total > 100"\noutput: large_orders',
  },
  {
    name: 'for_each',
    doc: 'Runs steps for every element; `yield` collects into `output`.',
    fields: [
      {
        name: 'items',
        content: 'expression',
        required: true,
        doc: 'An array, a set, a map (as {key, value}) or RANGE.',
      },
      { name: 'as', content: 'name', doc: 'Name of the element; default item.' },
      { name: 'do', content: 'steps', required: true, items: () => STEP, doc: 'The steps of a round.' },
      { name: 'yield', content: 'expression', doc: 'What each round adds to `output`.' },
    ],
    example:
      'operation: for_each\nitems: orders\nas: order\ndo:\n  - {step: tax, operation: arithmetic, expression: "order.total * 0.2", output: tax}\nyield: "tax"\noutput: taxes',
  },
  {
    name: 'state_machine_transition',
    doc: 'Moves a state machine; a wrong state or undeclared transition is invalid_transition.',
    fields: [
      { name: 'state_machine', content: 'text', doc: 'Which one; may be left out where there is only one.' },
      { name: 'from', content: 'template', doc: 'State it must be in.' },
      { name: 'to', content: 'template', required: true, doc: 'State to go to.' },
      GUARDS,
      ON_FAILURE,
    ],
    example: 'operation: state_machine_transition\nstate_machine: order\nfrom: pending\nto: paid',
  },
  {
    name: 'database_query',
    doc: 'Reads rows into `output`.',
    fields: [
      QUERY,
      TABLE,
      { name: 'columns', content: 'any', doc: 'With table: the columns; default all.' },
      WHERE,
      DATABASE,
      RESULT,
    ],
    example:
      'operation: database_query\nquery: "SELECT id, total FROM orders WHERE customer = {customer_id}"\noutput: orders',
  },
  {
    name: 'database_write',
    doc: 'Inserts a row, or runs a writing statement.',
    fields: [QUERY, TABLE, DATA, DATABASE, CONSISTENCY, RESULT],
    example: 'operation: database_write\ntable: orders\ndata:\n  id: "{order_id}"\n  total: "{total}"',
  },
  {
    name: 'database_update',
    doc: 'Changes rows.',
    fields: [QUERY, TABLE, DATA, WHERE, DATABASE, CONSISTENCY, RESULT],
    example: 'operation: database_update\ntable: orders\ndata: {status: paid}\nwhere: {id: "{order_id}"}',
  },
  {
    name: 'database_delete',
    doc: 'Removes rows.',
    fields: [QUERY, TABLE, WHERE, DATABASE, CONSISTENCY, RESULT],
    example: 'operation: database_delete\ntable: carts\nwhere: "expires < {now}"',
  },
  {
    name: 'external_api_call',
    doc: 'Calls an HTTP service; the body is `output`, and `response` in extract.',
    fields: [
      { name: 'provider', content: 'provider', doc: 'A service of the workspace.' },
      { name: 'url', content: 'template', doc: 'A whole address, instead of a provider.' },
      { name: 'endpoint', content: 'template', doc: 'Path at the provider.' },
      {
        name: 'method',
        content: 'text',
        values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'],
        doc: 'Default GET.',
      },
      { name: 'parameters', content: 'value', doc: 'Query of a GET, else JSON body; null is left out.' },
      { name: 'headers', content: 'value', doc: 'Header to text.' },
      TIMEOUT,
      {
        name: 'retry_policy',
        content: 'any',
        map: () => RETRY_POLICY,
        doc: 'For timeouts, connection failures, rate limits and 5xx.',
      },
      { name: 'on_success', content: 'any', map: () => ON_SUCCESS, doc: 'What to take from the answer.' },
    ],
    example:
      'operation: external_api_call\nprovider: payments\nendpoint: /v1/charges\nmethod: POST\nparameters: {amount: "{amount}"}\ntimeout: 10s\non_success:\n  extract: {charge_id: "{response.id}"}',
  },
  {
    name: 'llm_chat',
    doc: 'Asks a language model; its answer is the record `output`.',
    fields: [
      ...CHAT_STEP,
      TIMEOUT,
      {
        name: 'retry_policy',
        content: 'any',
        map: () => RETRY_POLICY,
        doc: 'For timeouts, lost connections, rate limits, overload, 5xx and answers that are none.',
      },
    ],
    example:
      'operation: llm_chat\nmodel: openai/gpt-4.1-mini\nsystem: "You sort complaints."\nmessages:\n  - {role: user, content: "{complaint}"}\nresponse_format:\n  schema:\n    type: object\n    properties: {kind: {type: string, enum: [delivery, payment, other]}}\n    required: [kind]\n    additionalProperties: false\ntemperature: 0\nmax_tokens: 200\ntimeout: 20s\noutput: answer',
  },
  {
    name: 'event_publish',
    doc: 'Publishes to the workspace’s event bus.',
    fields: [
      { name: 'topic', content: 'template', required: true, doc: 'The topic.' },
      { name: 'payload', content: 'value', doc: 'What to publish; default null.' },
    ],
    example: 'operation: event_publish\ntopic: order_paid\npayload: {order: "{order_id}"}',
  },
  {
    name: 'event_subscribe',
    doc: 'Takes the next event of a topic into `output`; null when the time is up.',
    fields: [{ name: 'topic', content: 'template', required: true, doc: 'The topic.' }, TIMEOUT],
    example: 'operation: event_subscribe\ntopic: order_paid\ntimeout: 5s\noutput: event',
  },
  {
    name: 'call_node',
    doc: 'Runs another node in its own frame; `output` is the record of its outputs.',
    fields: [
      { name: 'node', content: 'node', required: true, doc: 'The node’s id.' },
      { name: 'inputs', content: 'value', doc: 'Its inputs by name.' },
    ],
    example: 'operation: call_node\nnode: tax_v1\ninputs: {amount: "{total}"}\noutput: tax_result',
  },
  {
    name: 'return',
    doc: 'Ends the run.',
    fields: RETURN_FIELDS,
    example: 'operation: return\nreturn_success:\n  total: "{total}"',
  },
];

/** `custom.NAME`: the workspace's own code. */
export const CUSTOM: OperationSpec = {
  name: 'custom.NAME',
  doc: 'Calls handlers/NAME.py on the reference path and handlers/NAME.mjs on the direct one.',
  fields: [{ name: 'parameters', content: 'value', doc: 'Parameters by name.' }],
  example: 'operation: custom.round_tax\nparameters: {amount: "{tax}"}\noutput: tax',
};

const BY_NAME: ReadonlyMap<string, OperationSpec> = new Map(OPERATIONS.map((spec) => [spec.name, spec]));

export function operationNamed(name: string): OperationSpec | undefined {
  return name.startsWith('custom.') ? CUSTOM : BY_NAME.get(name);
}

/** All fields that a step of an operation may have. */
export function stepSpec(operation: OperationSpec): MapSpec {
  const own = new Set(operation.fields.map((field) => field.name));
  return {
    title: `A ${operation.name} step`,
    instead: (name) => STEP_WORDS.get(name),
    fields: [...COMMON_FIELDS.filter((field) => !own.has(field.name)), ...operation.fields],
  };
}

import { FIELD_WORDS, NODE_WORDS } from './other-words.ts';
import type { FieldSpec, MapSpec } from './spec.ts';
import { STEP } from './steps.ts';

export const TYPES: readonly { readonly name: string; readonly doc: string }[] = [
  { name: 'string', doc: 'Unicode text; length, index and order by code point.' },
  { name: 'integer', doc: 'Signed 64-bit integer; leaving the range is an error.' },
  { name: 'decimal', doc: 'Decimal floating point, 34 digits, scale kept; 99.99 is exactly 99.99.' },
  { name: 'boolean', doc: 'true or false.' },
  { name: 'bytes', doc: 'Binary data; base64 in JSON.' },
  { name: 'timestamp', doc: 'An instant in UTC to the microsecond; RFC 3339 with offset.' },
  { name: 'any', doc: 'Any value, null included.' },
  { name: 'array<T>', doc: 'Ordered list.' },
  { name: 'set<T>', doc: 'Elements without order, each once.' },
  { name: 'map<K, V>', doc: 'Pairs in insertion order, compared as a set of pairs.' },
  { name: 'enum', doc: 'One of the strings under `values`; also `enum[a, b]`.' },
];

export const CONSTRAINTS: readonly { readonly name: string; readonly doc: string }[] = [
  { name: 'non_empty', doc: 'Length above 0.' },
  { name: 'positive', doc: 'Above 0.' },
  { name: 'negative', doc: 'Below 0.' },
  { name: 'min', doc: '`min: n`: not below n.' },
  { name: 'max', doc: '`max: n`: not above n.' },
  { name: 'min_length', doc: '`min_length: n`: length not below n.' },
  { name: 'max_length', doc: '`max_length: n`: length not above n.' },
  { name: 'pattern', doc: '`pattern: re`: the regular expression occurs in the string.' },
];

const CONSTRAINT_LIST: FieldSpec = {
  name: 'constraints',
  content: 'constraints',
  doc: 'What the value must satisfy: non_empty, positive, negative, min, max, min_length, max_length, pattern, `>= 0`, or a condition over its name.',
};

export const FIELD: MapSpec = {
  title: 'A field',
  instead: (name) => FIELD_WORDS.get(name),
  fields: [
    { name: 'type', content: 'type', required: true, doc: 'Its type: a built-in one or a name of `types`.' },
    { name: 'required', content: 'boolean', doc: 'May it be left out? Default true.' },
    { name: 'default', content: 'any', doc: 'Value taken where none is given.' },
    { name: 'values', content: 'any', doc: 'The values of an enum.' },
    CONSTRAINT_LIST,
    { name: 'description', content: 'text', doc: 'What it means.' },
    { name: 'example', content: 'any', doc: 'An example, for readers.' },
  ],
};

export const TYPE_DEFINITION: MapSpec = {
  title: 'A type',
  instead: (name) => FIELD_WORDS.get(name),
  fields: [
    { name: 'fields', content: 'any', entries: () => FIELD, doc: 'The fields of a record.' },
    { name: 'base', content: 'type', doc: 'The type that this one narrows.' },
    { name: 'values', content: 'any', doc: 'The values of an enum.' },
    CONSTRAINT_LIST,
    { name: 'description', content: 'text', doc: 'What it means.' },
  ],
};

export const METADATA: MapSpec = {
  title: 'metadata',
  open: true,
  fields: [
    { name: 'author', content: 'text', doc: 'Who wrote the node.' },
    { name: 'created', content: 'text', doc: 'When.' },
    { name: 'version', content: 'text', doc: 'The node’s version.' },
    { name: 'description', content: 'text', doc: 'What the node does.' },
    { name: 'tags', content: 'any', doc: 'Words to find it by.' },
    { name: 'dependencies', content: 'any', doc: 'Nodes it relies on.' },
  ],
};

export const OUTPUTS: MapSpec = {
  title: 'outputs',
  instead: () => 'Fields of a success stand under success, those of an error under error.',
  fields: [
    { name: 'success', content: 'any', entries: () => FIELD, doc: 'Fields of a success.' },
    {
      name: 'error',
      content: 'any',
      entries: () => FIELD,
      doc: 'Fields of an error: error_code, message and others.',
    },
  ],
};

export const CONTRACTS: MapSpec = {
  title: 'contracts',
  fields: [
    {
      name: 'preconditions',
      content: 'contracts',
      doc: 'Hold at entry; no effect and no success under a violated one.',
    },
    {
      name: 'invariants',
      content: 'contracts',
      doc: 'Hold after every step at which all their names are bound, and at success.',
    },
    {
      name: 'postconditions',
      content: 'contracts',
      doc: 'Hold at a success return; may use old() and the outputs.',
    },
  ],
};

export const STATE_MACHINE: MapSpec = {
  title: 'A state machine',
  fields: [
    { name: 'state', content: 'name', doc: 'The variable that holds the state; default the machine’s name.' },
    { name: 'initial', content: 'text', required: true, doc: 'The state it begins in.' },
    { name: 'states', content: 'any', doc: 'All states, where some take part in no transition.' },
    {
      name: 'transitions',
      content: 'any',
      required: true,
      doc: 'Allowed changes: `from: [to]`, `a -> b`, or `{from, to}`.',
    },
  ],
};

export const ERROR_ACTIONS = ['retry', 'return_error', 'circuit_breaker', 'compensate'] as const;

export const ERROR_POLICY: MapSpec = {
  title: 'An error policy',
  fields: [
    {
      name: 'action',
      content: 'text',
      required: true,
      values: ERROR_ACTIONS,
      doc: 'What happens when the error is raised by a step.',
    },
    { name: 'max_retries', content: 'number', doc: 'For retry: how often the step is repeated; default 3.' },
    {
      name: 'threshold',
      content: 'number',
      doc: 'For circuit_breaker: consecutive failures that open it; default 5.',
    },
    {
      name: 'timeout',
      content: 'duration',
      doc: 'For circuit_breaker: how long it stays open; default 60s.',
    },
    { name: 'notify', content: 'any', doc: 'Whom to tell; recorded, not acted on.' },
    { name: 'log_level', content: 'text', doc: 'How loud; recorded, not acted on.' },
    { name: 'description', content: 'text', doc: 'Why.' },
  ],
};

export const PERFORMANCE: MapSpec = {
  title: 'performance',
  open: true,
  fields: [
    { name: 'timeout_seconds', content: 'number', doc: 'Computing time a path may take; default 60.' },
    { name: 'memory_limit_mb', content: 'number', doc: 'Memory above the idle runtime; default 512.' },
    { name: 'expected_latency_ms', content: 'number', doc: 'For readers.' },
    { name: 'p99_latency_ms', content: 'number', doc: 'For readers.' },
    { name: 'max_latency_ms', content: 'number', doc: 'For readers.' },
  ],
};

export const AUDIT_LEVELS = ['none', 'basic', 'detailed'] as const;

export const SECURITY: MapSpec = {
  title: 'security',
  fields: [
    {
      name: 'capabilities_required',
      content: 'capabilities',
      doc: 'What the node may reach outside; anything else is refused.',
    },
    { name: 'denied_capabilities', content: 'capabilities', doc: 'Refused even where required or granted.' },
    { name: 'sensitive_data', content: 'any', doc: 'Paths whose values are kept as fingerprints only.' },
    {
      name: 'audit_level',
      content: 'text',
      values: AUDIT_LEVELS,
      doc: 'How much is written to the audit log.',
    },
  ],
};

export const TEST_CASE: MapSpec = {
  title: 'A test case',
  fields: [
    { name: 'name', content: 'text', required: true, doc: 'Its name.' },
    { name: 'description', content: 'text', doc: 'What it shows.' },
    { name: 'inputs', content: 'any', doc: 'Inputs of the run.' },
    {
      name: 'expected_output',
      content: 'any',
      doc: 'success, error_code, outputs and error fields to expect.',
    },
  ],
};

export const TESTING: MapSpec = {
  title: 'testing',
  open: true,
  fields: [
    {
      name: 'test_cases',
      content: 'any',
      items: () => TEST_CASE,
      doc: 'Runs with the results they must have.',
    },
    { name: 'property_tests', content: 'any', doc: 'Properties, for readers.' },
  ],
};

/** The top level of a node. */
export const NODE: MapSpec = {
  title: 'A node',
  instead: (name) => NODE_WORDS.get(name),
  fields: [
    {
      name: 'node_id',
      content: 'text',
      required: true,
      doc: 'The node’s identifier, with its version: `order_total_v1`.',
    },
    {
      name: 'type',
      content: 'text',
      doc: 'What kind of node: function, http_handler, data_transform; for readers.',
    },
    { name: 'intent', content: 'text', doc: 'What it is for, in a few words.' },
    { name: 'metadata', content: 'any', map: () => METADATA, doc: 'Author, version, description, tags.' },
    { name: 'inputs', content: 'any', entries: () => FIELD, doc: 'Typed inputs by name.' },
    { name: 'outputs', content: 'any', map: () => OUTPUTS, doc: 'Typed outputs of success and of error.' },
    {
      name: 'types',
      content: 'any',
      entries: () => TYPE_DEFINITION,
      doc: 'Record types and constrained types by name.',
    },
    {
      name: 'contracts',
      content: 'any',
      map: () => CONTRACTS,
      doc: 'Preconditions, invariants, postconditions.',
    },
    { name: 'state_machines', content: 'any', entries: () => STATE_MACHINE, doc: 'State machines by name.' },
    { name: 'flow', content: 'steps', required: true, items: () => STEP, doc: 'The steps, in order.' },
    {
      name: 'error_handling',
      content: 'any',
      entries: () => ERROR_POLICY,
      doc: 'What happens to errors that no step handled, by code.',
    },
    { name: 'performance', content: 'any', map: () => PERFORMANCE, doc: 'Time and memory limits.' },
    { name: 'security', content: 'any', map: () => SECURITY, doc: 'Capabilities, sensitive data, audit.' },
    { name: 'observability', content: 'any', doc: 'Metrics, alerts and logging; for readers.' },
    { name: 'testing', content: 'any', map: () => TESTING, doc: 'Test cases.' },
    { name: 'documentation', content: 'any', doc: 'Examples and notes; for readers.' },
  ],
};

import type { FieldSpec, MapSpec } from './spec.ts';

export const SUCCESS_OUTCOME: MapSpec = { title: 'return_success', open: true, fields: [] };

export const ERROR_OUTCOME: MapSpec = {
  title: 'return_error',
  open: true,
  fields: [
    { name: 'error_code', content: 'error_code', required: true, doc: 'The code; one of the declared ones.' },
    { name: 'message', content: 'template', doc: 'What happened, in words.' },
  ],
};

export const RETURN_FIELDS: readonly FieldSpec[] = [
  {
    name: 'return_success',
    content: 'value',
    map: () => SUCCESS_OUTCOME,
    doc: 'Ends the run with these outputs; others are taken from variables of their names.',
  },
  { name: 'return_error', content: 'value', map: () => ERROR_OUTCOME, doc: 'Ends the run with this error.' },
];

/** What runs when something happened: a return, or steps. */
export const REACTION: MapSpec = {
  title: 'A reaction',
  fields: [...RETURN_FIELDS, { name: 'steps', content: 'steps', items: () => STEP, doc: 'Steps to run.' }],
};

export const HANDLER_ACTIONS = ['retry', 'continue', 'compensate'] as const;

export const ON_ERROR: MapSpec = {
  title: 'An error handler',
  fields: [
    {
      name: 'error_type',
      content: 'error_code',
      required: true,
      doc: 'Error code, http_4xx, http_5xx, or * for every error.',
    },
    {
      name: 'return_error',
      content: 'value',
      map: () => ERROR_OUTCOME,
      doc: 'Ends the run with this error.',
    },
    {
      name: 'return_success',
      content: 'value',
      map: () => SUCCESS_OUTCOME,
      doc: 'Ends the run with these outputs.',
    },
    {
      name: 'map_to',
      content: 'error_code',
      doc: 'Goes on as an error of this code: a code, or {error_code, message}.',
    },
    {
      name: 'action',
      content: 'text',
      values: HANDLER_ACTIONS,
      doc: 'retry repeats the step, continue goes on without its result, compensate undoes completed steps.',
    },
    { name: 'max_retries', content: 'number', doc: 'For retry: how often; default 3.' },
    {
      name: 'steps',
      content: 'steps',
      items: () => STEP,
      doc: 'Steps to run; `error` is bound to {code, message, fields}.',
    },
  ],
};

export const ON_RESULT: MapSpec = {
  title: 'on_result',
  fields: [
    {
      name: 'if_found',
      content: 'reaction',
      map: () => REACTION,
      items: () => STEP,
      doc: 'Where there are rows; the first is `query_result`.',
    },
    {
      name: 'if_empty',
      content: 'reaction',
      map: () => REACTION,
      items: () => STEP,
      doc: 'Where there are none; `query_result` is null.',
    },
  ],
};

export const ON_SUCCESS: MapSpec = {
  title: 'on_success',
  fields: [
    { name: 'extract', content: 'value', doc: 'Variables to assign from the answer, bound as `response`.' },
  ],
};

export const BACKOFFS = ['constant', 'linear', 'exponential'] as const;

export const RETRY_POLICY: MapSpec = {
  title: 'retry_policy',
  fields: [
    { name: 'max_attempts', content: 'number', doc: 'Attempts in all; default 3.' },
    { name: 'backoff', content: 'text', values: BACKOFFS, doc: 'How the delay grows; default exponential.' },
    { name: 'initial_delay', content: 'duration', doc: 'Delay before the second attempt; default 1s.' },
    { name: 'max_delay', content: 'duration', doc: 'Longest delay.' },
  ],
};

/** Fields of every step. */
export const COMMON_FIELDS: readonly FieldSpec[] = [
  {
    name: 'step',
    content: 'text',
    doc: 'The step’s name, unique among its siblings; its index where missing.',
  },
  { name: 'operation', content: 'operation', required: true, doc: 'What the step does.' },
  { name: 'description', content: 'text', doc: 'Why.' },
  { name: 'output', content: 'name', doc: 'The variable that the step assigns.' },
  {
    name: 'on_error',
    content: 'any',
    items: () => ON_ERROR,
    doc: 'What happens to errors of this step; the first match counts.',
  },
  { name: 'compensate', content: 'steps', items: () => STEP, doc: 'Steps that undo this one.' },
];

/** Any step, before its operation is known. */
export const STEP: MapSpec = { title: 'A step', fields: COMMON_FIELDS };

export const GUARDS: FieldSpec = {
  name: 'guards',
  content: 'conditions',
  doc: 'Conditions, in order; the first false one stops the step.',
};
export const ON_FAILURE: FieldSpec = {
  name: 'on_failure',
  content: 'reaction',
  map: () => REACTION,
  items: () => STEP,
  doc: 'What runs when a guard is false; else the error validation_failed.',
};

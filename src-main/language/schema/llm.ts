import { POLICIES } from '../../../shared/llm/losses/policy.ts';
import { EFFORTS, ROLES } from '../../../shared/llm/protocol/request.ts';
import type { FieldSpec, MapSpec } from './spec.ts';

/** A field of a step, the place of the canonical request that it fills, and what may stand there. */
export interface ChatField {
  readonly spec: FieldSpec;
  /** Keys from the root of the request. */
  readonly at: readonly [string] | readonly [string, string];
  readonly kind: 'number' | 'integer' | 'boolean' | 'string' | 'strings' | 'record';
}

const control = (
  name: string,
  at: ChatField['at'],
  kind: ChatField['kind'],
  doc: string,
  values?: readonly string[],
): ChatField => ({ spec: { name, content: 'value', doc, ...(values && { values }) }, at, kind });

/** Fields that stand in the canonical request as they are. Absent or null: the provider's own default. */
export const CHAT_FIELDS: readonly ChatField[] = [
  control('temperature', ['parameters', 'temperature'], 'number', 'Randomness; ranges differ by provider.'),
  control('top_p', ['parameters', 'topP'], 'number', 'Nucleus sampling.'),
  control('top_k', ['parameters', 'topK'], 'integer', 'Samples among that many tokens.'),
  control('max_tokens', ['parameters', 'maxOutputTokens'], 'integer', 'Longest answer, in tokens.'),
  control('stop', ['parameters', 'stop'], 'strings', 'Texts at which the answer ends.'),
  control(
    'seed',
    ['parameters', 'seed'],
    'integer',
    'For answers that can be had again, as far as they can.',
  ),
  control('frequency_penalty', ['parameters', 'frequencyPenalty'], 'number', 'Against repeated words.'),
  control('presence_penalty', ['parameters', 'presencePenalty'], 'number', 'Against repeated subjects.'),
  control('verbosity', ['parameters', 'verbosity'], 'string', 'How much is said.', ['low', 'medium', 'high']),
  control('reasoning_effort', ['reasoning', 'effort'], 'string', 'How hard the model thinks.', EFFORTS),
  control('reasoning_tokens', ['reasoning', 'budgetTokens'], 'integer', 'The same as a budget of tokens.'),
  control('parallel_tool_calls', ['parallelToolCalls'], 'boolean', 'May it call several tools at once?'),
  control('user', ['user'], 'string', 'A stable, opaque id of the end user.'),
  control('metadata', ['metadata'], 'record', 'Texts by name that the provider keeps with the call.'),
  control('store', ['store'], 'boolean', 'May the provider keep the exchange?'),
];

/** What a part of a message can be; docs/providers.md has their fields. */
const PART_TYPES: readonly string[] = [
  'text',
  'image',
  'audio',
  'file',
  'tool_call',
  'tool_result',
  'reasoning',
  'refusal',
  'foreign',
];

export const PART: MapSpec = {
  title: 'A part of a message',
  open: true,
  fields: [
    { name: 'type', content: 'text', required: true, values: PART_TYPES, doc: 'What the part is.' },
    { name: 'text', content: 'template', doc: 'Of a text, a refusal or a thought.' },
  ],
};

export const MESSAGE: MapSpec = {
  title: 'A message',
  fields: [
    { name: 'role', content: 'text', required: true, values: ROLES, doc: 'Who says it.' },
    {
      name: 'content',
      content: 'template',
      required: true,
      items: () => PART,
      doc: 'A text, or a list of parts as in docs/providers.md.',
    },
    { name: 'name', content: 'template', doc: 'Tells participants of one role apart.' },
    { name: 'extensions', content: 'value', doc: 'What one dialect alone has a word for.' },
  ],
};

export const TOOL: MapSpec = {
  title: 'A tool',
  fields: [
    { name: 'name', content: 'text', required: true, doc: 'The name it is called by.' },
    { name: 'description', content: 'template', doc: 'When and how to call it, for the model.' },
    { name: 'parameters', content: 'any', doc: 'JSON schema of its arguments, taken as it is.' },
    { name: 'strict', content: 'boolean', doc: 'Shall the provider hold the model to the schema?' },
  ],
};

export const FORMATS = ['text', 'json', 'json_schema'] as const;
export const RESPONSE_FORMAT: MapSpec = {
  title: 'response_format',
  fields: [
    { name: 'type', content: 'text', values: FORMATS, doc: 'json_schema where a schema is given.' },
    { name: 'schema', content: 'any', doc: 'JSON schema of the answer, taken as it is.' },
    { name: 'name', content: 'text', doc: 'What the schema is called.' },
    { name: 'description', content: 'template', doc: 'What it is for, for the model.' },
    { name: 'strict', content: 'boolean', doc: 'Shall the provider hold the model to it?' },
  ],
};

export const CHOICES = ['auto', 'none', 'required'] as const;
const TOOL_CHOICE: MapSpec = {
  title: 'tool_choice',
  fields: [{ name: 'name', content: 'text', required: true, doc: 'The tool that must be called.' }],
};

const CONVERSATION: readonly FieldSpec[] = [
  { name: 'model', content: 'model', doc: 'PROVIDER/MODEL: a provider of the workspace and its model.' },
  { name: 'route', content: 'route', doc: 'A route of the workspace, instead of a model.' },
  { name: 'system', content: 'template', doc: 'Instructions: a message of role system before all others.' },
  {
    name: 'messages',
    content: 'value',
    required: true,
    items: () => MESSAGE,
    doc: 'The conversation: a list of messages, or an expression that gives one.',
  },
  { name: 'tools', content: 'any', items: () => TOOL, doc: 'Functions that the model may ask to be called.' },
  {
    name: 'tool_choice',
    content: 'text',
    values: CHOICES,
    map: () => TOOL_CHOICE,
    doc: 'May it call tools, must it, or {name: TOOL}.',
  },
  {
    name: 'response_format',
    content: 'any',
    values: FORMATS,
    map: () => RESPONSE_FORMAT,
    doc: 'text, json, or a map with a schema; an answer that does not keep to it is `invalid_answer`.',
  },
];

const LOSSES: readonly FieldSpec[] = [
  {
    name: 'required',
    content: 'any',
    doc: 'Fields of this step that must arrive: a model that would lose one is not asked while there is another.',
  },
  {
    name: 'losses',
    content: 'text',
    values: POLICIES,
    doc: 'What to do about what the wire cannot carry: strict refuses, warn (default) sends the rest, coerce imitates.',
  },
];

/** The fields of `llm_chat`, but for time and retries. */
export const CHAT_STEP: readonly FieldSpec[] = [
  ...CONVERSATION,
  ...CHAT_FIELDS.map(({ spec }) => spec),
  ...LOSSES,
];

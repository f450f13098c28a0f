import type { Type } from '../../../shared/node/types.ts';

export interface AnswerField {
  readonly name: string;
  readonly type: Type;
  readonly description: string;
}

const ANY: Type = { kind: 'any' };
const STRING: Type = { kind: 'string' };

/** The record that an `llm_chat` step assigns; src-main/llm/effect/answer.ts makes it. */
export const CHAT_ANSWER: readonly AnswerField[] = [
  { name: 'text', type: STRING, description: 'What was said, without thoughts.' },
  {
    name: 'json',
    type: ANY,
    description: 'The same read as JSON where response_format asked for it, else null; numbers are exact.',
  },
  {
    name: 'tool_calls',
    type: { kind: 'array', element: ANY },
    description:
      'Records {id, name, arguments, problem}: arguments as a record, problem null or why they do not fit the tool.',
  },
  {
    name: 'finish',
    type: STRING,
    description:
      'Why it ended: stop, length, tool_calls, content_filter, refusal, pause, error, other, or null.',
  },
  { name: 'message', type: ANY, description: 'The whole answer as a message, to go on with.' },
  {
    name: 'usage',
    type: ANY,
    description:
      'Tokens: {input, output, cache_read, cache_write, reasoning}, null where the provider says nothing.',
  },
  { name: 'target', type: STRING, description: 'PROVIDER/MODEL that answered.' },
  { name: 'model', type: STRING, description: 'The model that the provider says answered, or null.' },
  {
    name: 'losses',
    type: ANY,
    description: 'What the wire could not carry: {score, count, worst}; score is 0.0 to 100.0.',
  },
];

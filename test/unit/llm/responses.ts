import type { JsonObject } from '../../../shared/llm/json.ts';
import type { WireEvent } from '../../../shared/llm/protocol/stream.ts';

/** OpenAI's Responses: a body as a client sends it, with fields that only the dialect knows, and every spelling it allows. */
export const RESPONSES_BODY: JsonObject = {
  model: 'gpt-5',
  instructions: 'Be brief.',
  input: [
    { role: 'user', content: 'Hello' },
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'In French.' }] },
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'And this?', prompt_cache_breakpoint: { mode: 'explicit' } },
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'original' },
        { type: 'input_image', file_id: 'file_1', detail: 'auto' },
        { type: 'input_image', image_url: 'https://example.com/a.png' },
        { type: 'input_file', file_url: 'https://example.com/a.pdf' },
        {
          type: 'input_file',
          file_data: 'data:application/pdf;base64,AAAA',
          filename: 'a.pdf',
          detail: 'low',
        },
      ],
    },
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [
        { type: 'summary_text', text: 'One.' },
        { type: 'summary_text', text: 'Two.' },
      ],
      encrypted_content: 'ZW5j',
    },
    {
      type: 'reasoning',
      id: 'rs_2',
      summary: [],
      content: [{ type: 'reasoning_text', text: 'hm' }],
      status: 'completed',
    },
    { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      phase: 'commentary',
      content: [
        {
          type: 'output_text',
          text: 'Looking.',
          annotations: [
            { type: 'url_citation', url: 'https://example.com', title: 't', start_index: 0, end_index: 3 },
          ],
          logprobs: [],
        },
        {
          type: 'output_text',
          text: 'More.',
          annotations: [{ type: 'file_citation', file_id: 'f', filename: 'n', index: 0 }],
        },
        { type: 'refusal', refusal: 'Not that.' },
      ],
    },
    { type: 'message', id: 'msg_2', role: 'assistant', status: 'completed', content: [] },
    { role: 'assistant', content: 'Plain.' },
    { type: 'message', role: 'assistant', content: 'Said.', phase: 'final_answer' },
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_1',
      name: 'f',
      arguments: '{ "a": 9007199254740993 }',
      status: 'completed',
    },
    { type: 'function_call', call_id: 'call_2', name: 'g', arguments: '' },
    { type: 'function_call_output', call_id: 'call_1', output: 'done' },
    {
      type: 'function_call_output',
      id: 'fco_2',
      call_id: 'call_2',
      output: [{ type: 'input_image', image_url: 'https://example.com/b.png' }],
    },
    { type: 'item_reference', id: 'msg_9' },
    { type: 'mcp_approval_response', approval_request_id: 'x', approve: true },
  ],
  tools: [
    { type: 'web_search', search_context_size: 'low' },
    { type: 'function', name: 'f', parameters: { type: 'object' }, strict: null },
    { type: 'function', name: 'g', parameters: null, strict: true, description: 'g' },
    { type: 'function', name: 'h' },
  ],
  tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [] },
  text: {
    verbosity: 'low',
    format: { type: 'json_schema', name: 'n', schema: { type: 'object' }, strict: null },
  },
  reasoning: { effort: 'high', summary: 'detailed', context: 'auto' },
  include: ['reasoning.encrypted_content'],
  max_output_tokens: 100,
  store: false,
  previous_response_id: 'resp_0',
  truncation: 'auto',
  user: 'u',
  temperature: null,
};

/** A whole answer. */
export const RESPONSES_ANSWER: JsonObject = {
  id: 'resp_1',
  object: 'response',
  created_at: 5,
  status: 'completed',
  error: null,
  incomplete_details: null,
  model: 'gpt-5',
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  temperature: 1,
  top_p: 1,
  tool_choice: 'auto',
  tools: [],
  output: [
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'hm' }],
      encrypted_content: 'ZW5j',
    },
    { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      content: [
        {
          type: 'output_text',
          text: 'Hi',
          annotations: [
            { type: 'url_citation', url: 'https://example.com', title: 't', start_index: 0, end_index: 2 },
          ],
          logprobs: [{ token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [] }],
        },
      ],
    },
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_1',
      name: 'f',
      arguments: '{"a":1}',
      status: 'completed',
    },
  ],
  usage: {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 3 },
    output_tokens: 4,
    output_tokens_details: { reasoning_tokens: 1 },
    total_tokens: 13,
  },
};

const response = (status: string, more: object = {}): object => ({
  id: 'resp_1',
  object: 'response',
  created_at: 5,
  model: 'gpt-5',
  status,
  output: [],
  error: null,
  incomplete_details: null,
  ...more,
});
const item = (output_index: number, value: object): object => ({ output_index, item: value });
const text = { item_id: 'msg_1', output_index: 1, content_index: 0 };
const call = (n: number, status: string, args: string): object => ({
  type: 'function_call',
  id: `fc_${n}`,
  call_id: n === 2 ? 'a' : 'b',
  name: n === 2 ? 'find' : 'look',
  arguments: args,
  status,
});

const EVENTS: readonly (readonly [string, object])[] = [
  ['response.created', { response: response('in_progress') }],
  ['response.in_progress', { response: response('in_progress') }],
  ['response.output_item.added', item(0, { type: 'reasoning', id: 'rs_0', summary: [] })],
  [
    'response.reasoning_summary_part.added',
    { item_id: 'rs_0', output_index: 0, summary_index: 0, part: { type: 'summary_text', text: '' } },
  ],
  [
    'response.reasoning_summary_text.delta',
    { item_id: 'rs_0', output_index: 0, summary_index: 0, delta: 'One.' },
  ],
  [
    'response.reasoning_summary_text.done',
    { item_id: 'rs_0', output_index: 0, summary_index: 0, text: 'One.' },
  ],
  [
    'response.reasoning_summary_text.delta',
    { item_id: 'rs_0', output_index: 0, summary_index: 1, delta: 'Two.' },
  ],
  [
    'response.output_item.done',
    item(0, {
      type: 'reasoning',
      id: 'rs_0',
      summary: [
        { type: 'summary_text', text: 'One.' },
        { type: 'summary_text', text: 'Two.' },
      ],
      encrypted_content: 'ZW5j',
    }),
  ],
  [
    'response.output_item.added',
    item(1, { type: 'message', id: 'msg_1', status: 'in_progress', role: 'assistant', content: [] }),
  ],
  [
    'response.content_part.added',
    { ...text, part: { type: 'output_text', text: '', annotations: [], logprobs: [] } },
  ],
  ['response.output_text.delta', { ...text, delta: 'Grüß ', logprobs: [] }],
  ['response.output_text.delta', { ...text, delta: 'Gott 👋', logprobs: [], obfuscation: 'xx' }],
  ['response.output_text.done', { ...text, text: 'Grüß Gott 👋', logprobs: [] }],
  [
    'response.content_part.done',
    { ...text, part: { type: 'output_text', text: 'Grüß Gott 👋', annotations: [], logprobs: [] } },
  ],
  ['response.output_item.added', item(2, call(2, 'in_progress', ''))],
  ['response.output_item.added', item(3, call(3, 'in_progress', ''))],
  ['response.function_call_arguments.delta', { item_id: 'fc_2', output_index: 2, delta: '{"x":' }],
  ['response.function_call_arguments.delta', { item_id: 'fc_3', output_index: 3, delta: '{"y":' }],
  ['response.function_call_arguments.delta', { item_id: 'fc_2', output_index: 2, delta: '"é"}' }],
  ['response.function_call_arguments.delta', { item_id: 'fc_3', output_index: 3, delta: '2}' }],
  [
    'response.function_call_arguments.done',
    { item_id: 'fc_2', output_index: 2, name: 'find', arguments: '{"x":"é"}' },
  ],
  ['response.output_item.done', item(2, call(2, 'completed', '{"x":"é"}'))],
  ['response.output_item.done', item(3, call(3, 'completed', '{"y":2}'))],
  [
    'response.completed',
    {
      response: response('completed', {
        usage: {
          input_tokens: 9,
          input_tokens_details: { cached_tokens: 3 },
          output_tokens: 4,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 13,
        },
      }),
    },
  ],
];

/** Thoughts in two summaries and encrypted, text, then two calls whose arguments come interleaved. */
export const RESPONSES: readonly WireEvent[] = EVENTS.map(([type, value], sequence_number) => ({
  event: type,
  data: JSON.stringify({ type, sequence_number, ...value }),
}));

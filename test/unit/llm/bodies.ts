import type { JsonObject } from '../../../shared/llm/json.ts';
import { RESPONSES_BODY } from './responses.ts';

/** Bodies as clients send them, with fields that only the dialect knows, and every spelling it allows. */
export const BODIES: readonly { readonly to: string; readonly wire: JsonObject }[] = [
  { to: 'openai-responses/gpt-5', wire: RESPONSES_BODY },
  {
    to: 'openai/gpt-4.1',
    wire: {
      model: 'gpt-4.1',
      messages: [
        { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
        {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } }],
        },
        {
          role: 'assistant',
          content: 'Looking.',
          refusal: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{ "a": 1 }' } }],
        },
        {
          role: 'tool',
          tool_call_id: 'call_1',
          content: [
            { type: 'text', text: 'one' },
            { type: 'text', text: 'two' },
          ],
        },
        { role: 'assistant', tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'g', input: 'x' } }] },
        { role: 'function', name: 'old', content: 'x' },
      ],
      tools: [
        { type: 'custom', custom: { name: 'g' } },
        { type: 'function', function: { name: 'f', strict: null } },
      ],
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', schema: { type: 'object' }, strict: null },
      },
      stream_options: { include_usage: true },
      stop: 'END',
      max_tokens: 5,
      user: 'u',
      temperature: null,
      prediction: { type: 'content', content: 'x' },
    },
  },
  {
    to: 'anthropic/claude-opus-4-8',
    wire: {
      model: 'claude-opus-4-8',
      max_tokens: 2000,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
            { type: 'redacted_thinking', data: 'ZGF0YQ==' },
            { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: { query: 'q' } },
            { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: [1, { b: null }] } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1' },
            { type: 'text', text: 'and?' },
          ],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'x', is_error: true }],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'y' }] }],
        },
        { role: 'system', content: 'From now on in French.' },
        {
          role: 'user',
          content: [
            { type: 'document', source: { type: 'content', content: 'x' }, title: 't' },
            { type: 'document', source: { type: 'file', file_id: 'file_1' }, title: 't' },
            { type: 'image', source: { type: 'file', file_id: 'file_2' } },
            {
              type: 'document',
              source: { type: 'text', data: 'words', media_type: 'text/plain' },
              citations: { enabled: true },
            },
          ],
        },
      ],
      tools: [
        { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
        {
          name: 'f',
          input_schema: { type: 'object' },
          cache_control: { type: 'ephemeral' },
          input_examples: [{}],
        },
      ],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      thinking: { type: 'adaptive', display: 'omitted' },
      output_config: {
        effort: 'high',
        format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } },
      },
      metadata: { user_id: 'u' },
      inference_geo: 'eu',
      container: null,
    },
  },
  {
    to: 'gemini/gemini-3-pro-preview',
    wire: {
      model: 'models/gemini-3-pro-preview',
      systemInstruction: { role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
      contents: [
        {
          parts: [
            { text: 'Look at these.' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            { inlineData: { data: 'AAAA' } },
            { fileData: { fileUri: 'https://example.com/a.pdf' } },
            {
              fileData: { mimeType: 'video/mp4', fileUri: 'https://example.com/a.mp4' },
              videoMetadata: { fps: 2 },
            },
            {
              fileData: {
                mimeType: 'application/pdf',
                fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/x',
              },
            },
          ],
        },
        {
          role: 'model',
          parts: [
            { text: 'hm', thought: true },
            { functionCall: { name: 'f', args: { a: [1, { b: null }] } }, thoughtSignature: 'c2ln' },
            { functionCall: { name: 'f', args: { a: 2 } } },
            { functionCall: { id: 'x 1', name: 'g' } },
            { executableCode: { language: 'PYTHON', code: '1' }, thoughtSignature: 'ZXhl' },
            { text: '', thoughtSignature: 'bGFzdA==' },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'f', response: { result: 3 } } },
            { functionResponse: { name: 'f', response: { error: 'no such thing' } } },
            {
              functionResponse: {
                id: 'x 1',
                name: 'g',
                response: { output: '{"a":1}' },
                parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
                willContinue: false,
              },
            },
          ],
        },
        { role: 'function', parts: [{ functionResponse: { name: 'f', response: { output: ['a', 'b'] } } }] },
        { role: 'system', parts: [{ text: 'as nobody speaks' }] },
      ],
      tools: [
        {
          functionDeclarations: [
            {
              name: 'f',
              parameters: {
                type: 'OBJECT',
                properties: { a: { type: 'STRING', nullable: true, maxLength: '3' } },
                propertyOrdering: ['a'],
              },
            },
            { name: 'g', description: 'g', parametersJsonSchema: { type: 'object' }, behavior: 'BLOCKING' },
          ],
          urlContext: {},
        },
        { functionDeclarations: [{ name: 'h' }] },
        { functionDeclarations: [{ name: 'i' }] },
        { googleSearch: {} },
      ],
      toolConfig: {
        functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f', 'g'] },
        retrievalConfig: { languageCode: 'de' },
      },
      generationConfig: {
        temperature: 0.5,
        candidateCount: 2,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
        responseSchema: { type: 'object', properties: { s: { type: 'STRING', pattern: '^a' } } },
        thinkingConfig: { thinkingLevel: 'low', includeThoughts: true },
        responseModalities: ['TEXT'],
      },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      cachedContent: 'cachedContents/c',
      serviceTier: 'flex',
    },
  },
  {
    to: 'gemini/gemini-2.5-flash',
    wire: {
      system_instruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [{ inline_data: { mime_type: 'image/png', data: 'AAAA' } }, { text: 'Look.' }],
        },
        { role: 'model', parts: [{ function_call: { name: 'f', args: { file_uri: { top_k: 1 } } } }] },
      ],
      tools: [
        {
          function_declarations: [
            {
              name: 'f',
              parameters: { type: 'OBJECT', properties: { file_uri: { type: 'STRING', maxLength: '2' } } },
            },
            { name: 'g', parameters_json_schema: { properties: { mime_type: { top_k: 1 } } } },
          ],
        },
      ],
      tool_config: { function_calling_config: { mode: 'ANY', allowed_function_names: ['f'] } },
      generationConfig: { topK: 3, max_output_tokens: 9, thinking_config: { thinking_budget: 128 } },
      safety_settings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
    },
  },
  {
    to: 'mistral/mistral-large-latest',
    wire: {
      model: 'mistral-large-latest',
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look at these.' },
            { type: 'image_url', image_url: 'data:image/png;base64,AAAA' },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
            { type: 'document_url', document_url: 'https://example.com/a.pdf', document_name: 'a' },
            { type: 'file', file_id: '3fa85f64-5717-4562-b3fc-2c963f66afa6' },
            { type: 'input_audio', input_audio: 'AAAA' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }], closed: true },
            {
              type: 'thinking',
              thinking: [
                { type: 'text', text: 'a' },
                { type: 'reference', reference_ids: [1] },
              ],
            },
            { type: 'text', text: 'Looking.' },
            { type: 'reference', reference_ids: [1] },
          ],
          tool_calls: [
            { id: 'D681PevKs', type: 'function', function: { name: 'f', arguments: '{ "a": 1 }' }, index: 0 },
            { id: 'abcdefghi', function: { name: 'g', arguments: { b: null } } },
          ],
          prefix: false,
        },
        { role: 'tool', tool_call_id: 'D681PevKs', name: 'f', content: 'one' },
        {
          role: 'tool',
          tool_call_id: 'abcdefghi',
          content: [
            { type: 'text', text: 'two' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        },
        { role: 'assistant', content: '', tool_calls: null },
        { role: 'user', content: null },
        { role: 'assistant', content: 'I', prefix: true },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'f', description: 'f', parameters: { type: 'object' }, strict: false },
        },
        { type: 'web_search' },
      ],
      tool_choice: 'any',
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', schema: { type: 'object' }, strict: true },
      },
      temperature: 1.2,
      random_seed: 7,
      max_tokens: 50,
      stop: 'END',
      n: 2,
      parallel_tool_calls: false,
      reasoning_effort: 'high',
      prompt_cache_key: 'k',
      metadata: { trace: 't' },
      safe_prompt: true,
      prompt_mode: null,
      stream: true,
    },
  },
];

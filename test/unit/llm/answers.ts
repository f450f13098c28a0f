import type { JsonObject } from '../../../shared/llm/json.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { RESPONSES_ANSWER } from './responses.ts';

/** Whole answers as providers give them. */
export const ANSWERS: readonly (readonly [Dialect, JsonObject])[] = [
  ['openai-responses', RESPONSES_ANSWER],
  [
    'openai-chat',
    {
      id: 'c1',
      object: 'chat.completion',
      created: 5,
      model: 'gpt-4.1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hi', refusal: null, annotations: [] },
          logprobs: {
            content: [{ token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [] }],
            refusal: null,
          },
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 3,
        completion_tokens: 2,
        total_tokens: 5,
        completion_tokens_details: { reasoning_tokens: 1, audio_tokens: 0 },
      },
      system_fingerprint: 'fp',
    },
  ],
  [
    'anthropic',
    {
      id: 'm1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'text', text: 'Hi', citations: null },
        { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      stop_details: null,
      container: null,
      usage: {
        input_tokens: 3,
        output_tokens: 2,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: 4,
        cache_creation: null,
        inference_geo: 'eu',
        output_tokens_details: null,
        server_tool_use: null,
        service_tier: 'standard',
      },
    },
  ],
  [
    'gemini',
    {
      candidates: [
        {
          content: {
            parts: [
              { text: 'hm', thought: true },
              { text: 'Hi' },
              { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
              { functionCall: { id: 'y', name: 'f' } },
              { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            ],
            role: 'model',
          },
          finishReason: 'STOP',
          index: 0,
          safetyRatings: [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' }],
          logprobsResult: {
            chosenCandidates: [{ token: 'Hi', tokenId: 7, logProbability: -0.1 }],
            topCandidates: [{ candidates: [{ token: 'Hi', tokenId: 7, logProbability: -0.1 }] }],
          },
        },
        { finishReason: 'SPII' },
      ],
      usageMetadata: {
        promptTokenCount: 9,
        candidatesTokenCount: 4,
        thoughtsTokenCount: 3,
        cachedContentTokenCount: 2,
        toolUsePromptTokenCount: 5,
        totalTokenCount: 21,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: 9 }],
      },
      modelVersion: 'gemini-2.5-flash',
      responseId: 'r1',
    },
  ],
  [
    'gemini',
    {
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
      modelVersion: 'gemini-2.5-flash',
      responseId: 'r1',
    },
  ],
  [
    'mistral',
    {
      id: 'm1',
      object: 'chat.completion',
      created: 5,
      model: 'mistral-large-latest',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
              { type: 'text', text: 'Hi' },
              { type: 'reference', reference_ids: [2] },
            ],
            tool_calls: [
              { id: 'D681PevKs', type: 'function', function: { name: 'f', arguments: '{"a":1}' }, index: 0 },
            ],
            prefix: false,
          },
          finish_reason: 'model_length',
        },
        { index: 1, message: { role: 'assistant', content: '', tool_calls: null }, finish_reason: 'stop' },
        { index: 2, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' },
      ],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 4,
        total_tokens: 13,
        num_cached_tokens: 3,
        prompt_audio_seconds: null,
      },
    },
  ],
];

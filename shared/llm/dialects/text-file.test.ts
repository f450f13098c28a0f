import { describe, expect, test } from 'vitest';
import { type JsonObject, sameJson } from '../json.ts';
import type { Dialect, FilePart } from '../protocol/part.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { NO_LINKS } from '../transform/links.ts';
import { transformRequest } from '../transform/transform.ts';
import { adapterOf } from './adapters.ts';

const sent = (request: ChatRequest, name: string) => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  return transformRequest(request, target);
};
const asked = (file: Omit<FilePart, 'type'>): ChatRequest => ({
  messages: [{ role: 'user', content: [{ type: 'file', ...file }] }],
});

const WORDS = 'a;b\nc;é';
const BASE64 = 'YTtiCmM7w6k=';
const SOURCES: readonly FilePart['source'][] = [
  { kind: 'text', text: WORDS, mediaType: 'text/csv' },
  { kind: 'data', data: BASE64, mediaType: 'text/csv' },
];

describe.each(SOURCES)('a file of text: $kind', (source) => {
  test.each(['openai/gpt-4.1', 'mistral/mistral-large-latest', 'ollama/any', 'vllm/any'])(
    'goes as a text to %s, with its words and what is not in them told',
    (name) => {
      const { wire, losses, unexplained } = sent(asked({ source, name: 'a.csv' }), name);
      expect(wire['messages']).toEqual([{ role: 'user', content: WORDS }]);
      expect(unexplained).toEqual([]);
      expect(
        losses.filter(({ severity }) => severity !== 'none').map(({ class: kind, path }) => [kind, path]),
      ).toEqual([
        ['emulated', '/messages/0/content/0/type'],
        ['dropped', '/messages/0/content/0/name'],
      ]);
    },
  );

  test('is a document of text to Anthropic', () => {
    const { wire, losses, unexplained } = sent(asked({ source }), 'anthropic/claude-opus-4-6');
    const [message] = wire['messages'] as JsonObject[];
    expect(message?.['content']).toEqual([
      { type: 'document', source: { type: 'text', data: WORDS, media_type: 'text/plain' } },
    ]);
    expect(unexplained).toEqual([]);
    expect(losses.some(({ severity }) => severity === 'high')).toBe(false);
  });

  test('is a file with a name to the Responses of OpenAI', () => {
    const { wire, losses, unexplained } = sent(asked({ source }), 'openai-responses/gpt-4.1');
    const [item] = wire['input'] as JsonObject[];
    expect(item?.['content']).toEqual([
      { type: 'input_file', filename: 'file.txt', file_data: `data:text/csv;base64,${BASE64}` },
    ]);
    expect(unexplained).toEqual([]);
    expect(losses.every(({ severity }) => severity === 'none' || severity === 'medium')).toBe(true);
  });

  test('in the result of a tool is a text there', () => {
    const { wire, unexplained } = sent(
      {
        messages: [
          {
            role: 'assistant',
            content: [{ type: 'tool_call', id: 'callcall1', name: 'f', arguments: '{}' }],
          },
          {
            role: 'tool',
            content: [{ type: 'tool_result', callId: 'callcall1', content: [{ type: 'file', source }] }],
          },
        ],
      },
      'openai/gpt-4.1',
    );
    expect((wire['messages'] as JsonObject[])[1]).toMatchObject({ role: 'tool', content: WORDS });
    expect(unexplained).toEqual([]);
  });
});

test('what is no PDF and no text is no file to chat completions, which is told with its source', () => {
  const source = { kind: 'data' as const, data: 'AAAA', mediaType: 'application/msword' };
  const { losses } = sent(asked({ source }), 'openai/gpt-4.1');
  expect(losses.slice(0, 1)).toMatchObject([
    { class: 'rejected', severity: 'high', path: '/messages/0/content/0' },
  ]);
  expect(losses[0]?.source).toContain('file inputs');
});

test('bytes that are no text are not sent as one', () => {
  const source = { kind: 'data' as const, data: '/w==', mediaType: 'text/plain' };
  for (const name of ['openai/gpt-4.1', 'anthropic/claude-opus-4-6'])
    expect(sent(asked({ source }), name).losses).toContainEqual(
      expect.objectContaining({ path: '/messages/0/content/0', severity: 'high' }),
    );
});

test.each<[Dialect, string, JsonObject]>([
  [
    'openai-chat',
    'openai/gpt-4.1',
    { type: 'file', file: { file_data: `data:text/csv;base64,${BASE64}`, filename: 'a.csv' } },
  ],
  [
    'mistral',
    'mistral/mistral-large-latest',
    { type: 'document_url', document_url: `data:text/csv;base64,${BASE64}` },
  ],
])('a file of text that came as a file of %s goes back as one', (dialect, name, part) => {
  const messages = [{ role: 'user', content: [part] }];
  const wire = { model: name.split('/')[1] as string, messages };
  const again = sent(adapterOf(dialect).readRequest(wire, NO_LINKS), name).wire;
  expect(sameJson(again, wire), JSON.stringify(again)).toBe(true);
});

import { expect, test } from 'vitest';
import { type ChatRequest, chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import { readStop, requestText, setFields, showJson, summary, toggleRequired } from './request-text.ts';

const request: ChatRequest = chatRequestSchema.parse({
  messages: [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: [{ type: 'text', text: 'a', cache: {} }] },
    { role: 'tool', content: [{ type: 'tool_result', callId: 'c', content: 'done' }] },
  ],
  tools: [{ name: 'find' }],
  responseFormat: { type: 'json' },
  parameters: { temperature: 0.2, stop: ['x'] },
});

test('the text says the same request, with strings where they are enough', () => {
  const text = requestText(request);
  expect(chatRequestSchema.parse(JSON.parse(text))).toEqual(request);
  expect(JSON.parse(text).messages).toMatchObject([
    { content: 'Be short.' },
    { content: [{ cache: {} }] },
    { content: [{ content: 'done' }] },
  ]);
});

test('a line says what kind of request it is, chips what is set', () => {
  expect(summary(request)).toBe('system + user + tool · 1 tool · JSON');
  expect(setFields(request).map(({ text }) => text)).toEqual([
    'responseFormat json',
    'temperature 0.2',
    'stop ["x"]',
  ]);
});

test('a field is marked as one that must arrive, and unmarked', () => {
  const marked = toggleRequired(request, '/responseFormat');
  expect(marked.required).toEqual(['/responseFormat']);
  expect(toggleRequired(marked, '/responseFormat')).toEqual(request);
});

test('a stop sequence may hold what no line can', () => {
  expect(readStop('END')).toBe('END');
  expect(readStop('\\n\\nUser:\\t')).toBe('\n\nUser:\t');
  expect(readStop('\\\\n')).toBe('\\n');
});

test('text that would turn itself around is shown as what it is', () => {
  expect(showJson('a\u202eb')).toBe('"a\\u202eb"');
  expect(showJson('x'.repeat(200), 10)).toBe('"xxxxxxxx…');
});

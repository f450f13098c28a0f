import { describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import type { Dialect } from '../protocol/part.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { extensionSeverity } from './extension-severity.ts';
import { transformRequest } from './transform.ts';

const sent = (request: Omit<ChatRequest, 'messages'>, name: string, policy: 'warn' | 'strict' = 'warn') => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  return transformRequest({ messages: [], ...request }, target, policy);
};

describe('what asks for nothing is no loss where there is no such field', () => {
  const nothing: Omit<ChatRequest, 'messages'> = {
    parameters: {
      candidates: 1,
      logprobs: false,
      topLogprobs: 0,
      frequencyPenalty: 0,
      presencePenalty: 0,
      logitBias: {},
      maxOutputTokens: 99,
    },
    parallelToolCalls: true,
    store: false,
    serviceTier: 'auto',
  };

  test.each(['anthropic/claude-opus-4-6', 'mistral/mistral-large-latest', 'ollama/any', 'openai/gpt-5'])(
    '%s',
    (name) => {
      const { score, refused } = sent(nothing, name, 'strict');
      expect([score, refused]).toEqual([100, []]);
    },
  );

  test('but asking for something is', () => {
    const { refused, losses } = sent(
      { parameters: { candidates: 2 }, store: true },
      'anthropic/claude-opus-4-6',
      'strict',
    );
    expect(refused.map(({ path }) => path)).toEqual(['/parameters/candidates']);
    expect(losses.find(({ path }) => path === '/store')).toMatchObject({
      class: 'dropped',
      severity: 'medium',
    });
  });

  test('models that think take the usual temperature and no other', () => {
    const severity = (temperature: number) =>
      sent({ parameters: { temperature } }, 'openai/o3').losses.map((loss) => loss.severity);
    expect([severity(1), severity(0.2)]).toEqual([['none'], ['medium']]);
  });
});

test('a model that refuses stop texts is not sent any', () => {
  const { wire, losses } = sent({ parameters: { stop: ['END'] } }, 'openai/o3');
  expect(wire).not.toHaveProperty('stop');
  expect(losses).toMatchObject([{ class: 'rejected', severity: 'high', path: '/parameters/stop' }]);
});

test.each<[Dialect, string, Json, string]>([
  ['openai-responses', 'previous_response_id', 'resp_1', 'high'],
  ['openai-chat', 'functions', [{ name: 'f' }], 'high'],
  ['gemini', 'cachedContent', 'cachedContents/x', 'high'],
  ['gemini', 'generationConfig', { mediaResolution: 'x', responseModalities: ['IMAGE'] }, 'high'],
  ['gemini', 'generationConfig', { mediaResolution: 'x' }, 'medium'],
  ['gemini', 'safetySettings', [{}], 'medium'],
  ['anthropic', 'mcp_servers', [{ url: 'https://example.com' }], 'high'],
  ['anthropic', 'thinking', { display: 'omitted' }, 'low'],
  ['openai-chat', 'stream_options', { include_usage: true }, 'none'],
  ['openai-chat', 'audio', null, 'none'],
  ['openai-chat', 'x_unknown', true, 'medium'],
  ['mistral', 'prefix', false, 'low'],
  ['openai-chat', '__proto__', [], 'none'],
])('%s %s %j left behind is of severity %s', (dialect, key, value, severity) => {
  expect(extensionSeverity(dialect, key, value)).toBe(severity);
});

test('a conversation that only its provider keeps is another question elsewhere', () => {
  const request = { extensions: { 'openai-responses': { previous_response_id: 'resp_1', metadata: null } } };
  const { refused, losses } = sent(request, 'openai/gpt-4.1', 'strict');
  expect(refused.map(({ path }) => path)).toEqual(['/extensions/openai-responses/previous_response_id']);
  expect(losses.at(-1)).toMatchObject({ path: '/extensions/openai-responses/metadata', severity: 'none' });
});

test('a map that is longer than what is taken is cut, and each that stays behind is told', () => {
  const metadata = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`k${i}`, 'v']));
  const { wire, losses, unexplained } = sent({ metadata }, 'openai/gpt-4.1');
  expect(Object.keys(wire['metadata'] ?? {})).toHaveLength(16);
  expect(losses).toMatchObject([
    { class: 'clamped', path: '/metadata/k16', before: 'v', after: null },
    { class: 'clamped', path: '/metadata/k17' },
  ]);
  expect(unexplained).toEqual([]);
});

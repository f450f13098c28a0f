import { describe, expect, test } from 'vitest';
import type { Capability } from '../capabilities/capability.ts';
import type { Part } from '../protocol/part.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { transformRequest } from '../transform/transform.ts';

const TARGETS = [
  ...['openai/gpt-4.1', 'openai-responses/gpt-5', 'anthropic/claude-opus-4-7', 'gemini/gemini-2.5-pro'],
  ...['mistral/mistral-large-latest', 'ollama/llama3', 'vllm/any'],
];
const url = (path: string, mediaType: string) => ({
  kind: 'url' as const,
  url: `https://a.b/${path}`,
  mediaType,
});
const data = (mediaType: string) => ({ kind: 'data' as const, data: 'AAAA', mediaType });

const PARTS: readonly (readonly [Capability, Part])[] = [
  ['input.image', { type: 'image', source: data('image/png') }],
  ['input.audio', { type: 'audio', source: data('audio/wav') }],
  ['input.file', { type: 'file', source: data('application/pdf') }],
  ['input.video', { type: 'file', source: data('video/mp4') }],
  ['input.video', { type: 'file', source: url('a.mp4', 'video/mp4') }],
];

const lossesOf = (name: string, part: Part) => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  const { losses } = transformRequest({ messages: [{ role: 'user', content: [part] }] }, target);
  return {
    target,
    lost: losses.some(({ path, severity }) => path === '/messages/0/content/0' && severity === 'high'),
  };
};

describe.each(TARGETS)('to %s', (name) => {
  test.each(PARTS)('%s: %j is lost, and said so, where the model does not take it', (capability, part) => {
    const { target, lost } = lossesOf(name, part);
    expect(lost || target.capabilities[capability]?.support === 'yes').toBe(true);
  });
});

test.each<[Part, boolean]>([
  [{ type: 'file', source: url('a.pdf', 'application/pdf') }, false],
  [{ type: 'file', source: url('a.docx', 'application/msword') }, true],
  [{ type: 'image', source: url('a.png', 'image/png') }, false],
  [{ type: 'image', source: url('a.tiff', 'image/tiff') }, true],
])('what no document and no image of Anthropic may be is not sent as one: %j', (part, isLost) => {
  expect(lossesOf('anthropic/claude-opus-4-7', part).lost).toBe(isLost);
});

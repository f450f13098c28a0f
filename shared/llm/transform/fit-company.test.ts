import { describe, expect, test } from 'vitest';
import type { LossPolicy } from '../losses/policy.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { transformRequest } from './transform.ts';

const sent = (parameters: ChatRequest['parameters'], name: string, policy: LossPolicy = 'warn') => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  const request: ChatRequest = { messages: [], parameters: { maxOutputTokens: 99, ...parameters } };
  const { wire, losses, unexplained } = transformRequest(request, target, policy);
  expect(unexplained).toEqual([]);
  const told = losses
    .filter(({ path }) => path !== '/parameters/maxOutputTokens' && path !== '/store')
    .map(({ class: kind, path, severity }) => `${kind} ${severity} ${path}`);
  return { wire, losses, told };
};

describe('alternatives of tokens without their probabilities', () => {
  test.each(['openai/gpt-4.1', 'gemini/gemini-2.5-pro'])('are not sent to %s, which is told', (name) => {
    const { wire, told, losses } = sent({ topLogprobs: 2 }, name);
    expect(JSON.stringify(wire)).not.toMatch(/logprobs/i);
    expect(told).toEqual(['rejected medium /parameters/topLogprobs']);
    expect(losses.find(({ path }) => path.endsWith('topLogprobs'))?.source).toBeTruthy();
  });

  test.each(['openai/gpt-4.1', 'gemini/gemini-2.5-pro'])('bring them along to %s under coerce', (name) => {
    const { wire, told } = sent({ topLogprobs: 2 }, name, 'coerce');
    expect(JSON.stringify(wire)).toMatch(/ogprobs":true/);
    expect(told).toContain('default-changed low /parameters/logprobs');
    expect(told.some((each) => each.startsWith('rejected'))).toBe(false);
  });

  test('none are nothing, and those beside probabilities are sent', () => {
    expect(sent({ topLogprobs: 0 }, 'openai/gpt-4.1').told).toEqual([
      'rejected none /parameters/topLogprobs',
    ]);
    expect(sent({ topLogprobs: 2, logprobs: true }, 'openai/gpt-4.1').wire).toMatchObject({
      top_logprobs: 2,
      logprobs: true,
    });
    expect(sent({ topLogprobs: 2, logprobs: false }, 'openai/gpt-4.1').wire).not.toHaveProperty(
      'top_logprobs',
    );
  });
});

describe('temperature beside top_p', () => {
  const BOTH = { temperature: 0.5, topP: 0.9 };
  test.each(['claude-opus-4-6', 'claude-sonnet-4-6', 'claude-sonnet-4-5-20250929', 'claude-opus-4-1'])(
    'of %s: the temperature is sent',
    (model) => {
      const { wire, told } = sent(BOTH, `anthropic/${model}`);
      expect(wire).toMatchObject({ temperature: 0.5 });
      expect(wire).not.toHaveProperty('top_p');
      expect(told).toEqual(['rejected medium /parameters/topP']);
    },
  );

  test('the one that says what holds anyway gives way', () => {
    const name = 'anthropic/claude-opus-4-6';
    const usual = sent({ temperature: 1, topP: 0.9 }, name);
    expect(usual.wire).toMatchObject({ top_p: 0.9 });
    expect(usual.wire).not.toHaveProperty('temperature');
    expect(usual.told).toEqual(['rejected none /parameters/temperature']);
    expect(sent({ temperature: 0.5, topP: 1 }, name).told).toEqual(['rejected none /parameters/topP']);
  });

  test('a temperature that was clamped to the usual one is still what was asked for', () => {
    const { wire, told } = sent({ temperature: 1.5, topP: 0.9 }, 'anthropic/claude-opus-4-6');
    expect(wire).toMatchObject({ temperature: 1 });
    expect(told).toEqual(['clamped medium /parameters/temperature', 'rejected medium /parameters/topP']);
  });

  test('what is not sent is not told as clamped', () => {
    expect(sent({ temperature: 0.5, topP: 2 }, 'anthropic/claude-opus-4-6').told).toEqual([
      'rejected medium /parameters/topP',
    ]);
  });

  test('is sent to older models, and each alone to all', () => {
    expect(sent(BOTH, 'anthropic/claude-3-7-sonnet-latest').wire).toMatchObject({
      temperature: 0.5,
      top_p: 0.9,
    });
    expect(sent({ topP: 0.9 }, 'anthropic/claude-opus-4-6').wire).toMatchObject({ top_p: 0.9 });
  });
});

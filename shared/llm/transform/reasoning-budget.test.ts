import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { transformRequest } from './transform.ts';

const sent = (reasoning: ChatRequest['reasoning'], model: string, maxOutputTokens = 9000) => {
  const target = findTarget(providerRegistry(), `gemini/${model}`);
  if (typeof target === 'string') throw new Error(target);
  const request = { messages: [], parameters: { maxOutputTokens }, ...(reasoning && { reasoning }) };
  const { wire, losses, unexplained } = transformRequest(request, target);
  expect(unexplained).toEqual([]);
  const config = wire['generationConfig'] as { thinkingConfig?: unknown };
  return {
    thinking: config.thinkingConfig,
    told: losses.filter(({ path, severity }) => path.startsWith('/reasoning') && severity !== 'none'),
  };
};

describe('a model that cannot be kept from thinking', () => {
  test('gets its least budget where there shall be no thoughts, which is told', () => {
    const { thinking, told } = sent({ effort: 'none' }, 'gemini-2.5-pro');
    expect(thinking).toEqual({ thinkingBudget: 128 });
    expect(told).toMatchObject([
      { class: 'clamped', severity: 'medium', path: '/reasoning/effort', before: 'none', after: 128 },
    ]);
    expect(told[0]?.source).toContain('thinking');
  });

  test('or the budget that stands beside it', () => {
    expect(sent({ effort: 'none', budgetTokens: 5000 }, 'gemini-2.5-pro')).toMatchObject({
      thinking: { thinkingBudget: 5000 },
      told: [{ class: 'dropped', severity: 'medium', path: '/reasoning/effort' }],
    });
  });

  test('and no smaller one', () => {
    expect(sent({ budgetTokens: 10 }, 'gemini-2.5-pro')).toMatchObject({
      thinking: { thinkingBudget: 128 },
      told: [{ class: 'clamped', path: '/reasoning/budgetTokens' }],
    });
    expect(sent({ effort: 'high' }, 'gemini-2.5-pro', 100)).toMatchObject({
      thinking: undefined,
      told: [{ class: 'dropped', severity: 'high', path: '/reasoning/effort' }],
    });
  });
});

test.each([
  ['gemini-2.5-flash', 24576],
  ['gemini-2.5-flash-lite', 24576],
  ['gemini-2.5-pro', 32768],
])('%s takes budgets of up to %i', (model, most) => {
  expect(sent({ budgetTokens: 40_000 }, model).thinking).toEqual({ thinkingBudget: most });
});

test('others are kept from it', () => {
  expect(sent({ effort: 'none' }, 'gemini-2.5-flash')).toEqual({ thinking: { thinkingBudget: 0 }, told: [] });
  expect(sent({ budgetTokens: 10 }, 'gemini-2.5-flash-lite').thinking).toEqual({ thinkingBudget: 512 });
});

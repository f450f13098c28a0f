import { describe, expect, test } from 'vitest';
import { findTarget, providerRegistry } from '../../shared/llm/providers/registry.ts';
import type { Candidate } from './contract.ts';
import { leastLatency, leastLoss, primary, weighted } from './strategy.ts';

function candidate(index: number, name: string, score: number, latencyMs?: number): Candidate {
  const target = findTarget(providerRegistry(), `ollama/${name}`);
  if (typeof target === 'string') throw new Error(target);
  const health = {
    state: 'closed',
    failures: 0,
    waitMs: 0,
    ...(latencyMs === undefined ? {} : { latencyMs }),
  };
  return { index, target, name, losses: [], score, health: health as Candidate['health'] };
}

const three = [candidate(0, 'a', 80, 30), candidate(1, 'b', 100, 10), candidate(2, 'c', 90)];
const names = (list: readonly Candidate[]): string => list.map(({ name }) => name).join('');

describe('strategies', () => {
  test('order by what they are named after', () => {
    expect(names(primary(three, Math.random))).toBe('abc');
    expect(names(leastLoss(three, Math.random))).toBe('bca');
    expect(names(leastLatency(three, Math.random))).toBe('cba');
  });

  test('weighted draws in proportion, and a weight of none comes last', () => {
    const strategy = weighted({ a: 3, b: 1, c: 0 });
    const first = { a: 0, b: 0, c: 0 };
    for (let draw = 0; draw < 400; draw++) {
      const order = names(strategy(three, () => (draw + 0.5) / 400));
      first[order[0] as 'a']++;
      expect(order).toHaveLength(3);
      expect(order.at(-1)).toBe('c');
    }
    expect(first).toEqual({ a: 300, b: 100, c: 0 });
  });
});

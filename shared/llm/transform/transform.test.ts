import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Message } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { transformRequest } from './transform.ts';

test('what a transform made goes with the next collection of young objects', () => {
  setFlagsFromString('--expose-gc');
  const gc: (how: { type: 'minor' }) => void = runInNewContext('gc');
  const target = findTarget(providerRegistry(), 'openai/gpt-4.1');
  if (typeof target === 'string') throw new Error(target);
  const messages = Array.from(
    { length: 200 },
    (_, i): Message => ({ role: 'user', content: [{ type: 'text', text: `Where is order ${i}?` }] }),
  );
  const heldAfter = (transforms: number): number => {
    for (let i = 0; i < transforms; i++) transformRequest({ messages }, target).losses;
    // Who survives one is young still.
    for (let i = 0; i < 2; i++) gc({ type: 'minor' });
    return process.memoryUsage().heapUsed;
  };
  // Whatever else goes on in this process has its share in some of the rounds, not in most of them.
  const rounds = Array.from({ length: 7 }, () => {
    const before = heldAfter(20);
    return (heldAfter(50) - before) / 50;
  });
  expect(rounds.toSorted((a, b) => a - b)[3]).toBeLessThan(5000);
});

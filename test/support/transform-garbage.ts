/** Prints how many bytes each transform of a long request leaves on the heap after collections of young objects only. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Message } from '../../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../../shared/llm/providers/registry.ts';
import { transformRequest } from '../../shared/llm/transform/transform.ts';

setFlagsFromString('--expose-gc');
const gc: (how: { type: 'minor' }) => void = runInNewContext('gc');
const target = findTarget(providerRegistry(), 'openai/gpt-4.1');
if (typeof target === 'string') throw new Error(target);
const messages = Array.from(
  { length: 200 },
  (_, i): Message => ({ role: 'user', content: [{ type: 'text', text: `Where is order ${i}?` }] }),
);

function heldAfter(transforms: number): number {
  for (let i = 0; i < transforms; i++)
    transformRequest({ messages }, target as Exclude<typeof target, string>).losses;
  // Who survives one is young still.
  for (let i = 0; i < 2; i++) gc({ type: 'minor' });
  return process.memoryUsage().heapUsed;
}

// Code that is compiled meanwhile has its share in some of the rounds, not in most of them.
const rounds = Array.from({ length: 7 }, () => {
  const before = heldAfter(20);
  return (heldAfter(50) - before) / 50;
});
console.log(rounds.toSorted((a, b) => a - b)[3]);

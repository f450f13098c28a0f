import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('what a transform made goes with the next collection of young objects', () => {
  // In a process of its own: what other tests leave behind grows the heap, too.
  const script = fileURLToPath(new URL('../../../test/support/transform-garbage.ts', import.meta.url));
  const held = Number(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
  expect(held).toBeLessThan(5000);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readLedger } from './read.ts';

it('docs/workspace.md shows a ledger that has nothing wrong in it', () => {
  const doc = readFileSync(new URL('../../docs/workspace.md', import.meta.url), 'utf8');
  const example = /```yaml\n(rules:[\s\S]*?)```/.exec(doc)?.[1] ?? '';
  expect(readLedger(example)).toMatchObject({
    rules: [{ id: 'half-cent', tolerance: '0.01' }],
    diagnostics: [],
  });
});

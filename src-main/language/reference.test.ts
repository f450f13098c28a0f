import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { EffectFunction, FunctionName } from '../../shared/node/expression.ts';
import { checkNode } from './check.ts';
import { FUNCTIONS } from './functions.ts';
import { referenceParts, withReferenceParts } from './reference.ts';
import { CUSTOM, OPERATIONS } from './schema/operations.ts';

const page = readFileSync(new URL('../../docs/language.md', import.meta.url), 'utf8');

it('docs/language.md holds every table as it is (scripts/language-reference.mjs writes them)', () => {
  for (const name of Object.keys(referenceParts())) expect(page).toContain(`<!-- part: ${name} -->`);
  expect(withReferenceParts(page)).toBe(page);
});

it('every operation’s example checks without errors', () => {
  for (const { example } of [...OPERATIONS, CUSTOM]) {
    const step = example
      .split('\n')
      .map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)
      .join('\n');
    const text = `node_id: n\nstate_machines: {order: {initial: pending, transitions: {pending: paid}}}\nflow:\n${step}\n`;
    expect(checkNode(text).diagnostics.filter((found) => found.severity === 'error')).toEqual([]);
  }
});

it('every example node of docs/language.md checks without errors', () => {
  const nodes = [...page.matchAll(/```yaml\n(node_id:[\s\S]*?)```/g)].map((match) => match[1] as string);
  expect(nodes.length).toBeGreaterThan(0);
  for (const text of nodes)
    expect(checkNode(text).diagnostics.filter((found) => found.severity !== 'information')).toEqual([]);
});

it('the table of functions has exactly the functions of the program', () => {
  const all: Record<FunctionName | EffectFunction, true> = {
    SUM: true,
    COUNT: true,
    AVG: true,
    MIN: true,
    MAX: true,
    ABS: true,
    ROUND: true,
    FLOOR: true,
    CEIL: true,
    LEN: true,
    UPPER: true,
    LOWER: true,
    TRIM: true,
    SUBSTRING: true,
    REPLACE: true,
    SPLIT: true,
    JOIN: true,
    STARTS_WITH: true,
    ENDS_WITH: true,
    MATCHES: true,
    SORT: true,
    UNIQUE: true,
    FIRST: true,
    LAST: true,
    KEYS: true,
    VALUES: true,
    RANGE: true,
    COALESCE: true,
    ADD_SECONDS: true,
    YEAR: true,
    MONTH: true,
    DAY: true,
    HOUR: true,
    MINUTE: true,
    SECOND: true,
    current_timestamp: true,
    current_year: true,
    uuid: true,
    random: true,
  };
  expect(FUNCTIONS.filter((spec) => spec.kind !== 'special').map((spec) => spec.name)).toEqual(
    Object.keys(all),
  );
});

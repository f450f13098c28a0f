import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from './read-config.ts';
import { workspaceSchema } from './schema.ts';

const doc = readFileSync(new URL('../../docs/workspace.md', import.meta.url), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(doc)?.[1] ?? '';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
}

function keysOf(schema: JsonSchema): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
  const { additionalProperties: values } = schema;
  const inner = [
    ...(schema.anyOf ?? []),
    ...(schema.items ? [schema.items] : []),
    ...(typeof values === 'object' ? [values] : []),
  ];
  return [...own, ...inner.flatMap(keysOf)];
}

describe('docs/workspace.md', () => {
  const keys = [
    ...new Set(
      keysOf(z.toJSONSchema(workspaceSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema),
    ),
  ];

  it('finds the settings at every depth', () => {
    expect(keys).toEqual(
      expect.arrayContaining([
        'grants',
        'changes',
        'ready',
        'bearer',
        'strict_scale',
        'interpreter',
        'max_delay',
      ]),
    );
  });

  it.each(keys)('shows the setting %s', (key) => {
    expect(example).toMatch(new RegExp(`(^|[\\s{,])${key}:`, 'm'));
  });

  it('shows a file that has nothing wrong in it', () => {
    expect(readConfig(example).diagnostics).toEqual([]);
  });
});

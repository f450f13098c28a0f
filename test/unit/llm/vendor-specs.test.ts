import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import { guessDialect, importRequest } from '../../../shared/llm/transform/import.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import { requestValidator } from './vendor-specs.ts';

const registry = providerRegistry();

describe('what is sent is what the vendor describes', () => {
  test('tools to openai/gpt-4.1', (context) => {
    const json = JSON.parse(
      readFileSync(new URL('../../../examples/llm/tools.json', import.meta.url), 'utf8'),
    );
    const request = importRequest(json, guessDialect(json));
    const target = findTarget(registry, 'openai/gpt-4.1');
    if (typeof request === 'string' || typeof target === 'string') throw new Error(`${request} ${target}`);
    const validate = requestValidator(target.provider.dialect);
    if (typeof validate === 'string') return context.skip(validate);
    const { wire } = transformRequest(request, target);
    expect(validate(wire), JSON.stringify(validate.errors)).toBe(true);
  });
});

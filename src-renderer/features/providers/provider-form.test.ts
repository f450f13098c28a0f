import { expect, test } from 'vitest';
import { providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { ProviderOverride } from '../../../shared/llm/providers/spec.ts';
import { draftOf, draftProblems, limitsText, NEW_DRAFT, overrideOf } from './provider-form.ts';

const draft = {
  ...NEW_DRAFT,
  id: 'mine',
  baseUrl: ' http://127.0.0.1:9000/v1/ ',
  models: 'small,\n small large',
};

test('what the form makes is an entry that the registry takes', () => {
  const entry = overrideOf({ ...draft, concurrent: '2', headers: '1.5' }, null);
  expect(entry).toEqual({
    id: 'mine',
    extends: 'openai-compatible',
    name: 'mine',
    baseUrl: 'http://127.0.0.1:9000/v1',
    models: [{ id: 'small' }, { id: 'large' }],
    limits: { concurrent: 2, headersMs: 1500 },
  });
  const { providers, problems } = providerRegistry([entry]);
  expect(problems).toEqual([]);
  expect(providers.get('mine')?.models.map(({ id }) => id)).toEqual(['small', 'large']);
});

test('an entry that is opened and saved as it was stays as it was, with what the form does not show', () => {
  const own: ProviderOverride = {
    id: 'mine',
    extends: 'ollama',
    name: 'Mine',
    baseUrl: 'http://127.0.0.1:1/v1',
    headers: { 'x-team': 'a' },
    models: [{ id: 'small', limits: { concurrent: 1 } }],
    limits: { perMinute: 3, idleMs: 2500 },
  };
  expect(overrideOf(draftOf('mine', own), own)).toEqual(own);
  expect(overrideOf(draftOf('openai', null), null)).toEqual({ id: 'openai' });
});

test('each field says what is wrong with it', () => {
  expect(draftProblems(draft, [])).toEqual({});
  expect(draftProblems(draft, ['mine'])).toEqual({ id: expect.stringContaining('already') });
  const bad = { ...draft, id: 'Mine', baseUrl: 'ftp://x', concurrent: '0', headers: '-1', idle: 'x' };
  expect(Object.keys(draftProblems(bad, []))).toEqual(['id', 'baseUrl', 'concurrent', 'headers', 'idle']);
  expect(draftProblems(draftOf('openai', null), [])).toEqual({});
});

test('limits in words', () => {
  expect(limitsText({})).toBe('');
  expect(limitsText({ concurrent: 2, headersMs: 1500 })).toBe("2 at once · 1.5 s to the answer's head");
});

test('an address may be that of a service of the workspace', () => {
  expect(draftProblems({ ...draft, baseUrl: 'service:models/v1' }, [])).toEqual({});
  const { baseUrl } = draftProblems({ ...draft, baseUrl: 'service://models' }, []);
  expect(baseUrl).toContain('service:NAME');
});

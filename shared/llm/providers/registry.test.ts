import { expect, test } from 'vitest';
import { findTarget, providerRegistry } from './registry.ts';
import { urlOf } from './target.ts';

const mine = { id: 'mine', extends: 'openai-compatible', baseUrl: 'http://127.0.0.1:9000/v1' };

test.each([
  [{ ...mine, baseUrl: 'nonsense' }, 'baseUrl: it takes an address'],
  [{ ...mine, baseUrl: 'ftp://host/v1' }, 'baseUrl: it takes an address'],
  [{ ...mine, baseUrl: 'https://ada:sk-planted@host/v1' }, 'a password may not stand in an address'],
  [{ ...mine, baseUrl: 'https://host/v1?key=sk-planted' }, 'belongs into `paths`'],
  [
    { ...mine, headers: { Authorization: 'Bearer sk-planted' } },
    'headers.Authorization: a key may not stand in a file',
  ],
  [{ ...mine, headers: { 'x-goog-api-key': 'sk-planted' } }, 'headers.x-goog-api-key: a key may not'],
  [{ ...mine, extends: 'openai-compatibel' }, 'which is not known: there are openai, '],
  [{ ...mine, id: 'a/b' }, 'id: small letters'],
])('%j is left out, with the reason and without the key', (entry, message) => {
  const { providers, problems } = providerRegistry([entry]);
  expect(problems).toEqual([
    { entry: 0, path: expect.any(Array), message: expect.stringContaining(message) },
  ]);
  expect(providers.has(entry.id)).toBe(false);
  expect(JSON.stringify(problems)).not.toContain('planted');
});

test('everything that is wrong is said, with its place', () => {
  const { problems } = providerRegistry([
    mine,
    { ...mine, baseUrl: 'x', limits: { concurrent: 0 }, models: [{}] },
  ]);
  expect(problems.map(({ entry, path }) => `${entry} ${path.join('.')}`)).toEqual([
    '1 baseUrl',
    '1 limits.concurrent',
    '1 models.0.id',
  ]);
});

test.each(['http://127.0.0.1:9000/v1', 'http://127.0.0.1:9000/v1/', 'service:models/v1/'])(
  '%s leads to the path below it',
  (baseUrl) => {
    const headers = { 'openai-organization': 'o', 'x-max-tokens': '5' };
    const target = findTarget(providerRegistry([{ ...mine, baseUrl, headers }]), 'mine/m');
    expect(typeof target === 'string' ? target : urlOf(target, false)).toMatch(
      /[^/]\/v1\/chat\/completions$/,
    );
  },
);

import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepRequest, keptRequest } from './kept-request.ts';

const COMPOSED = {
  name: 'refund',
  edited: true,
  text: '{ "messages": [\ud800 "ü',
  policy: 'strict',
  lanes: ['openai/gpt-4.1'],
} as const;

let store: string;
let file: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'parallax-kept-request-'));
  file = join(store, 'composed.json');
});
afterEach(() => rmSync(store, { recursive: true }));

test.skipIf(process.platform === 'win32')('only its owner can read it', () => {
  keepRequest(store, COMPOSED);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('it comes back as it was, also where its JSON is wrong', () => {
  expect(keptRequest(store)).toBeNull();
  keepRequest(store, { ...COMPOSED, text: '{}' });
  keepRequest(store, COMPOSED);
  expect(keptRequest(store)).toEqual(COMPOSED);
  expect(readdirSync(store)).toEqual(['composed.json']);
});

test.each([
  ['of another version', JSON.stringify({ version: 2, composed: COMPOSED })],
  ['with more than is known', JSON.stringify({ version: 1, composed: { ...COMPOSED, more: 1 } })],
  ['with a policy that is none', JSON.stringify({ version: 1, composed: { ...COMPOSED, policy: 'x' } })],
  ['torn', JSON.stringify({ version: 1, composed: COMPOSED }).slice(0, 60)],
  ['empty', ''],
])('a file that is %s counts as none', (_, text) => {
  writeFileSync(file, text);
  expect(keptRequest(store)).toBeNull();
  keepRequest(store, COMPOSED);
  expect(keptRequest(store)).toEqual(COMPOSED);
});

test('a file that is larger than any that is kept is not read', () => {
  keepRequest(store, COMPOSED);
  const text = `${JSON.stringify({ version: 1, composed: COMPOSED })}${' '.repeat(12_010_000)}`;
  writeFileSync(file, text);
  expect(keptRequest(store)).toBeNull();
  truncateSync(file, 12_000_000);
  expect(keptRequest(store)).toEqual(COMPOSED);
});

test('what lies there and is no file is none of ours', () => {
  mkdirSync(file, { recursive: true });
  expect(keptRequest(store)).toBeNull();
});

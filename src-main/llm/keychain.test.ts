import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { targetAt } from '../../test/support/llm-upstream.ts';
import { type Keys, keyRing, keyState } from './key.ts';
import { type Cipher, Keychain } from './keychain.ts';

const KEY = 'sk-planted-5512';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Turns every byte over: enough to see that nothing is written as it is. */
const turned = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
const cipher: Cipher = {
  seal: (text) => turned(Buffer.from(text)),
  open: (sealed) => turned(sealed).toString('utf8'),
};
const provider = targetAt('https://api.example.com/v1').provider;
const file = (): string => join(folder, 'data', 'keys.json');

test('a key that was given comes before that of the environment, and is nowhere on disk as it is', () => {
  const keychain = new Keychain(file(), cipher);
  const keys: Keys = { environment: { TEST_KEY: 'sk-other' }, keychain };
  expect(keyState(provider, keys)).toBe('environment');
  keychain.set(provider, KEY);
  expect(keyState(provider, keys)).toBe('keychain');
  expect(keyRing(provider, keys)).toMatchObject({ header: { authorization: `Bearer ${KEY}` } });
  expect(readFileSync(file(), 'utf8')).not.toContain(KEY);
  expect(statSync(file()).mode & 0o077).toBe(0);
  keychain.remove(provider.id);
  expect(keyState(provider, keys)).toBe('environment');
});

test('a key goes only where its provider was when it was given', () => {
  const keychain = new Keychain(file(), cipher);
  keychain.set(provider, KEY);
  expect(keychain.get({ ...provider, baseUrl: 'https://api.example.com/v2' })).toBe(KEY);
  expect(keychain.get({ ...provider, baseUrl: 'https://evil.example.org/v1' })).toBeUndefined();
});

test('a workspace that is not trusted is given none', () => {
  const keychain = new Keychain(file(), cipher);
  keychain.set(provider, KEY);
  const keys: Keys = { environment: null, keychain };
  expect(keyState(provider, keys)).toBe('untrusted');
  expect(keyRing(provider, keys)).toMatchObject({ code: 'authentication' });
});

test('a file that is broken, or sealed elsewhere, holds no keys', () => {
  const keychain = new Keychain(file(), cipher);
  keychain.set(provider, KEY);
  const elsewhere = new Keychain(file(), {
    ...cipher,
    open: () => {
      throw new Error('not mine');
    },
  });
  expect(elsewhere.get(provider)).toBeUndefined();
  writeFileSync(file(), '{');
  expect(keychain.get(provider)).toBeUndefined();
  keychain.set(provider, KEY);
  expect(keychain.get(provider)).toBe(KEY);
});

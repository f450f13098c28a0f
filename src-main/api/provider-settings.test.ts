import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { providerRegistry } from '../../shared/llm/providers/registry.ts';
import { Keychain } from '../llm/keychain.ts';
import { workspaceAt } from '../workspace/location.ts';
import { TrustedFolders } from '../workspace/trust.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { ProviderSettings } from './provider-settings.ts';

let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-settings-'));
  await open('name: shop # ours\n');
});
afterEach(async () => {
  await workspace.close();
  rmSync(folder, { recursive: true });
});

async function open(config: string): Promise<void> {
  writeFileSync(join(folder, 'parallax.yml'), config);
  workspace = await openWorkspace(workspaceAt(folder), {
    trusted: new TrustedFolders(join(folder, '.data')),
    trustNow: true,
    watch: false,
    environment: {},
  });
}
const text = (): string => readFileSync(join(folder, 'parallax.yml'), 'utf8');
const registry = () => providerRegistry(workspace.config.providers);
const settings = (): ProviderSettings => new ProviderSettings(workspace, null);

test('a provider is written into parallax.yml and known at once, and taken out again', async () => {
  await settings().save({ id: 'openai', limits: { concurrent: 2 } });
  expect(text()).toBe('name: shop # ours\nproviders:\n  - id: openai\n    limits:\n      concurrent: 2\n');
  expect(registry().providers.get('openai')).toMatchObject({
    limits: { concurrent: 2 },
    auth: { env: 'OPENAI_API_KEY' },
  });
  await settings().remove('openai');
  expect(text()).toBe('name: shop # ours\n');
});

test('what is no provider is refused, and nothing is written', async () => {
  const broken = settings().save({ id: 'mine', extends: 'nobody' });
  await expect(broken).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('"nobody"'),
  });
  await expect(settings().save({ id: 'mine' })).rejects.toMatchObject({ code: 'invalid' });
  expect(text()).toBe('name: shop # ours\n');
});

test('a key of the environment is not sent to another address than before', async () => {
  const elsewhere = 'https://evil.example.org/v1';
  await settings().save({ id: 'openai', baseUrl: elsewhere });
  expect(registry().providers.get('openai')?.auth).toEqual({ header: 'authorization', prefix: 'Bearer ' });
  const named = settings().save({
    id: 'mine',
    extends: 'openai-compatible',
    baseUrl: elsewhere,
    auth: { header: 'x-key', env: 'AWS_SECRET_ACCESS_KEY' },
  });
  await expect(named).rejects.toMatchObject({ code: 'refused' });
});

test('a file with an error in it is not written over', async () => {
  await workspace.close();
  await open('name: [shop\n');
  await expect(settings().save({ id: 'openai', limits: { perMinute: 9 } })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/^parallax\.yml:\d+ cannot be read/),
  });
  expect(text()).toBe('name: [shop\n');
});

test('keys: only where there is a keychain, for a provider that takes one, and of characters that a header may have', () => {
  expect(() => settings().setKey(registry(), 'openai', 'k')).toThrow(/no keychain here/);
  const cipher = { seal: (key: string) => Buffer.from(key), open: () => '' };
  const kept = new ProviderSettings(workspace, new Keychain(join(folder, '.data', 'keys.json'), cipher));
  expect(() => kept.setKey(registry(), 'nobody', 'k')).toThrow(/no provider nobody/);
  expect(() => kept.setKey(registry(), 'openai', 'k ey')).toThrow(/no header may have/);
  kept.setKey(registry(), 'openai', ' k\n');
});

test('a keychain that does not take the key says so, and not the key', () => {
  const locked = {
    seal: (key: string) => {
      throw new Error(`cannot seal ${key}`);
    },
    open: () => '',
  };
  const kept = new ProviderSettings(workspace, new Keychain(join(folder, '.data', 'keys.json'), locked));
  const set = () => kept.setKey(registry(), 'openai', 'sk-planted-5512');
  expect(set).toThrow(/keychain did not take the key of OpenAI/);
  expect(set).not.toThrow(/planted/);
});

import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { childEnvironment, nodeEnvironment } from './environment.ts';
import { endChild } from './guard.ts';
import { spawnNode } from './spawn-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-compiled-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('a child that has started, and is killed, leaves its modules compiled', async () => {
  vi.stubEnv('NODE_COMPILE_CACHE', folder);
  const child = spawnNode(fileURLToPath(new URL('../direct/child.ts', import.meta.url)), [], 512);
  const ended = once(child, 'exit');
  if (child.stdout !== null) await once(child.stdout, 'data');
  endChild(child);
  await ended;
  // One for each of its fifty modules, in a folder named for Node and its flags.
  expect(globSync('*/*', { cwd: folder }).length).toBeGreaterThan(20);
});

test('what is no program of ours is told nothing of it', () => {
  vi.stubEnv('NODE_COMPILE_CACHE', folder);
  expect(nodeEnvironment()).toMatchObject({ NODE_COMPILE_CACHE: folder });
  expect(childEnvironment()).not.toHaveProperty('NODE_COMPILE_CACHE');
  vi.stubEnv('NODE_COMPILE_CACHE', undefined);
  expect(nodeEnvironment()).not.toHaveProperty('NODE_COMPILE_CACHE');
});

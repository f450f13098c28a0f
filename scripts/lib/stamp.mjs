import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** What each built part is made from. */
const sources = {
  python: [
    'src-main/runtimes/reference/python/**',
    'scripts/lib/compiled-python.mjs',
    'package.json',
    'package-lock.json',
  ],
  renderer: ['src-renderer/**', 'shared/**', 'vite.config.ts', 'package.json', 'package-lock.json'],
  main: [
    'src-main/**',
    'shared/**',
    'scripts/build.mjs',
    'scripts/lib/**',
    'package.json',
    'package-lock.json',
  ],
};

/** @typedef {keyof typeof sources} Part */

/** @param {Part} part */
const stampFile = (part) => join(root, 'dist', `.${part}.sha256`);

/**
 * A hash of the sources of a part. Contents, not times: a checkout or a touch is no change.
 * @param {Part} part
 */
function hashOf(part) {
  const hash = createHash('sha256');
  for (const file of globSync(sources[part], { cwd: root }).sort()) {
    const path = join(root, file);
    if (/[.]test[.]tsx?$/.test(file) || !statSync(path).isFile()) continue;
    hash.update(file).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {Part} part */
export function isFresh(part) {
  const file = stampFile(part);
  return existsSync(file) && readFileSync(file, 'utf8') === hashOf(part);
}

/**
 * Builds a part and remembers from what. The hash is taken first: an edit during the build makes it stale.
 * @param {Part} part
 * @param {() => Promise<unknown>} build
 */
export async function buildStamped(part, build) {
  const hash = hashOf(part);
  await build();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile(part), hash);
}

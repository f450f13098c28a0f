/** Every static check, side by side; prints what failed and nothing of what did not. */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { binOf, root, runQuietly } from './lib/run.mjs';

/** @param {string[]} names */
const present = (names) => names.filter((name) => existsSync(join(root, name)));

const layers = [
  { name: 'shared', files: 'shared/**/*.ts' },
  { name: 'main', files: 'src-main/**/*.ts' },
  { name: 'renderer', files: 'src-renderer/**/*.{ts,tsx}' },
  { name: 'test', files: '*.config.ts' },
].filter(({ files }) => globSync(files, { cwd: root }).length > 0);

const cruised = present(['shared', 'src-main', 'src-renderer', 'bin', 'bench', 'test', 'scripts']);

/** @type {Record<string, string[]>} */
const checks = {
  'format and lint': [binOf('@biomejs/biome'), 'ci', '--colors=off', '--max-diagnostics=200'],
  ...Object.fromEntries(
    layers.map(({ name }) => [
      `types: ${name}`,
      [binOf('typescript', 'tsc'), '-p', `tsconfig.${name}.json`, '--pretty', 'false'],
    ]),
  ),
  'import rules': [
    binOf('dependency-cruiser', 'depcruise'),
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err-long',
    ...cruised,
  ],
  'unused code': [binOf('knip'), '--no-progress', '--no-config-hints'],
  dependencies: [join(root, 'scripts/check-dependencies.mjs')],
};

const started = performance.now();
const results = await Promise.all(
  Object.entries(checks).map(async ([name, args]) => ({ name, ...(await runQuietly(args)) })),
);
const failed = results.filter(({ code }) => code !== 0);
for (const { name, output } of failed) console.log(`\n── ${name} ──\n${output.trim()}`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`\n${results.map(({ name, code }) => `${code === 0 ? 'ok    ' : 'FAILED'} ${name}`).join('\n')}`);
console.log(
  failed.length === 0
    ? `check: all ${results.length} passed in ${seconds} s`
    : `check: ${failed.length} of ${results.length} failed: ${failed.map(({ name }) => name).join(', ')}`,
);
if (failed.length > 0) process.exitCode = 1;

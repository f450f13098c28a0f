/**
 * `npm test [-- SUITE…] [-- FILTER…]`: unit, conformance, integration and end-to-end tests, a summary of each,
 * and as the last line `N passed, N failed`. With --full (npm run test:full) the long runs are whole.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { buildStale } from './build.mjs';
import { findBrowser, howToGetOne } from './lib/browser.mjs';
import { findElectron } from './lib/electron.mjs';
import { binOf, root, runLoudly } from './lib/run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, note?: string }} Count */

const vitestSuites = ['unit', 'conformance', 'integration'];
const suites = [...vitestSuites, 'e2e'];
const args = process.argv.slice(2).filter((arg) => arg !== '--full');
const chosen = suites.filter((suite) => args.includes(suite));
const wanted = chosen.length > 0 ? chosen : suites;
const filters = args.filter((arg) => !suites.includes(arg));
const env = process.argv.includes('--full') ? { PARALLAX_FULL: '1' } : {};
const results = join(root, 'test-results');

/** @returns {Count} */
const none = () => ({ passed: 0, failed: 0, skipped: 0 });

/** @param {string} file */
function readResult(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param {string} path a test file's */
function suiteOf(path) {
  const [top, second] = relative(root, path).split(sep);
  return top === 'test' && vitestSuites.includes(second ?? '') ? /** @type {string} */ (second) : 'unit';
}

/** @returns {Promise<Record<string, Count>>} */
async function runVitest() {
  const names = vitestSuites.filter((suite) => wanted.includes(suite));
  if (names.length === 0) return {};
  await buildStale(['python']);
  const file = join(results, 'vitest.json');
  const code = await runLoudly(
    [
      binOf('vitest'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...filters,
    ],
    { ...env, PARALLAX_SUITES: names.join(',') },
  );
  const counts = Object.fromEntries(names.map((name) => [name, none()]));
  /** @type {{ name: string, status: string, assertionResults: { status: string }[] }[]} */
  const files = readResult(file)?.testResults ?? [];
  for (const { name, status, assertionResults } of files) {
    const count = counts[suiteOf(name)];
    if (!count) continue;
    for (const test of assertionResults) {
      if (test.status === 'passed') count.passed++;
      else if (test.status === 'failed') count.failed++;
      else count.skipped++;
    }
    // A file that could not be loaded has no tests to fail.
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) count.failed++;
  }
  if (code !== 0 && Object.values(counts).every(({ failed }) => failed === 0)) {
    counts['outside of tests'] = {
      ...none(),
      failed: 1,
      note: `vitest ended with ${code}; see its output above`,
    };
  }
  return counts;
}

/** What end-to-end tests need: made while the other tests wait for their children. */
async function prepareEndToEnd() {
  if (!wanted.includes('e2e') || globSync('test/e2e/**/*.spec.ts', { cwd: root }).length === 0)
    return undefined;
  const browser = await findBrowser();
  const electron = await findElectron({ fetch: false });
  if (browser) await buildStale('path' in electron ? ['renderer', 'main'] : ['renderer']);
  return { browser, electron };
}

/**
 * @param {Awaited<ReturnType<typeof prepareEndToEnd>>} prepared
 * @returns {Promise<Record<string, Count>>}
 */
async function runPlaywright(prepared) {
  if (!prepared) return {};
  const { browser, electron } = prepared;
  if (!browser) return { e2e: { ...none(), note: `not run: ${howToGetOne}` } };
  const file = join(results, 'playwright.json');
  const code = await runLoudly(
    [
      binOf('@playwright/test', 'playwright'),
      'test',
      '--config=test/e2e/playwright.config.ts',
      '--reporter=list,json',
      ...filters,
    ],
    { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  );
  const result = readResult(file);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = result?.stats ?? {};
  const broken = result?.errors?.length ?? 1;
  const failed = unexpected + flaky + broken;
  return {
    e2e: {
      passed: expected,
      failed: failed === 0 && code !== 0 && filters.length === 0 ? 1 : failed,
      skipped,
      ...('reason' in electron && { note: `in Electron: not run: ${electron.reason}` }),
    },
  };
}

/** @param {Count} count */
const inWords = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

mkdirSync(results, { recursive: true });
for (const name of ['vitest.json', 'playwright.json']) rmSync(join(results, name), { force: true });

const preparing = prepareEndToEnd();
// Said when its turn comes.
preparing.catch(() => undefined);
const counts = { ...(await runVitest()), ...(await runPlaywright(await preparing)) };
const total = none();
console.log('');
for (const [suite, count] of Object.entries(counts)) {
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  const ran = count.passed + count.failed + count.skipped > 0;
  const notes = [ran || !count.note ? inWords(count) : undefined, count.note].filter(Boolean);
  console.log(`${suite}: ${notes.join('; ')}`);
}
console.log(inWords(total));
if (total.failed > 0 || total.passed === 0) process.exitCode = 1;

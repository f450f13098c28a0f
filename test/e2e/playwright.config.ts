import { defineConfig } from '@playwright/test';
import { findBrowser, howToGetOne } from '../../scripts/lib/browser.mjs';
import { findElectron } from '../../scripts/lib/electron.mjs';

const browser = await findBrowser();
if (!browser) throw new Error(`There is no browser for the end-to-end tests: ${howToGetOne}.`);

const electron = await findElectron({ fetch: false });

/**
 * Each context has a window, each window popups of its address bar ready, whose renderer costs as much as our page's.
 * The switch replaces Playwright's own, so what that keeps quiet is named here again.
 */
const UNUSED_FEATURES = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'PreloadTopChromeWebUI'],
  ...['AimEnabled', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch'],
  ...['ThirdPartyStoragePartitioning', 'Translate'],
];

/**
 * The same specs on both shells: `browser` always, `electron` where its binary is installed.
 * A fixture tells them apart by the project's name.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/e2e',
  fullyParallel: true,
  // Much of the time goes to waiting. Not more: the example's clock runs fifty times too fast, and so do its timeouts.
  workers: 3,
  forbidOnly: true,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 40_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    // Tracing every test costs as much as the tests themselves; `--trace on` when one is looked into.
    trace: 'off',
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: browser.path,
      env: { ...process.env, ...browser.env },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        // A page here lives for seconds: code compiled ahead or made faster is seldom run often enough to pay for it.
        '--js-flags=--no-opt --no-maglev --max-lazy',
        `--disable-features=${UNUSED_FEATURES.join(',')}`,
      ],
    },
  },
  // What a test does to the server itself (tag @server) has no meaning where there is none.
  projects: [
    { name: 'browser' },
    ...('path' in electron ? [{ name: 'electron', grepInvert: /@server/ }] : []),
  ],
});

/**
 * `npm run screenshots [-- FOLDER [WIDTHxHEIGHT…]]`: pictures of the main screens in both themes, taken of the real product on a
 * copy of the example workspace. Without arguments those of docs/, 1440×900.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { Application } from '../test/e2e/pages/application.ts';
import { Product } from '../test/e2e/support/product.ts';
import { buildStale } from './build.mjs';
import { findBrowser, howToGetOne } from './lib/browser.mjs';
import { root } from './lib/run.mjs';

const [folder = join(root, 'docs', 'screenshots'), ...sizes] = process.argv.slice(2);
const target = resolve(folder);

/** What the list of runs shows beside the order total: node, and which of its test cases. */
const RUNS = [
  { node: 'order_lifecycle_v1', testCase: 'paid_and_shipped' },
  { node: 'order_total_v1', testCase: 'one_item' },
  { node: 'order_lifecycle_v1', testCase: 'paid_too_little' },
  { node: 'order_total_v1', testCase: 'unknown_product' },
];

/** @param {Application} app */
async function record(app) {
  for (const { node, testCase } of RUNS) {
    await app.explorer.open(node);
    await app.runForm.testCase.selectOption(testCase);
    await app.run();
    await app.expectStatus(/ended|stopped on divergence/);
    if (await app.control('Stop').isEnabled()) {
      await app.page.keyboard.press('F5');
      await app.expectStatus(/ended/);
    }
  }
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address
 * @param {'dark' | 'light'} theme
 * @param {{ width: number, height: number, suffix: string }} size
 */
async function picture(browser, address, theme, { width, height, suffix }) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  /** @param {string} name */
  const shoot = async (name) => {
    // Nothing under the pointer, no focus ring that nobody asked for, every font there.
    await page.mouse.move(width / 2, 2);
    await page.evaluate(async () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      await document.fonts.ready;
    });
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(target, `${name}-${theme}${suffix}.png`), animations: 'disabled' });
  };
  const app = new Application(page);
  await app.open(address);
  await record(app);

  await app.explorer.open('sales_report_v1');
  await app.runForm.ready();
  await app.editor.line('node_id: sales_report_v1').waitFor();
  await shoot('run-form');

  await app.explorer.open('order_total_v1');
  await app.runForm.testCase.selectOption('half_a_cent_of_tax');
  await app.panelTab('Generated Python').click();
  await app.editor.goToLine(140);
  await page.locator('.code-line-linked').first().waitFor();
  await shoot('editor');
  await app.panelTab('Flow').click();
  await page.getByLabel('Flow of the node').locator('.react-flow__node').last().waitFor();
  await shoot('flow');
  await app.panelTab('Run').click();

  await app.runToDivergence();
  await app.debugger.variable('tax').waitFor();
  await app.debugger.source(/^Source that the direct path runs/).waitFor();
  await shoot('debugger');
  await app.debugger.tab('Contracts');
  await shoot('contracts');
  await app.debugger.tab('Variables');
  await page.keyboard.press('F5');
  await app.expectStatus(/ended/);
  await app.goTo('Runs');
  await app.runs.rows.first().waitFor();
  await shoot('runs');
  await app.goTo('Models');
  await app.providers.region.getByRole('button', { name: 'What would it lose?' }).click();
  await app.providers.cell('anthropic/claude-sonnet-4-5', 'seed').click();
  await app.providers.losses('anthropic/claude-sonnet-4-5').waitFor();
  await shoot('models');
  const { providers } = app;
  await providers.tab('Lanes').click();
  await providers.region.getByRole('button', { name: 'Start the demo models' }).click();
  await providers.example.selectOption('structured');
  await providers.field(/^logprobs true/).waitFor();
  await providers.region.getByRole('button', { name: 'Run 3 lanes' }).click();
  await providers.region.getByText('recorded: it opens without a network').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await shoot('lanes');
  await page.keyboard.press('Control+k');
  await app.palette.input.waitFor();
  await page.screenshot({ path: join(target, `palette-${theme}${suffix}.png`), animations: 'disabled' });
  await page.close();
}

const found = await findBrowser();
if (!found) throw new Error(`There is no browser to take pictures with: ${howToGetOne}.`);
await buildStale(['renderer']);
mkdirSync(target, { recursive: true });
const wanted = (sizes.length > 0 ? sizes : ['1440x900']).map((text) => {
  const [width = 1440, height = 900] = text.split('x').map(Number);
  return { width, height, suffix: sizes.length > 0 ? `-${width}` : '' };
});

const browser = await chromium.launch({
  executablePath: found.path,
  env: { ...process.env, ...found.env },
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  for (const size of wanted) {
    for (const theme of /** @type {const} */ (['dark', 'light'])) {
      const product = new Product();
      try {
        product.trust();
        await picture(browser, await product.start(), theme, size);
      } finally {
        await product.dispose();
      }
    }
  }
} finally {
  await browser.close();
}
console.log(`Pictures are in ${target}.`);

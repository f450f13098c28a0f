import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Application } from './pages/application.ts';
import { expect, test } from './support/test.ts';

type RunOptions = Parameters<AxeBuilder['options']>[0];
const COLOURS: RunOptions = { runOnly: ['color-contrast', 'link-in-text-block'] };

test('axe finds nothing serious on any screen', { tag: '@server' }, async ({ page, product }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const app = new Application(page);
  await app.open(await product.start());
  await app.explorer.open('order_total_v1');
  await app.runForm.ready();
  await expect(app.editor.line('node_id: order_total_v1')).toBeVisible();
  await expectAccessible(page, 'editor and run form');

  await app.panelTab('Flow').click();
  await expect(page.getByLabel('Flow of the node').locator('.react-flow__node').first()).toBeVisible();
  await expectAccessible(page, 'flow');

  await page.keyboard.press('F5');
  await expect(app.dialogs.trust).toBeVisible();
  await expectAccessible(page, 'trust dialog');
  await app.dialogs.accept();
  await expect(app.status).toContainText('stopped on divergence');
  await expect(app.debugger.variable('tax')).toBeVisible();
  await expectAccessible(page, 'debugger at the divergence');
  for (const tab of ['Contracts', 'Effects', 'Events', 'Stack'] as const) await app.debugger.tab(tab);
  await expectAccessible(page, 'debugger with the stack');

  await app.debugger.card.getByRole('button', { name: 'Why do these differ?' }).click();
  await expect(page.getByRole('list', { name: 'Chain of causes' })).toBeVisible();
  await expectAccessible(page, 'why two values differ');
  await app.debugger.tab('Variables');
  await page.getByRole('button', { name: 'Who set tax', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Writes of tax' })).toBeVisible();
  await expectAccessible(page, 'who set a value');
  await page.keyboard.press('Alt+X');
  await expect(page.getByRole('textbox', { name: /^After each visit of/ })).toBeFocused();
  await page.keyboard.type('tax * 100');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Visits' })).toContainText('887.00');
  await expectAccessible(page, 'an expression over visits');

  await app.breakpoints.add('Step left', 'line_total', { log: 'so far {amount}' });
  await app.panelTab('Breakpoints').click();
  await expect(app.breakpoints.items).toHaveCount(2);
  await expectAccessible(page, 'breakpoints');
  await page.keyboard.press('Control+F9');
  await expect(app.breakpoints.dialog).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(app.breakpoints.dialog.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'a breakpoint that is refused');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  await expect(app.palette.input).toBeFocused();
  await expectAccessible(page, 'palette');
  await page.keyboard.press('Escape');

  await app.goTo('Runs');
  await expect(app.runs.rows.first()).toBeVisible();
  await expectAccessible(page, 'runs');
});

/** Every rule in the dark theme, and those about colours in the light one, too. */
async function expectAccessible(page: Page, screen: string): Promise<void> {
  expect(await seriousIn(page, {}), screen).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html[data-theme=light]')).toBeAttached();
  expect(await seriousIn(page, COLOURS), `${screen}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html[data-theme=dark]')).toBeAttached();
}

async function seriousIn(page: Page, options: RunOptions): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    // The page has no frames: nothing to gather from others, for which axe would open a page.
    .setLegacyMode()
    .options({ ...options, resultTypes: ['violations'] })
    // The colours of code have a test of their own, beside the themes; axe would look at every word of it.
    .exclude('.view-lines')
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    );
}

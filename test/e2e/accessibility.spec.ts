import type { Page } from '@playwright/test';
import { Application } from './pages/application.ts';
import { violationsIn } from './support/axe.ts';
import { expect, test } from './support/test.ts';

/** It finds nothing serious, and looks at every element. */
const SERIOUS = { rules: { region: { enabled: false } } };
const COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'] };

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
  await expectAccessible(page, 'flow', '[aria-label="Flow of the node"]');

  await page.keyboard.press('F5');
  await expect(app.dialogs.trust).toBeVisible();
  await expectAccessible(page, 'trust dialog');
  await app.dialogs.accept();
  await expect(app.status).toContainText('stopped on divergence');
  await expect(app.debugger.variable('tax')).toBeVisible();
  await expectAccessible(page, 'debugger at the divergence');
  for (const tab of ['Contracts', 'Effects', 'Events', 'Stack'] as const) await app.debugger.tab(tab);
  await expectAccessible(page, 'debugger with the stack', '[role=tabpanel]');

  await app.debugger.card.getByRole('button', { name: 'Why do these differ?' }).click();
  await expect(page.getByRole('list', { name: 'Chain of causes' })).toBeVisible();
  await expectAccessible(page, 'why two values differ', '[aria-label="Chain of causes"]');
  await app.debugger.tab('Variables');
  await page.getByRole('button', { name: 'Who set tax', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Writes of tax' })).toBeVisible();
  await expectAccessible(page, 'who set a value', '[aria-label="Writes of tax"]');
  await page.keyboard.press('Alt+X');
  await expect(page.getByRole('textbox', { name: /^After each visit of/ })).toBeFocused();
  await page.keyboard.type('tax * 100');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Visits' })).toContainText('887.00');
  await expectAccessible(page, 'an expression over visits', '[aria-label=Visits]');

  await app.breakpoints.add('Step left', 'line_total', { log: 'so far {amount}' });
  await app.panelTab('Breakpoints').click();
  await expect(app.breakpoints.items).toHaveCount(2);
  await expectAccessible(page, 'breakpoints', '[aria-label=Breakpoints]');
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

/** Dialogs and lists of one design are looked at in the light theme by long runs alone. */
const BOTH_THEMES: ReadonlySet<string> = new Set([
  'editor and run form',
  'debugger at the divergence',
  'runs',
]);
const full = process.env['PARALLAX_FULL'] === '1';

/**
 * Every rule in the dark theme, and those about colours in the light one, too: on the whole page, or in the group of
 * panels around what `shows` selects, where all that stands beside it was looked at before.
 */
async function expectAccessible(page: Page, screen: string, shows?: string): Promise<void> {
  const part = shows && `.dv-groupview:has(${shows})`;
  expect(await seriousIn(page, SERIOUS, part), screen).toEqual([]);
  if (!full && !BOTH_THEMES.has(screen)) return;
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html[data-theme=light]')).toBeAttached();
  expect(await seriousIn(page, COLOURS, part), `${screen}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html[data-theme=dark]')).toBeAttached();
}

async function seriousIn(page: Page, options: object, part?: string): Promise<readonly string[]> {
  // The colours of code have a test of their own, beside the themes; axe would look at every word of it.
  const violations = await violationsIn(page, { options, part, without: '.view-lines' });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    );
}

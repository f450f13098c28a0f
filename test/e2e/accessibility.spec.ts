import type { Page } from '@playwright/test';
import { FULL } from '../support/full.ts';
import { Application } from './pages/application.ts';
import { expectAccessible, groupWith } from './support/axe.ts';
import type { Product } from './support/product.ts';
import { expect, test } from './support/test.ts';

// Other runs look at the screens that are met first and at one panel and dialog of each kind, where their flows come by.
if (FULL)
  test('axe finds nothing serious on any screen', { tag: '@server' }, ({ page, product }) =>
    lookAtAll(page, product),
  );

async function lookAtAll(page: Page, product: Product): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const app = new Application(page);
  await app.open(await product.start());
  await app.explorer.open('order_total_v1');
  await app.runForm.ready();
  await expect(app.editor.line('node_id: order_total_v1')).toBeVisible();
  await expectAccessible(page, 'editor and run form');

  await app.panelTab('Flow').click();
  await expect(page.getByLabel('Flow of the node').locator('.react-flow__node').first()).toBeVisible();
  await expectAccessible(page, 'flow', { part: groupWith('[aria-label="Flow of the node"]') });

  await page.keyboard.press('F5');
  await expect(app.dialogs.trust).toBeVisible();
  await expectAccessible(page, 'trust dialog');
  await app.dialogs.accept();
  await expect(app.status).toContainText('stopped on divergence');
  await expect(app.debugger.variable('tax')).toBeVisible();
  await expectAccessible(page, 'debugger at the divergence');
  for (const tab of ['Contracts', 'Effects', 'Events', 'Stack'] as const) await app.debugger.tab(tab);
  await expectAccessible(page, 'debugger with the stack', { part: groupWith('[role=tabpanel]') });

  await app.debugger.card.getByRole('button', { name: 'Why do these differ?' }).click();
  await expect(page.getByRole('list', { name: 'Chain of causes' })).toBeVisible();
  await expectAccessible(page, 'why two values differ', {
    part: groupWith('[aria-label="Chain of causes"]'),
  });
  await app.debugger.tab('Variables');
  await page.getByRole('button', { name: 'Who set tax', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Writes of tax' })).toBeVisible();
  await expectAccessible(page, 'who set a value', { part: groupWith('[aria-label="Writes of tax"]') });
  await page.keyboard.press('Alt+X');
  await expect(page.getByRole('textbox', { name: /^After each visit of/ })).toBeFocused();
  await page.keyboard.type('tax * 100');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Visits' })).toContainText('887.00');
  await expectAccessible(page, 'an expression over visits', { part: groupWith('[aria-label=Visits]') });

  await app.breakpoints.add('Step left', 'line_total', { log: 'so far {amount}' });
  await app.panelTab('Breakpoints').click();
  await expect(app.breakpoints.items).toHaveCount(2);
  await expectAccessible(page, 'breakpoints', { part: groupWith('[aria-label=Breakpoints]') });
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
}

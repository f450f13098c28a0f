import { expect, test } from './support/test.ts';

test('Ctrl+K finds commands with their keys, and does them; Ctrl+P goes to a node, and ? shows the keys', async ({
  app,
  page,
}) => {
  await page.keyboard.press('Control+k');
  await expect(app.palette.input).toBeFocused();
  await expect(app.palette.item(/Step over/)).toHaveCount(0);
  await expect(app.palette.item(/Show or hide the sidebar/)).toContainText('B');
  await app.palette.input.fill('sidebar');
  await page.keyboard.press('Enter');
  await expect(app.palette.dialog).toBeHidden();
  await expect(app.explorer.list).toBeHidden();
  await page.keyboard.press('Control+b');
  await expect(app.explorer.list).toBeVisible();

  await page.keyboard.press('Control+k');
  await app.palette.input.fill('no such thing at all');
  await expect(app.palette.dialog).toContainText('Nothing has this name.');
  await page.keyboard.press('Escape');
  await expect(app.palette.dialog).toBeHidden();

  await app.runToDivergence();
  await page.keyboard.press('Control+k');
  await expect(app.palette.item(/Step over/)).toContainText('F10');
  await expect(app.palette.dialog).toContainText('Recent runs');
  await app.palette.input.fill('runs');
  await page.keyboard.press('Enter');
  await expect(app.runs.grid).toBeVisible();

  // Ctrl+P goes to a node, and ? shows the keys.
  await page.keyboard.press('Control+p');
  await expect(app.palette.item(/Step over/)).toHaveCount(0);
  await app.palette.input.fill('sales');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/node\/sales_report_v1$/);
  await expect(app.explorer.node('sales_report_v1')).toHaveAttribute('aria-current', 'true');

  await app.explorer.node('sales_report_v1').focus();
  await page.keyboard.press('Shift+?');
  await expect(app.dialogs.help).toContainText('Step over');
  await expect(app.dialogs.help).toContainText('F10');
  await page.keyboard.press('Escape');
  await expect(app.dialogs.help).toBeHidden();
});

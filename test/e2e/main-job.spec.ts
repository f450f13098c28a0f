import { expect, test } from './support/test.ts';

test.describe('the main job', () => {
  test('F5 stops both paths where they part, and everything around says how', async ({ app }) => {
    await app.runToDivergence();
    const { debugger: view } = app;
    await view.expectAt('compute_tax');
    const row = view.selected;
    await expect(row).toHaveAttribute('data-status', 'diverged');
    await expect(view.cell(row, 'reference')).toContainText('8.86');
    await expect(view.cell(row, 'direct')).toContainText('8.87');
    await expect(view.card).toContainText(
      'compute_tax assigned a different tax: same inputs, results differ by 0.01',
    );

    await expect(view.variables.first()).toHaveAttribute('data-variable', 'tax');
    await expect(view.variable('tax').getByRole('cell')).toHaveText(['tax', '8.86', '8.87']);
    await expect(view.variable('subtotal').getByRole('cell')).toHaveText(['subtotal', '118.20', '=']);
    // What is sensitive is shown as a fingerprint, on the screen too.
    await expect(view.variable('card')).not.toContainText('4242');

    await expect(view.source('Text of the node order_total.vsp')).toContainText('custom.round_tax');
    await expect(view.source(/^Source that the direct path runs/)).toContainText('RoundingMode.HALF_UP');
    await app.panelTab('round_tax.py').click();
    await expect(view.source(/^Source that the reference path runs/)).toContainText('def round_tax');

    for (const path of ['reference', 'direct'] as const)
      await expect(view.track(path).locator('i')).not.toHaveCount(0);
    await expect(app.explorer.stack).toContainText('compute_tax');
  });

  test('effects are performed once and shared; contracts show what they were decided by', async ({ app }) => {
    await app.runToDivergence();
    const { debugger: view } = app;
    await view.row('load_prices').click();
    const effects = await view.tab('Effects');
    await expect(effects).toContainText('SELECT');
    await expect(effects.getByText('performed')).toBeVisible();
    await expect(effects.getByText('shared')).toBeVisible();
    await expect(effects).toContainText('19.70');

    await view.row('compute_tax').click();
    const contracts = await view.tab('Contracts');
    const invariant = contracts.getByRole('listitem').filter({ hasText: 'tax >= 0' });
    await expect(invariant.getByRole('definition')).toHaveText(['8.86', '8.87']);
    const sum = contracts.getByRole('listitem').filter({ hasText: 'subtotal == SUM(lines)' });
    await expect(sum).toContainText('both true');
    await expect(sum.locator('div').filter({ hasText: /^subtotal118\.20=$/ })).toBeVisible();

    await view.row('compute_tax').click();
    await expect(await view.tab('Events')).toContainText('8.87');
    await expect(await view.tab('Stack')).toContainText('compute_tax');
  });

  test('a node that agrees runs to its end, and its state machine shows', async ({ app }) => {
    await app.explorer.open('order_lifecycle_v1');
    await app.run();
    await expect(app.status).toContainText('ended · equal');
    await expect(app.debugger.card).toBeHidden();
    await expect(app.debugger.results).toContainText('shipped');
    await expect(app.explorer.node('order_lifecycle_v1')).toContainText('equal');
    await expect(app.debugger.row('move')).toHaveCount(2);
  });

  test('by the keyboard alone', async ({ app, page }) => {
    await page.keyboard.press('Control+p');
    await page.keyboard.type('order_total');
    await page.keyboard.press('Enter');
    await app.runToDivergence();
    // The list has the focus without a click: arrows move the cursor.
    await page.keyboard.press('Control+1');
    await expect(app.debugger.steps).toBeFocused();
    await page.keyboard.press('Home');
    await app.debugger.expectAt('validate_items');
    await page.keyboard.press('ArrowDown');
    await app.debugger.expectAt('load_prices');
    await page.keyboard.press('Enter');
    await expect(app.debugger.panel('Events')).toContainText('SELECT');
    await page.keyboard.press('End');
    await app.debugger.expectAt('grand_total');
    await page.keyboard.press('F5');
    await expect(app.status).toContainText('ended · diverged');
  });
});

import { expect, test } from './support/test.ts';

test('the main job: both paths stop where they part, and everything around says how', async ({
  app,
  page,
}) => {
  const { debugger: view } = app;

  await test.step('opened and run by the keyboard alone', async () => {
    await page.keyboard.press('Control+p');
    await page.keyboard.type('order_total');
    await page.keyboard.press('Enter');
    await app.runToDivergence();
    await view.expectAt('compute_tax');
  });

  await test.step('what differs is said', async () => {
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
    await expect(view.variable('card')).not.toContainText('42424242');

    for (const path of ['reference', 'direct'] as const)
      await expect(view.track(path).locator('i')).not.toHaveCount(0);
    await expect(app.explorer.stack).toContainText('compute_tax');
  });

  await test.step('the list has the focus without a click: arrows move the cursor', async () => {
    await page.keyboard.press('Control+1');
    await expect(view.steps).toBeFocused();
    await page.keyboard.press('Home');
    await view.expectAt('validate_items');
    await page.keyboard.press('ArrowDown');
    await view.expectAt('load_prices');
    await page.keyboard.press('Enter');
    await expect(view.panel('Events')).toContainText('SELECT');
    await page.keyboard.press('End');
    await view.expectAt('grand_total');
  });

  await test.step('the sources of both paths', async () => {
    await view.row('compute_tax').click();
    await expect(view.source('Text of the node order_total.vsp')).toContainText('custom.round_tax');
    await expect(view.source(/^Source that the direct path runs/)).toContainText('RoundingMode.HALF_UP');
    await app.panelTab('round_tax.py').click();
    await expect(view.source(/^Source that the reference path runs/)).toContainText('def round_tax');
  });

  await test.step('effects are performed once and shared; contracts show what they were decided by', async () => {
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

  await test.step('on to the end; a node that agrees runs there at once, and its state machine shows', async () => {
    await page.keyboard.press('F5');
    await expect(app.status).toContainText('ended · diverged');
    await app.explorer.open('order_lifecycle_v1');
    await app.run();
    await expect(app.status).toContainText('ended · equal');
    await expect(view.card).toBeHidden();
    await expect(view.results).toContainText('shipped');
    await expect(app.explorer.node('order_lifecycle_v1')).toContainText('equal');
    await expect(view.row('move')).toHaveCount(2);
  });
});

import { expect, test } from './support/test.ts';

test('through the time of a run: scrubbing, ranges, events by number, links', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { debugger: view } = app;
  // The order total, run to its end: 18 rows, the divergence in row 14.
  await app.runToDivergence();
  await page.keyboard.press('F5');
  await app.expectStatus(/ended/);
  const chip = page.getByRole('button', { name: 'Only rows 14–15: show all rows' }).first();

  await test.step('scrubbing moves everything, one drag is one step back; the timeline zooms and pans; a range filters every panel', async () => {
    await view.scrub(0.6, 0.001);
    await view.expectAt('validate_items');
    await expect(view.variable('subtotal')).toHaveCount(0);
    await view.scrub(0.001, 0.999);
    await view.expectAt('result');
    await expect(view.variable('subtotal')).toBeVisible();
    await page.goBack();
    await view.expectAt('validate_items');
    await page.goForward();
    await view.expectAt('result');

    const timeline = page.getByRole('region', { name: 'Timeline' }).last();
    await view.timeline.focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await expect(timeline).toContainText('4 × closer');
    // The cursor stays in sight when it is moved out of what is seen.
    await page.keyboard.press('Home');
    await view.expectAt('validate_items');
    await expect(timeline).toContainText('4 × closer');
    await expect(view.track('reference').locator('i').first()).toHaveAttribute('title', /^validate_items/);
    await page.keyboard.press('0');
    await expect(timeline).not.toContainText('closer');

    // Marks lead to what they mark.
    await timeline.getByRole('button', { name: /^divergence, row 14$/ }).click();
    await view.expectAt('compute_tax');

    // A range filters every panel, and a chip drops it.
    await view.expectAt('compute_tax');
    await view.timeline.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect(view.steps).toHaveAttribute('aria-rowcount', '3');
    await expect(view.row('compute_tax')).toBeVisible();
    await expect(view.row('grand_total')).toBeVisible();
    await expect(view.row('load_prices')).toHaveCount(0);
    const events = await view.tab('Events');
    await expect(events).toContainText('entered compute_tax');
    await expect(events).toContainText('entered grand_total');
    await expect(events).not.toContainText('entered load_prices');
    await app.panelTab('Divergences').click();
    await expect(view.divergences.first()).toContainText('compute_tax');
    await expect(view.divergences.filter({ hasText: 'grand_total' })).not.toHaveCount(0);
    await expect(view.divergences.filter({ hasText: 'record_order' })).toHaveCount(0);
    await expect(page).toHaveURL(/range=13-14/);
    await chip.click();
    await expect(page.getByRole('button', { name: /show all rows/ })).toHaveCount(0);
    await expect(view.row('load_prices')).toBeVisible();
    await page.goBack();
    await expect(chip).toBeVisible();
  });

  await chip.click();
  await test.step('any event by its number: both paths and the database as they were, and a link that leads there', async () => {
    // The database as it was, what a step changed, nothing executed.
    await view.row('record_order').click();
    await app.panelTab('Database').click();
    const rows = page.getByRole('region', { name: 'Rows of orders' });
    await expect(rows.locator('tr[data-change=inserted]')).toContainText('ord_7Q2mZk41');
    await expect(page).toHaveURL(/panel=database/);
    const before = await rows.getByRole('row').count();
    await view.row('grand_total').click();
    await expect(rows).not.toContainText('ord_7Q2mZk41');
    await expect(rows.getByRole('row')).toHaveCount(before - 1);
    await page.reload();
    await expect(rows).toBeVisible();
    await expect(rows).not.toContainText('ord_7Q2mZk41');

    await page.keyboard.press('Control+F8');
    await expect(view.selected).toHaveAttribute('data-status', 'equal');
    await page.keyboard.press('Alt+F8');
    await view.expectAt('compute_tax');
    const events = await view.tab('Events');
    await events
      .getByRole('row', { name: /step entered/ })
      .getByRole('button')
      .click();
    await view.tab('Variables');
    await expect(view.variable('subtotal')).toBeVisible();
    await expect(view.variable('tax')).toHaveCount(0);
    await expect(view.panel('Variables')).toContainText('State just after reference event');

    await page.keyboard.press('Control+g');
    await app.palette.input.fill('99999');
    await expect(app.palette.dialog).toContainText('There is no event and no row 99999');
    await app.palette.input.fill('13');
    await app.palette.item('Event 13 of the direct path').click();
    await view.expectAt('load_prices');
    await expect(view.panel('Variables')).toContainText('direct event 13');

    await page.keyboard.press('Control+Shift+L');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toContain('row=1&at=');
    await page.goto('about:blank');
    await page.goto(link);
    await view.expectAt('load_prices');
    await expect(view.panel('Variables')).toContainText('direct event 13');

    await page.goto(link.replace('row=1', 'row=one'));
    await expect(page.getByText('The address says row=one: row is a whole number from 0.')).toBeVisible();
  });
});

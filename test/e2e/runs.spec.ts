import { Application } from './pages/application.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, hasServer, test } from './support/test.ts';

test('recorded runs: listed, opened again, in their addresses, from a second page, after a server was killed', async ({
  app,
  page,
  product,
  context,
}) => {
  const { debugger: view } = app;

  await test.step('a finished run is listed newest first and opens again, for looking only; its address, back and forward lead into it', async () => {
    await app.explorer.open('order_lifecycle_v1');
    await app.run();
    await expect(app.status).toContainText('ended · equal');
    await app.explorer.open('order_total_v1');
    await app.runToDivergence();
    await page.keyboard.press('F5');
    await expect(app.status).toContainText('ended · diverged');
    const address = page.url().replace(/\?.*/, '');

    await app.goTo('Runs');
    await expect(app.runs.rows).toHaveCount(2);
    await expect(app.runs.rows.nth(0)).toContainText('order_total_v1');
    await expect(app.runs.rows.nth(0)).toContainText('diverged');
    await expect(app.runs.rows.nth(0)).toContainText('compute_tax assigned a different tax');
    await expect(app.runs.rows.nth(1)).toContainText('order_lifecycle_v1');
    await expectAccessible(page, 'runs', { part: '[aria-label="Recorded runs"]' });
    await app.runs.outcome.selectOption('equal');
    await expect(app.runs.rows).toHaveCount(1);
    await app.runs.outcome.selectOption('Every outcome');
    await app.runs.node.selectOption('order_total_v1');
    await expect(app.runs.rows).toHaveCount(1);

    await page.reload();
    await app.runs.rows.filter({ hasText: 'order_total_v1' }).click();
    await expect(app.status).toContainText(/(ended|recorded) · diverged/);
    expect(page.url()).toContain(address);
    await view.expectAt('compute_tax');
    await expect(view.card).toContainText('results differ by 0.01');
    await expect(app.control('Stop')).toBeDisabled();
    await expect(app.control('Pause')).toBeDisabled();

    // The cursor moves through it; its address reopens it, back and forward lead to it.
    await page.reload();
    await expect(app.status).toContainText(/(ended|recorded) · diverged/);
    await view.expectAt('compute_tax');

    // Keys are for the steps, nobody has to go there.
    await expect(view.steps).toBeFocused();
    await page.keyboard.press('Home');
    await view.expectAt('validate_items');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await view.expectAt('all_known');
    await expect(page).toHaveURL(/\?row=2$/);
    await page.keyboard.press('Shift+F10');
    await view.expectAt('load_prices');
    await page.keyboard.press('F5');
    await view.expectAt('compute_tax');

    await page.keyboard.press('Home');
    await expect(page).toHaveURL(/\?row=0$/);
    await page.reload();
    await view.expectAt('validate_items');

    await app.goTo('Runs');
    await expect(app.runs.grid).toBeVisible();
    await page.goBack();
    await view.expectAt('validate_items');
    await page.goForward();
    await expect(app.runs.grid).toBeVisible();

    await view.steps.waitFor({ state: 'hidden' });
    await page.goBack();
    await view.timeline.focus();
    await page.keyboard.press('ArrowRight');
    await view.expectAt('load_prices');
  });

  if (!hasServer()) return;
  await test.step('a second page looks at the same run; what was recorded survives the server being killed', async () => {
    await app.explorer.open('order_total_v1');
    await app.runToDivergence();
    const hash = new URL(page.url()).hash;
    const other = new Application(await context.newPage());
    await other.page.goto(new URL(`/${hash}`, page.url()).href);
    await other.debugger.expectAt('compute_tax');
    expect(product.printed()).toContain('Parallax is at');
    await other.page.close();

    const port = Number(new URL(page.url()).port);
    await product.stop('SIGKILL');
    await expect(app.alert('The connection to Parallax is lost')).toBeVisible();
    app.forgive(/WebSocket connection|Failed to (load resource|fetch)/);

    const opened = await product.start(port);
    await page.goto('about:blank');
    await app.open(opened);
    await app.goTo('Runs');
    await expect(app.runs.rows).toHaveCount(3);
    await expect(app.runs.rows.first()).toContainText('interrupted');
    await app.runs.rows.first().click();
    await expect(app.status).toContainText('recorded · diverged');
    await view.expectAt('compute_tax');
    await expect(view.card).toContainText('results differ by 0.01');
    await expect(view.variable('tax').getByRole('cell')).toHaveText(['tax', '8.86', '8.87']);
  });
});

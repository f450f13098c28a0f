import { runs } from '../support/full.ts';
import { LONG_RUN, recordLongRun } from './support/long-run.ts';
import { expect, hasServer, test } from './support/test.ts';

const ROUNDS = runs(1000, 10_000);

test.beforeEach(async ({ product }) => {
  product.write(
    'rounds.vsp',
    [
      'node_id: rounds_v1',
      'type: function',
      'intent: go_round',
      'outputs: {success: {last: {type: integer}}}',
      'flow:',
      '  - step: each',
      '    operation: for_each',
      `    items: "RANGE(0, ${ROUNDS})"`,
      '    as: number',
      '    do:',
      '      - {step: keep, operation: arithmetic, expression: "number + 1", output: last}',
      '  - {step: done, operation: return, return_success: {last: "{last}"}}',
      '',
    ].join('\n'),
  );
  if (hasServer()) await recordLongRun(product, 4600);
});

test('long runs: rounds by the thousand, events by the ten thousand', async ({ app, page }) => {
  const { debugger: view } = app;
  const rows = view.steps.getByRole('row');

  await test.step('a thousand rounds scroll, and the page stays quick', async () => {
    await app.explorer.open('rounds_v1');
    await app.run();
    // While both paths run, the page answers: the palette opens and closes.
    await page.keyboard.press('Control+k');
    await expect(app.palette.input).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(app.status).toContainText('ended · equal', { timeout: 90_000 });
    await expect(view.steps).toHaveAttribute('aria-rowcount', String(2 * ROUNDS + 4));
    expect(await rows.count()).toBeLessThan(100);

    await view.steps.focus();
    await page.keyboard.press('Home');
    await view.expectAt('each');
    await page.keyboard.press('End');
    await view.expectAt('result');
    await page.keyboard.press('ArrowUp');
    await view.expectAt('done');
    await page.keyboard.press('ArrowUp');
    await view.expectAt('keep');
    await expect(view.variable('last')).toContainText(String(ROUNDS));
    await view.steps.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await expect(view.steps.getByText(`round ${ROUNDS / 2}`, { exact: true })).toBeVisible();
    expect(await rows.count()).toBeLessThan(100);
  });

  if (!hasServer()) return;
  await test.step('fifty thousand events open at once, and any place is near', async () => {
    await page.goto(`${new URL(page.url()).origin}/#/comparison/${LONG_RUN}?row=15000`);
    await expect(view.steps).toHaveAttribute('aria-rowcount', '18403');
    await view.expectAt('add');
    await view.steps.focus();
    await page.keyboard.press('Home');
    await view.expectAt('each_sale');
    await view.scrub(0.1, 0.5);
    await expect(view.variable('revenue')).toBeVisible();
    await page.keyboard.press('Control+g');
    await app.palette.input.fill('50000');
    await app.palette.item('Event 50000 of the reference path').click();
    await expect(page).toHaveURL(/at=50001\.50001/);
    await view.timeline.focus();
    for (let i = 0; i < 12; i++) await page.keyboard.press('+');
    await expect(view.track('direct').locator('i').first()).toHaveAttribute(
      'title',
      /^(round|amount|large|add)/,
    );
    expect(await rows.count()).toBeLessThan(100);
  });

  await test.step('a jump empties nothing: what is shown stays until its row was read', async () => {
    let held: (() => void)[] | null = null;
    await page.routeWebSocket(/\/api$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (held) held.push(() => socket.send(message));
        else socket.send(message);
      });
    });
    await page.goto(`${new URL(page.url()).origin}/#/comparison/${LONG_RUN}?row=15000`);
    await page.reload();
    await view.expectAt('add');
    await expect(view.variable('revenue')).toBeVisible();
    const over = page.getByRole('button', { name: 'Step over', exact: true });
    await expect(over).toBeEnabled();
    held = [];
    await page.goto(`${new URL(page.url()).origin}/#/comparison/${LONG_RUN}?row=3`);
    await expect(view.timeline).toHaveAttribute('aria-valuenow', '4');
    await view.expectAt('add');
    await expect(over).toBeEnabled();
    await expect(view.variable('revenue')).toBeVisible();
    const release = held;
    held = null;
    for (const send of release) send();
    await view.expectAt('large');
  });
});

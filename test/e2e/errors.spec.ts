import { Application } from './pages/application.ts';
import { expect, hasServer, test } from './support/test.ts';

test.beforeEach(({ product }) => {
  if (hasServer()) product.write('.parallax/traces.db', 'this was a store once '.repeat(1000));
});

test('what goes wrong around a page is said, and the page goes on', async ({ app, page, product }) => {
  await test.step('a store that cannot be read is set aside, and the page says so', async () => {
    const said = page
      .getByRole('status')
      .filter({ hasText: /could not be read .*; it was kept as .*corrupt/ });
    if (hasServer()) await said.waitFor();
  });

  await test.step('a handler that never ends is ended on its path, the other goes on, and so does the page; addresses of what does not exist say so', async () => {
    product.write('handlers/spin.py', 'def spin(amount):\n    return amount\n');
    product.write('handlers/spin.mjs', 'export default function spin() {\n  for (;;) {}\n}\n');
    product.write(
      'spinning.vsp',
      [
        'node_id: spinning_v1',
        'type: function',
        'intent: never_come_back',
        'outputs: {success: {amount: {type: integer}}}',
        'flow:',
        '  - {step: spin, operation: custom.spin, parameters: {amount: 1}, output: amount}',
        '  - {step: done, operation: return, return_success: {amount: "{amount}"}}',
        'performance: {timeout_seconds: 1}',
        '',
      ].join('\n'),
    );
    await app.explorer.open('spinning_v1');
    await app.run();
    // While it spins the page answers.
    await page.keyboard.press('Control+k');
    await expect(app.palette.input).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(app.status).toContainText(/stopped on divergence|ended/);
    if (await app.control('Stop').isEnabled()) await page.keyboard.press('F5');
    await expect(app.status).toContainText('ended · diverged');
    await expect(app.debugger.results).toContainText('timeout');
    await expect(app.debugger.results).toContainText('{amount: 1}');

    // Both runtimes are there for the next run.
    await app.explorer.open('order_total_v1');
    await app.runToDivergence();

    // Addresses of what does not exist say so.
    await page.evaluate(
      (hash) => Object.assign(globalThis, { location: hash }),
      '#/comparison/nothing-of-this-name',
    );
    await expect(app.alert('There is no comparison nothing-of-this-name')).toBeVisible();
    // Nothing beside it is being read, and there is a way on.
    await expect(page.getByRole('tab', { name: 'Inspector' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Show the recorded runs' })).toBeVisible();
    await page.evaluate((hash) => Object.assign(globalThis, { location: hash }), '#/node/no_such_node');
    await expect(app.alert(/no_such_node/).first()).toBeVisible();
    await app.explorer.open('order_total_v1');
    await app.runForm.ready();
  });

  if (!hasServer()) return;
  await test.step('when the server goes the page says so; when it comes back the page says what to do', async () => {
    // What the page still wanted to load is not there either.
    app.forgive(/WebSocket connection|Failed to (load resource|fetch)/);
    await app.explorer.recent.getByRole('button').first().click();
    await expect(app.status).toContainText('stopped on divergence');
    await expect(app.debugger.card).toContainText('results differ by 0.01');
    const port = Number(new URL(page.url()).port);
    await product.stop();
    const lost = app.alert('The connection to Parallax is lost');
    await expect(lost).toBeVisible();
    // What is on the screen stays there.
    await expect(app.debugger.card).toContainText('results differ by 0.01');

    // Another server knows nothing of this page: it has to be opened with the new address.
    const address = await product.start(port);
    await expect(app.alert('Parallax was started again')).toBeVisible();
    await expect(app.debugger.card).toContainText('results differ by 0.01');
    // Opened in any tab of the browser, it serves this one too.
    const other = new Application(await page.context().newPage());
    await other.open(address);
    await expect(app.alert('Parallax was started again')).toBeHidden();
    await app.goTo('Runs');
    await expect(app.runs.rows).toHaveCount(2);
  });
});

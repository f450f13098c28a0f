import { existsSync } from 'node:fs';
import { Application } from './pages/application.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/test.ts';

test.describe('the first start', () => {
  test('opening runs nothing; the first run asks; declining runs nothing either, accepting runs and is remembered', {
    tag: '@server',
  }, async ({ page, product }) => {
    const app = new Application(page);
    const address = await product.start();
    const port = Number(new URL(address).port);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await app.open(address);
    await expect(app.dialogs.trust).toBeHidden();
    await expect(app.status).toContainText('not trusted');
    await expect(app.status).toContainText('stripe: stopped');

    await app.explorer.open('order_total_v1');
    await app.runForm.ready();
    await expect(app.editor.line('node_id: order_total_v1')).toBeVisible();
    await expectAccessible(page, 'editor and run form', { both: true });
    await page.keyboard.press('F5');
    await expect(app.dialogs.trust).toBeVisible();
    await expectAccessible(page, 'trust dialog', { part: '[role=dialog]' });
    await expect(app.dialogs.wouldRun).toContainText([
      'handlers/round_tax.mjs',
      'handlers/round_tax.py',
      'services/payment.mjs',
    ]);
    await expect(app.dialogs.trust).toContainText(product.folder);

    await app.dialogs.decline();
    await expect(app.dialogs.trust).toBeHidden();
    await expect(page).toHaveURL(/#\/node\/order_total_v1$/);
    await expect(app.status).toContainText('stripe: stopped');
    await expect(app.status).toContainText('0 runs');

    // Accepting runs, and is remembered by the page and by the next server.
    await page.keyboard.press('F5');
    await app.dialogs.accept();
    await expect(app.status).toContainText('stopped on divergence');
    await expect(app.status).toContainText('stripe: running');
    await expect(app.status).not.toContainText('not trusted');
    await expect(app.debugger.variable('tax')).toBeVisible();
    await expectAccessible(page, 'debugger at the divergence', { both: true });

    await app.goTo('Nodes');
    await page.reload();
    await app.runToDivergence();
    await expect(app.dialogs.trust).toBeHidden();

    await product.stop();
    await page.goto('about:blank');
    await app.open(await product.start(port));
    await app.explorer.open('order_total_v1');
    await app.runToDivergence();
    await expect(app.dialogs.trust).toBeHidden();
    expect(existsSync(product.path('.parallax'))).toBe(true);
  });

  test('a recorded run of a workspace that is not trusted is run again after the same question', {
    tag: '@server',
  }, async ({ page, product }) => {
    await product.recordPayments(1);
    const app = new Application(page);
    await app.open(await product.start());
    await app.goTo('Runs');
    await app.runs.rows.first().dblclick();
    await expect(app.debugger.results).toContainText('returned');
    await page.keyboard.press('Control+e');
    await expect(app.replay.run).toBeEnabled();
    await page.keyboard.press('Control+Enter');
    await expect(app.dialogs.wouldRun).toContainText(['services/payment.mjs']);
    await app.dialogs.decline();
    await expect(app.replay.whatIf).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await app.dialogs.accept();
    await expect(app.replay.bar).toBeVisible();
    await expect(app.status).not.toContainText('not trusted');
  });
});

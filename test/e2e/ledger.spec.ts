import type { Application } from './pages/application.ts';
import { expectFlawless } from './support/axe.ts';
import type { Product } from './support/product.ts';
import { expect, test } from './support/test.ts';

const RULE = 'compute-tax-tax';

test('the ledger: a divergence is accepted and taken back, signed, counted, expires, and is judged anew', async ({
  app,
  product,
}) => {
  await app.runToDivergence();
  await test.step('a divergence is accepted in two clicks, named wherever it shows, and taken back', () =>
    acceptAndTakeBack(app, product));
  await app.page.keyboard.press('F5');
  await app.expectStatus(/ended · diverged/);
  await test.step('by keyboard, with what follows, it is signed, counted, and stands in the ledger with its lines', () =>
    sign(app));
  await test.step('a rule that has expired, or that another program takes away, hides nothing any more', () =>
    expire(app, product));
  await test.step('a run that diverged before its rules were made is listed as accepted, for as long as they hold', () =>
    judgeAnew(app, product));
});

/** From a divergence, which it leaves as it was. */
async function acceptAndTakeBack(app: Application, product: Product): Promise<void> {
  const { debugger: view, ledger } = app;
  await view.card.getByRole('button', { name: 'Accept…' }).click();
  await expect(ledger.field('Node')).toHaveValue('order_total_v1');
  await expect(ledger.field('Step')).toHaveValue('compute_tax');
  await expect(ledger.field('Field')).toHaveValue('tax');
  await expect(ledger.field('Tolerance')).toHaveValue('0.01');
  await ledger.form.getByRole('button', { name: 'Accept', exact: true }).click();

  await expect(view.card).toBeHidden();
  await expect(ledger.card).toContainText(`Accepted by rule ${RULE}`);
  await expect(ledger.card).toContainText('8.86');
  await view.expectAt('compute_tax');
  await expect(view.selected).toHaveAttribute('data-status', 'accepted');
  await expect(view.variable('tax')).toContainText(`≈ ${RULE}`);
  await expect(view.selected).toContainText(RULE);
  await app.panelTab('Divergences').click();
  await expect(view.divergences).toHaveText([
    new RegExp(`≈ accepted.*Rule ${RULE}`),
    /≈ accepted.*invariant.*Rule compute-tax-invariant/,
  ]);
  expect(product.read('equivalences.yml')).toContain(`id: ${RULE}`);

  await ledger.undo.click();
  await expect(view.card).toContainText('compute_tax assigned a different tax');
  await expect(ledger.card).toBeHidden();
  await expect(view.selected).toHaveAttribute('data-status', 'diverged');
  expect(() => product.read('equivalences.yml')).toThrow();
}

/** In a comparison that has ended. */
async function sign(app: Application): Promise<void> {
  const { debugger: view, ledger, page } = app;
  await view.row('compute_tax').click();
  await page.keyboard.press('Control+Shift+A');
  await ledger.field('Reason').fill('The port rounds half up.');
  await ledger.form.getByRole('checkbox', { name: /that follow/ }).check();
  await ledger.field('Owner').fill('ada');
  await page.keyboard.press('Enter');
  await expect(view.row('compute_tax')).toHaveAttribute('data-status', 'accepted');
  await expect(view.row('grand_total')).toHaveAttribute('data-status', 'accepted');
  // The write had two parameters that differ, and told of one: the other is accepted by nobody.
  await expect(view.card).toContainText('request.parameters[4]');

  await app.goTo('Ledger');
  await expect(ledger.rules.filter({ hasText: RULE })).toContainText('1 in 1 run');
  await expect(ledger.rules.filter({ hasText: RULE })).toContainText('≤ 0.01');
  await ledger.rules.filter({ hasText: RULE }).click();
  await expect(ledger.about(RULE)).toContainText('ada answers for it, without end');
  await expect(ledger.file).toContainText('equivalences.yml:3');
  await expectFlawless(page, '[aria-label="Ledger of accepted differences"]');
  await ledger.about(RULE).getByRole('button', { name: /^cmp_/ }).click();
  await app.expectStatus(/ended · diverged/);
  await expect(view.row('compute_tax')).toContainText(RULE);
}

async function expire(app: Application, product: Product): Promise<void> {
  const rule = (id: string, step: string, expires: string) =>
    `  - {id: ${id}, node: order_total_v1, step: ${step}, path: "*", kind: value, ignore: true, reason: r, owner: o, expires: ${expires}}\n`;
  const write = (expires: string) =>
    product.write(
      'equivalences.yml',
      `rules:\n${rule('tax', 'compute_tax', expires)}${rule('nowhere', 'no_such_step', 'never')}`,
    );
  const { debugger: view, ledger } = app;
  write('never');
  await expect(view.row('compute_tax')).toHaveAttribute('data-status', 'accepted');
  await app.goTo('Nodes');
  await app.run();
  await app.expectStatus(/stopped on divergence/);
  await expect(view.row('compute_tax')).toHaveAttribute('data-status', 'accepted');
  write('2020-01-01');
  await expect(view.row('compute_tax')).toHaveAttribute('data-status', 'diverged');
  await app.goTo('Ledger');
  await expect(ledger.rules.nth(0)).toContainText('expired');
  await expect(ledger.rules.nth(1)).toContainText('unused');
  await ledger.rules.nth(0).click();
  await ledger.about('tax').getByRole('button', { name: 'Edit…' }).click();
  await ledger.field('Expires').fill('tomorrow');
  await ledger.form.getByRole('button', { name: 'Save rule' }).click();
  await expect(app.alert(/expected a day such as/)).toBeVisible();
  await ledger.field('Expires').fill('');
  await ledger.form.getByRole('button', { name: 'Save rule' }).click();
  await expect(ledger.rules.nth(0)).not.toContainText('expired');
  await ledger.about('tax').getByRole('button', { name: 'Remove' }).click();
  await expect(ledger.rules).toHaveCount(1);
  await ledger.undo.last().click();
  await expect(ledger.rules).toHaveCount(2);
  await app.goTo('Debugger');
  await expect(view.row('compute_tax')).toHaveAttribute('data-status', 'accepted');
}

async function judgeAnew(app: Application, product: Product): Promise<void> {
  const { page, runs } = app;
  const newest = runs.rows.first();
  product.write('equivalences.yml', 'rules: []\n');
  await expect(app.debugger.row('compute_tax')).toHaveAttribute('data-status', 'diverged');
  // Ended, so that the next one stops for itself.
  await page.keyboard.press('F5');
  await app.expectStatus(/ended/);
  await app.goTo('Nodes');
  await app.runForm.choose('Effects', 'Each its own');
  await app.runToDivergence();
  await page.keyboard.press('F5');
  await app.expectStatus(/ended · diverged/);
  await app.goTo('Runs');
  await expect(runs.rows).toHaveCount(3);
  await expect(newest).toContainText('diverged');
  const rule = (id: string, fields: string) =>
    `  - {id: ${id}, node: order_total_v1, ${fields}, reason: rounding, owner: ada, expires: never}\n`;
  const rules = [
    rule('values', 'step: "*", path: "*", kind: value, tolerance: 0.01'),
    rule('writes', 'step: "*", path: "*", kind: effect, tolerance: 0.01'),
    rule('tables', 'step: "", path: "*", kind: effect, ignore: true'),
  ];
  product.write('equivalences.yml', `rules:\n${rules.join('')}`);
  await expect(newest).toContainText('accepted');
  const explorer = page.getByRole('complementary', { name: 'Explorer' });
  const recent = app.explorer.recent.getByRole('button').first();
  await app.goTo('Debugger');
  await expect(explorer.getByRole('button', { name: /order_total_v1.*accepted/ }).first()).toBeVisible();
  await expect(recent).toHaveText(/accepted/);
  product.write('equivalences.yml', 'rules: []\n');
  await expect(recent).toHaveText(/diverged/);
  await app.goTo('Runs');
  await expect(newest).toContainText('diverged');
}

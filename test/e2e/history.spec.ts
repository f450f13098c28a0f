import { expectAccessible, groupWith } from './support/axe.ts';
import { expect, test } from './support/test.ts';

test('who set a value, why two differ, and an expression over every visit, here and in every stored run', async ({
  app,
  page,
}) => {
  const { debugger: view } = app;
  for (let run = 0; run < 2; run++) {
    await app.goTo('Nodes');
    await app.runToDivergence();
    await page.keyboard.press('F5');
    await app.expectStatus(/ended/);
  }

  await page.keyboard.press('End');
  await view.expectAt('result');
  await view.variable('tax').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Who set this value' }).click();
  const writes = page.getByRole('list', { name: 'Writes of tax' }).getByRole('listitem');
  await expect(writes).toHaveCount(1);
  await expect(writes.first()).toContainText('compute_tax');
  await expect(writes.first()).toContainText('8.86');
  await expect(writes.first()).toContainText('8.87');
  await expect(writes.first()).toContainText('written differently');
  await expect(writes.first()).toContainText('the value here comes from it');
  await writes.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await view.expectAt('compute_tax');
  // Back is where the question was asked, and its address asks it again.
  await page.goBack();
  await view.expectAt('result');
  await page.reload();
  await view.expectAt('result');
  await expect(writes.first()).toContainText('compute_tax');

  // By key and button alone, of a value that both paths write alike.
  await page.getByRole('button', { name: 'Who set subtotal' }).focus();
  await page.keyboard.press('Alt+H');
  await expect(page.getByRole('list', { name: 'Writes of subtotal' }).getByRole('listitem')).toContainText(
    'written alike',
  );

  // Why do these differ: one sentence from the card and from a value that follows.
  const history = page.getByRole('region', { name: 'History' });
  // The direct path failed where it asked for something else: its result has the same cause.
  await view.card.getByRole('button', { name: 'Why do these differ?' }).click();
  await expect(history.getByRole('status')).toContainText(
    /^result differs because compute_tax assigned tax 8\.86/,
  );
  await page.keyboard.press('Alt+F8');
  await view.expectAt('compute_tax');
  await view.card.getByRole('button', { name: 'Why do these differ?' }).click();
  await expect(history.getByRole('status')).toContainText(
    'compute_tax assigned tax 8.86 on the reference path and 8.87 on the direct path from the same inputs',
  );
  await view.row('result').click();
  await view.expectAt('result');
  await view.variable('total').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Why do these differ?' }).click();
  await expect(history.getByRole('status')).toContainText(
    /^total differs because compute_tax assigned tax 8\.86/,
  );
  const chain = page.getByRole('list', { name: 'Chain of causes' }).getByRole('button');
  await expect(chain.first()).toContainText('made here');
  await expectAccessible(page, 'why two values differ', {
    part: groupWith('[aria-label="Chain of causes"]'),
  });
  await expect(chain.last()).toContainText('total');
  await chain.first().click();
  await view.expectAt('compute_tax');

  // An expression over every visit of a step.
  await view.row('compute_tax').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Evaluate an expression/ }).click();
  const panel = page.getByRole('region', { name: 'Expression over visits' });
  const expression = panel.getByRole('textbox', { name: 'After each visit of compute_tax' });
  await expression.fill('tax * ');
  await expression.press('Enter');
  await expect(panel.getByRole('alert')).toContainText(/^Column \d+: /);
  await expression.fill('tax * 100');
  await expression.press('Enter');
  const visits = page.getByRole('grid', { name: 'Visits' }).locator('[aria-rowindex]');
  await expect(visits).toHaveCount(2);
  await expect(visits.first()).toContainText('this run');
  await expect(visits.first()).toContainText(/886\.00.*887\.00.*1/);
  await expect(panel.getByRole('status')).toContainText('2 visits in 2 of 2 runs');
  const before = page.url();
  await visits.nth(1).click();
  await expect(page).not.toHaveURL(before);
  await view.expectAt('compute_tax');

  // What was recorded as a fingerprint is said to be one.
  await expression.fill('card');
  await expression.press('Enter');
  await expect(visits.first()).toContainText('only a fingerprint');
});

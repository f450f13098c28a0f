import { expect, test } from './support/test.ts';

test('one node with two language models: they part where their answers do', async ({ app, page }) => {
  await app.explorer.open('sort_complaint_v1');
  const { runForm: form, debugger: view } = app;
  await form.ready();
  await form.input('complaint').fill('My parcel is late and nobody answers the phone');
  await form.model('reference').fill('demo-openai-chat/demo');
  await form.model('direct').fill('nope/demo');
  await page.keyboard.press('F5');
  await expect(form.problems).toContainText('the workspace knows no provider nope');
  await form.model('direct').fill('demo-openai-responses/demo');
  await page.keyboard.press('F5');

  // Each path says which model it has; the first step has the same answer from both.
  await expect(page.getByText(/^demo-openai-chat\/demo · CPython/)).toBeVisible();
  await expect(page.getByText('demo-openai-responses/demo · interpreter')).toBeVisible();
  await expect(view.card).toContainText('draft');
  await expect(view.card).toContainText('answer.text');
  await expect(view.row('classify')).toHaveAttribute('data-status', 'equal');

  // Who answered is what was chosen: a variable that differs in nothing else is no difference.
  await view.row('classify').click();
  const variables = await view.tab('Variables');
  await expect(variables.locator('[data-variable="answer"]')).toContainText('≈');
  await expect(variables.locator('[data-variable="answer"]')).toContainText('not in what is compared');
  await variables.getByRole('button', { name: 'Open answer', exact: true }).click();
  await expect(variables.locator('[data-variable="answer.target"]')).toContainText('≈');

  // What was asked, what each said, and why: a limit that one wire could not carry.
  await view.row('draft').click();
  const effects = await view.tab('Effects');
  await expect(effects.getByRole('region', { name: 'Conversation' })).toContainText(
    'Write one friendly sentence to a customer of a shop.',
  );
  await expect(effects.getByRole('region', { name: 'Conversation' })).toContainText('maxOutputTokens 8');
  const [reference, direct] = ['reference', 'direct'].map((path) =>
    effects.getByRole('region', { name: `Answer on the ${path} path` }),
  );
  await expect(reference ?? effects).toContainText('demo-openai-chat/demo');
  await expect(direct ?? effects).toContainText('and nobody answers the phone');
  await (direct ?? effects).getByText(/^\d losses, fidelity/).click();
  await expect(page.getByRole('list', { name: 'Losses at demo-openai-responses/demo' })).toContainText(
    '/parameters/maxOutputTokens',
  );
});

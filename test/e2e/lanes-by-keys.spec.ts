import { expect, test } from './support/test.ts';

test('a request is written and run by keys, in a low window', async ({ app, page }) => {
  const { providers } = app;
  const [chat, claude] = ['demo-openai-chat/demo', 'demo-anthropic/demo'];
  const tab = (name: string) => providers.region.getByRole('tab', { name, exact: true });
  await page.setViewportSize({ width: 1280, height: 520 });
  await app.palette.run('Show language models');
  await expect(tab('Request').first()).toBeFocused();
  await providers.form.getByRole('combobox', { name: 'Role of message 1' }).focus();
  await app.palette.run('Show providers');
  await expect(
    page.getByRole('navigation', { name: 'Providers of this workspace' }).locator('[aria-current=true]'),
  ).toBeFocused();
  await app.palette.run('Show language models');
  await app.palette.run('Start the demo models');
  await expect(providers.region.getByRole('button', { name: 'Run 3 lanes' })).toBeVisible();

  // What is added is typed into at once; keys stay where an entry was taken out.
  const { form } = providers;
  await form.getByRole('button', { name: 'Add a message' }).press('Enter');
  await expect(form.getByRole('textbox', { name: 'Text of message 3' })).toBeFocused();
  await form.getByRole('button', { name: 'Remove message 3' }).press('Enter');
  await expect(form.getByRole('button', { name: 'Add a message' })).toBeFocused();
  await form.getByRole('button', { name: 'Add a tool' }).press('Enter');
  await page.keyboard.type('pack');
  await expect(form.getByRole('textbox', { name: 'Name of tool 2' })).toHaveValue('pack');

  // As many answers as are asked for, where they can be.
  await providers.json.focus();
  await page.keyboard.press('Control+a');
  await providers.paste(
    '{"messages":[{"role":"user","content":"a"}],"parameters":{"candidates":2,"seed":7}}',
  );
  await expect(providers.field(/^candidates 2/)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const answer = (target: string) => providers.lane(target).getByRole('group');
  await expect(answer(chat)).toBeFocused();
  const second = { name: 'Answer 2 of 2' };
  await expect(answer(chat).getByRole('region', second)).toContainText('This is answer 2.');
  await expect(providers.lane(claude)).toContainText('answered');
  await expect(answer(claude).getByRole('region', second)).toHaveCount(0);

  // What a tab shows is scrolled to, also of a tab that is in front already.
  const losses = providers.lane(claude).getByRole('list', { name: /^Losses of/ });
  await answer(claude).focus();
  await expect(losses).not.toBeInViewport();
  await page.keyboard.press('Tab');
  await expect(providers.lane(claude).getByRole('tab', { name: 'Losses' })).toBeFocused();
  await expect(providers.lane(claude).getByRole('tabpanel')).toBeInViewport({ ratio: 1 });

  // What is called like an example is not taken for it.
  await providers.region.getByRole('button', { name: 'Import…' }).click();
  const [name, text] = ['refund.json', '{"messages":[{"role":"user","content":"b"}]}'];
  const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
  await providers.importDialog.locator('input[type="file"]').setInputFiles(file);
  await providers.importDialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(providers.region.getByRole('heading', { level: 2 })).toContainText('refund 2');
  await providers.example.selectOption('refund');
  await expect(page.getByText('refund 2 was replaced.')).toBeVisible();
  await tab('Lanes').click();

  // What is asked for between the lanes has the keys where nothing else has them any more.
  await providers.region.getByRole('combobox', { name: 'First lane' }).focus();
  await app.palette.run('Compare the streams of the lanes');
  await expect(tab('Stream')).toBeFocused();
  await expect(page.getByRole('slider', { name: 'Time in the streams' })).toBeInViewport();
});

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Application } from './pages/application.ts';
import { DemoModels } from './support/demo-models.ts';
import { expect, test } from './support/test.ts';

test.describe('language models', () => {
  test('what every model would lose of a request is seen before any call, down to the bytes', async ({
    app,
    page,
  }) => {
    await app.goTo('Models');
    const { providers } = app;
    await expect(providers.field(/^temperature 0\.2/)).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await providers.region.getByRole('button', { name: 'What would it lose?' }).click();
    const claude = 'anthropic/claude-sonnet-4-5';
    await expect(providers.cell(claude, 'seed')).toContainText('dropped');
    await expect(providers.cell('openai/gpt-4.1', 'seed')).toHaveText('=');

    await providers.cell(claude, 'seed').click();
    await expect(providers.losses(claude).getByRole('listitem')).toHaveCount(1);
    await expect(providers.losses(claude)).toContainText('/parameters/seed');
    await expect(providers.losses(claude)).toContainText('7 → becomes nothing');
    await expect(providers.wire(claude)).toContainText('POST https://api.anthropic.com/v1/messages');
    await expect(providers.wire(claude)).toContainText('"model": "claude-sonnet-4-5"');
    await providers.wire(claude).getByLabel('Compare with').selectOption('openai/gpt-4.1');
    await expect(providers.wire(claude)).toContainText('"model": "gpt-4.1"');
    await expectAccessible(page);

    // The keyboard walks through the cells.
    await providers.cell(claude, 'seed').focus();
    await page.keyboard.press('ArrowUp');
    await expect(providers.losses(claude)).toBeHidden();

    // A field that must arrive refuses the call under strict.
    await providers.field(/^seed 7/).click();
    await page.getByText('strict', { exact: true }).click();
    await expect(providers.matrix.getByRole('row', { name: new RegExp(claude) })).toContainText('refused');
  });

  test('a request is written as a form and as JSON, or taken from a curl command without its key', async ({
    app,
    page,
  }) => {
    await app.goTo('Models');
    const { providers } = app;
    await providers.form.getByRole('textbox', { name: 'Text of message 1' }).fill('Be kind.');
    await providers.form.getByRole('textbox', { name: 'Temperature' }).fill('1.5');
    await expect(providers.field(/^temperature 1\.5/)).toBeVisible();
    await expect(providers.region.getByRole('region', { name: 'Request as JSON' })).toContainText(
      '"content": "Be kind."',
    );
    await providers.form.getByRole('textbox', { name: 'Seed' }).fill('x');
    await expect(providers.form.getByRole('alert')).toHaveText('It takes a whole number.');

    await providers.import('curl https://api.openai.com/v1/chat/completions -d @body.json');
    await expect(providers.importDialog.getByRole('alert')).toContainText('paste what it holds');
    await page.keyboard.press('Escape');
    await providers.import(
      `curl https://api.openai.com/v1/chat/completions -H 'Authorization: Bearer sk-planted' \\
  -d '{"model":"gpt-4.1","messages":[{"role":"user","content":"What a day!"}],"seed":3}'`,
    );
    await expect(providers.importDialog).toBeHidden();
    await expect(providers.form.getByRole('textbox', { name: 'Text of message 1' })).toHaveValue(
      'What a day!',
    );
    await expect(providers.field(/^seed 3/)).toBeVisible();
    await expect(page.locator('body')).not.toContainText('sk-planted');

    await page.reload();
    await expect(providers.field(/^temperature 0\.2/)).toBeVisible();
  });
});

test('one request runs on two models at once: answers, bytes, settings, time; recorded, and opened again without them', async ({
  page,
  product,
}) => {
  const models = await DemoModels.start();
  const [chat, claude] = ['demo-chat/small', 'demo-claude/small'];
  product.write('parallax.yml', `${product.read('parallax.yml')}\n${models.settings}`);
  product.trust();
  const app = new Application(page);
  await app.open(await product.start());
  await app.goTo('Models');
  const { providers } = app;
  await expect(providers.field(/^temperature 0\.2/)).toBeVisible();

  models.hold = true;
  await providers.run(chat, claude);
  await expect(providers.lane(chat)).toContainText('answering');
  await expect(providers.lane(chat)).toContainText('{"category"');
  await providers
    .lane(chat)
    .getByRole('button', { name: `Cancel ${chat}` })
    .click();
  await expect(providers.lane(chat)).toContainText('cancelled');
  await expect(providers.lane(claude)).toContainText('answering');
  await providers.region.getByRole('button', { name: 'Cancel all' }).click();
  await expect(providers.lane(claude)).toContainText('cancelled');

  models.hold = false;
  await page.keyboard.press('Control+Enter');
  await expect(providers.lane(chat)).toContainText('answered');
  await expect(providers.lane(claude)).toContainText('100 / 20');
  await expect(providers.lane(claude)).toContainText('Not as asked');
  await expect(providers.difference('/amount')).toContainText('"39.40"');
  await expect(providers.difference('/amount')).toContainText('39.4');
  await expect(providers.region.getByRole('note')).toContainText('effective seed');
  await expectAccessible(page);

  await providers.region.getByRole('button', { name: 'Re-run with what all of them support' }).click();
  await expect(providers.region).toContainText('All lanes ran with the same effective settings.');

  const address = page.url();
  await models.stop();
  await page.reload();
  expect(page.url()).toBe(address);
  await expect(providers.lane(chat)).toContainText('answered');
  await expect(providers.lane(chat)).toContainText('damaged_item');
  const download = page.waitForEvent('download');
  await providers.region.getByRole('button', { name: 'Export Markdown' }).click();
  expect((await download).suggestedFilename()).toMatch(/^llm_\w+\.md$/);
});

test('without a key and without a network, the demo models answer in every dialect', async ({ app }) => {
  await app.goTo('Models');
  const { providers } = app;
  await providers.tab('Lanes').click();
  await providers.region.getByRole('button', { name: 'Start the demo models' }).click();
  await providers.region.getByRole('button', { name: 'Run 3 lanes' }).click();
  await expect(providers.region.getByRole('region', { name: /^demo-[a-z-]+\/demo$/ })).toHaveCount(3);
  for (const dialect of ['openai-chat', 'anthropic'])
    await expect(providers.lane(`demo-${dialect}/demo`)).toContainText('answered');
});

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

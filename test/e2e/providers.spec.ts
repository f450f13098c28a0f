import { existsSync } from 'node:fs';
import OpenAI from 'openai';
import { FULL } from '../support/full.ts';
import type { Application } from './pages/application.ts';
import { expectFlawless } from './support/axe.ts';
import { DemoModels } from './support/demo-models.ts';
import type { Product } from './support/product.ts';
import { test as base, expect } from './support/test.ts';

const DEMO = ['demo-openai-chat/demo', 'demo-openai-responses/demo', 'demo-anthropic/demo'] as const;
const SCREEN = '[aria-label="Providers"]';

const test = base.extend<{ readonly models: DemoModels }>({
  /** Models that the workspace names before it is opened. */
  models: [
    async ({ product }, use) => {
      const models = await DemoModels.start();
      product.write('parallax.yml', `${product.read('parallax.yml')}\n${models.settings}`);
      await use(models);
      await models.stop();
    },
    { auto: true },
  ],
});

test('language models, without a key and a network', async ({ app, product, models }) => {
  await app.goTo('Models');
  await test.step('a request is written or taken in, and what every model would lose of it is seen before any call, down to the bytes', () =>
    compose(app, product));
  await test.step('three dialects compared', () => runOnThree(app));
  await test.step('a program recorded through the proxy', () => recordThroughProxy(app));
  await test.step('a provider added and tested', () => addProvider(app, product));
  await app.page.reload();
  await test.step('one request runs on two models at once: answers, bytes, settings, time; recorded, and opened again without them', () =>
    runOnTwo(app, models));
});

async function compose(app: Application, product: Product): Promise<void> {
  const { page, providers } = app;
  await expect(providers.field(/^temperature 0\.2/)).toBeVisible();
  if (FULL) await expectFlawless(page);
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
  await expectFlawless(page, SCREEN);

  // The keyboard walks through the cells.
  await providers.cell(claude, 'seed').focus();
  await page.keyboard.press('ArrowUp');
  await expect(providers.losses(claude)).toBeHidden();
  const ticked = providers.matrix.getByRole('checkbox', { checked: true });
  await page.keyboard.press('Space');
  await expect(ticked).toHaveCount(1);
  await expect(providers.region.getByRole('button', { name: 'Run 1 lane' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(ticked).toHaveCount(0);

  // A field that must arrive refuses the call under strict.
  await providers.field(/^seed 7/).click();
  await page.getByText('strict', { exact: true }).click();
  await expect(providers.matrix.getByRole('row', { name: new RegExp(claude) })).toContainText('refused');

  // Written as a form and as JSON, or taken from a curl command without its key.
  await providers.tab('Request').click();
  await providers.form.getByRole('textbox', { name: 'Text of message 1' }).fill('Be kind.');
  await expect(providers.region.getByRole('heading', { level: 2 })).toContainText('refund, edited');
  await providers.form.getByRole('textbox', { name: 'Temperature' }).fill('1.5');
  await expect(providers.field(/^temperature 1\.5/)).toBeVisible();
  await expect(providers.region.getByRole('region', { name: 'Request as JSON' })).toContainText(
    '"content": "Be kind."',
  );
  await providers.form.getByRole('textbox', { name: 'Seed' }).fill('x');
  await expect(providers.form.getByRole('alert')).toHaveText('It takes a whole number.');

  // Files are picked or dropped, texts to stop at are chips, and the matrix sees them.
  await providers.attachment(1).setInputFiles({
    name: 'parcel.png',
    mimeType: 'image/png',
    buffer: Buffer.alloc(1500),
  });
  await expect(providers.form.getByText('image/png · 1.5 kB')).toBeVisible();
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['lorem'], 'note.pdf', { type: 'application/pdf' }));
    return transfer;
  });
  await providers.form
    .getByRole('button', { name: 'Attach to message 1…' })
    .dispatchEvent('drop', { dataTransfer: dropped });
  await expect(providers.form.getByText('note.pdf · application/pdf · 5 B')).toBeVisible();
  await providers.form.getByRole('textbox', { name: 'Stop sequences' }).fill('\\nEND');
  await page.keyboard.press('Enter');
  await expect(providers.field(/^stop \["\\nEND"\]/)).toBeVisible();
  await expectFlawless(page, SCREEN);
  await providers.tab('What would it lose').click();
  // An image has no place among instructions.
  await expect(providers.cell(claude, 'message 1')).toContainText('dropped');
  await providers.tab('Request').click();
  await providers.form.getByRole('button', { name: 'Take image image/png out of message 1' }).click();
  await expect(providers.form.getByText('image/png · 1.5 kB')).toBeHidden();
  await providers.form.getByRole('button', { name: String.raw`Do not stop at "\nEND"` }).click();
  await expect(providers.field(/^stop/)).toBeHidden();

  await providers.import('curl https://api.openai.com/v1/chat/completions -d @body.json');
  await expect(providers.importDialog.getByRole('alert')).toContainText('paste what it holds');
  await page.keyboard.press('Escape');
  await providers.import(
    `curl https://api.openai.com/v1/chat/completions -H 'Authorization: Bearer sk-planted' \\
  -d '{"model":"gpt-4.1","messages":[{"role":"user","content":"What a day!"}],"seed":3}'`,
  );
  await expect(providers.importDialog).toBeHidden();
  await expect(providers.form.getByRole('textbox', { name: 'Text of message 1' })).toHaveValue('What a day!');
  await expect(providers.field(/^seed 3/)).toBeVisible();
  await expect(page.locator('body')).not.toContainText('sk-planted');

  // Nothing is lost when the page, or all of Parallax, goes: not what is half typed either.
  await keptAs(product, (text) => text.includes('What a day!'));
  await page.reload();
  await expect(providers.form.getByRole('textbox', { name: 'Text of message 1' })).toHaveValue('What a day!');
  await expect(providers.field(/^seed 3/)).toBeVisible();
  await providers.json.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('x');
  await expect(providers.form.getByRole('alert')).toContainText('Line 1, column 1: This is not JSON');
  await keptAs(product, (text) => text.startsWith('x'));
  await page.reload();
  await expect(providers.form.getByRole('alert')).toContainText('Line 1, column 1: This is not JSON');
  await expect(providers.region.getByRole('heading', { level: 2 })).toHaveText(
    /, edited the JSON cannot be read$/,
  );
  await providers.tab('What would it lose').click();
  await expect(providers.region.getByText('The JSON of the request cannot be read')).toBeVisible();
  await expectFlawless(page, SCREEN);
  await providers.tab('Request').click();
  await providers.json.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Delete');
  await expect(providers.form.getByRole('textbox', { name: 'Text of message 1' })).toHaveValue('What a day!');
  // What an example takes the place of can be had back, also its changes.
  await providers.example.selectOption('refund');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(providers.region.getByRole('heading', { level: 2 })).toContainText(', edited');
  await keptAs(product, (text) => text.includes('What a day!'));
  await providers.example.selectOption('refund');
  await expect(providers.field(/^temperature 0\.2/)).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await providers.tab('What would it lose').click();
  await page.getByText('warn', { exact: true }).click();
  await providers.tab('Request').click();
}

/** It is written a moment after each change. */
async function keptAs(product: Product, holds: (text: string) => boolean): Promise<void> {
  const kept = () => {
    const file = '.parallax/composed.json';
    return existsSync(product.path(file)) ? JSON.parse(product.read(file)).composed.text : '';
  };
  await expect.poll(() => holds(kept())).toBe(true);
}

async function runOnTwo(app: Application, models: DemoModels): Promise<void> {
  const { page, providers } = app;
  const [chat, claude] = ['demo-chat/small', 'demo-claude/small'];
  // The request of before, and the models that were chosen for it.
  await expect(providers.field(/^logprobs true/)).toBeVisible();
  await expect(providers.region.getByRole('button', { name: 'Run 3 lanes' })).toBeVisible();
  await providers.example.selectOption('refund');
  await expect(providers.field(/^temperature 0\.2/)).toBeVisible();
  await providers.unchoose(...DEMO);

  models.hold = true;
  await providers.run(chat, claude);
  await expect(providers.lane(chat)).toContainText('answering');
  await expect(providers.lane(chat)).toContainText('{"category"');
  await app.palette.run(`Cancel lane 1: ${chat}`);
  await expect(providers.lane(chat)).toContainText('cancelled');
  await expect(providers.lane(chat).getByRole('status')).toContainText('The call was cancelled.');
  await expect(providers.lane(claude).getByRole('button', { name: `Cancel ${claude}` })).toBeVisible();
  await expect(providers.lane(claude)).toContainText('answering');
  await providers.region.getByRole('button', { name: 'Cancel all' }).click();
  await expect(providers.lane(claude)).toContainText('cancelled');
  // Nobody has counted yet.
  await expect(providers.lane(claude)).toContainText('tokens in / out–');

  models.hold = false;
  await page.keyboard.press('Control+Enter');
  await expect(providers.lane(chat).getByRole('group')).toBeFocused();
  await expect(providers.lane(chat)).toContainText('answered');
  await expect(providers.lane(claude)).toContainText('100 / 20');
  await expect(providers.lane(claude)).toContainText('Not as asked');
  await expect(providers.difference('/amount')).toContainText('"39.40"');
  await expect(providers.lane(chat).locator('mark')).toHaveText('"39.40"');
  await expect(providers.difference('/amount')).toContainText('39.4');
  await expect(providers.region.getByRole('note')).toContainText(/Not comparable as run: effective .*seed/);
  await expectFlawless(page, SCREEN);

  await providers.region.getByRole('button', { name: 'Re-run with what all of them support' }).click();
  await expect(providers.region).toContainText('All lanes ran with the same effective settings.');
  // What is composed stays what it was.
  await expect(providers.field(/^seed 7/)).toBeVisible();

  const address = page.url();
  await models.stop();
  await page.reload();
  expect(page.url()).toBe(address);
  await expect(providers.lane(chat)).toContainText('answered');
  await expect(providers.lane(chat)).toContainText('damaged_item');
  await expect(providers.field(/^seed 7/)).toBeVisible();
  await expect(providers.region.getByRole('button', { name: 'Run 2 lanes' })).toBeVisible();

  // A run that is deleted is gone from the list, and comes back.
  const listed = providers.region.getByRole('combobox', { name: 'Run' }).getByRole('option');
  const count = await listed.count();
  const claudeLane = providers.lane(claude);
  await providers.region.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(listed).toHaveCount(count - 1);
  expect(page.url()).not.toBe(address);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(listed).toHaveCount(count);
  await expect(page).toHaveURL(address);
  await expect(claudeLane).toContainText('answered');
  const download = page.waitForEvent('download');
  await providers.region.getByRole('button', { name: 'Export Markdown' }).click();
  expect((await download).suggestedFilename()).toMatch(/^llm_\w+\.md$/);
}

async function runOnThree(app: Application): Promise<void> {
  const { page, providers } = app;
  await providers.tab('Lanes').click();
  await providers.region.getByRole('button', { name: 'Start the demo models' }).click();
  await providers.example.selectOption('structured');
  await expect(providers.field(/^logprobs true/)).toBeVisible();
  await providers.region.getByRole('button', { name: 'Run 3 lanes' }).click();
  const [, , claude] = DEMO;
  for (const target of DEMO) {
    await expect(providers.lane(target)).toContainText('answered');
    await expect(providers.lane(target)).toContainText('"city": "demo city"');
  }
  await expect(providers.lane(claude).getByRole('list', { name: /^Losses of/ })).toContainText(
    '/responseFormat/schema/properties/city/minLength',
  );
  await expect(providers.region.getByRole('note')).toContainText(
    /Not comparable as run: effective .*logprobs/,
  );
  await expect(providers.between('Answers compared')).toContainText('Both say the same.');
  await providers.lane(claude).getByRole('tab', { name: 'Request' }).click();
  await providers.lane(claude).getByRole('button', { name: 'Compare with another' }).click();
  await expect(providers.between('Requests compared')).toContainText('"system": "Take the order');
  await expect(providers.between('Requests compared')).toContainText('"role": "developer"');
  await providers.tab('Settings').click();
  await expect(providers.between('Settings')).toContainText(
    '/responseFormat/schema/properties/city/minLength',
  );
  await providers.tab('Stream').click();
  await page.getByRole('slider', { name: 'Time in the streams' }).press('Home');
  await expect(providers.between('Stream')).not.toContainText('demo city');
  await expectFlawless(page, SCREEN);

  // What the policy refuses is not sent, and the lane says for the sake of what.
  await providers.example.selectOption('tools');
  await providers.tab('What would it lose').click();
  await page.getByText('strict', { exact: true }).click();
  await providers.region.getByRole('button', { name: 'Run 3 lanes' }).click();
  const refused = providers.lane('demo-openai-responses/demo');
  await expect(refused).toContainText('Nothing was sent, for the sake of this:');
  await expect(refused.getByRole('list', { name: /^Losses of/ })).toContainText('has no equivalent of');
  await providers.tab('What would it lose').click();
  await page.getByText('warn', { exact: true }).click();

  // JSON that cannot be read runs nothing: not what it was before either.
  await providers.tab('Request').click();
  await providers.json.focus();
  await page.keyboard.press('Control+Home');
  const typedAt = await providers.json.boundingBox();
  await page.keyboard.insertText('x');
  await expect(providers.form.getByRole('alert')).toContainText('Line 1, column 1: This is not JSON');
  // What stands around it keeps its place, and waits.
  expect((await providers.json.boundingBox())?.y).toBe(typedAt?.y);
  await expect(providers.form.locator('[inert]')).toContainText('Add a message');
  await expect(providers.chips.first()).toBeDisabled();
  await expectFlawless(page, SCREEN);
  await providers.json.focus();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Nothing was sent: the JSON of the request cannot be read.')).toBeVisible();
  await expect(providers.region.getByRole('heading', { level: 2 })).toContainText('the JSON cannot be read');
  // No toast lies over it.
  const wrong = providers.form.getByRole('alert');
  await wrong.click({ trial: true, position: { x: ((await wrong.boundingBox())?.width ?? 0) - 100, y: 8 } });

  // More digits than are sent are told where they are typed.
  await providers.json.focus();
  await page.keyboard.press('Control+a');
  await providers.paste(
    '{"messages":[{"role":"user","content":"a"}],"parameters":{"temperature":0.12345678901234567890}}',
  );
  await expect(providers.form.getByRole('status')).toHaveText(
    /^Line 1, column 73: The number 0\.12345678901234567890 has more digits .* it was read as 0\.12345678901234568\.$/,
  );
  await expect(page.getByText('Nothing was sent: the JSON of the request cannot be read.')).toBeHidden();
  await providers.example.selectOption('refund');
  await expect(providers.field(/^temperature 0\.2/)).toBeVisible();
}

async function recordThroughProxy(app: Application): Promise<void> {
  const { page, providers } = app;
  const [chat, claude] = ['demo-openai-chat/demo', 'demo-anthropic/demo'];
  await providers.tab('Proxy').click();
  await page.getByRole('textbox', { name: 'Port on 127.0.0.1' }).fill('0');
  await page.getByRole('combobox', { name: 'Carried to' }).selectOption(claude);
  // Drawn by chance: the weights say how often.
  const toward = page.getByRole('combobox', { name: 'Carried to' });
  await toward.selectOption(chat);
  await page.getByRole('combobox', { name: 'Asked first' }).selectOption('by chance');
  await page.getByRole('textbox', { name: `Weight of ${claude}` }).fill('3');
  await expect(providers.region.getByText('75 %')).toBeVisible();
  if (FULL) await expectFlawless(page);
  await page.getByRole('textbox', { name: `Weight of ${chat}` }).fill('0');
  await expect(providers.region.getByText('100 %')).toBeVisible();
  await providers.region.getByRole('button', { name: 'Start the proxy' }).click();
  const url = (await providers.proxyUrl.textContent()) ?? '';
  await new OpenAI({ baseURL: url, apiKey: 'sk-planted', maxRetries: 0 }).chat.completions.create({
    model: 'gpt-4.1',
    messages: [{ role: 'user', content: 'Where is order 7?' }],
    seed: 7,
  });
  await expect(providers.call('gpt-4.1')).toContainText(claude);
  await expectFlawless(page, SCREEN);
  await providers.call('gpt-4.1').getByRole('button', { name: 'gpt-4.1', exact: true }).click();
  await expect(app.debugger.row('call')).toContainText('You asked: Where is order 7?');
  await page.keyboard.press('Control+k');
  await app.palette.input.fill('compose the request of this run');
  await page.keyboard.press('Enter');
  await expect(providers.form.getByRole('textbox', { name: 'Text of message 1' })).toHaveValue(
    'Where is order 7?',
  );
  await expect(providers.field(/^seed 7/)).toBeVisible();
  await providers.region.getByRole('button', { name: 'Import…' }).click();
  await page.getByText('A recording', { exact: true }).click();
  await expectFlawless(page, '[role=dialog]');
  await page.getByRole('textbox', { name: 'Find a recorded request' }).fill('structured');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(providers.field(/^logprobs true/)).toBeVisible();
  await providers.tab('Proxy').click();
  await providers.region.getByRole('button', { name: 'Stop the proxy' }).click();
  await expect(providers.region.getByRole('button', { name: 'Start the proxy' })).toBeVisible();
  // How it was set is kept with the workspace.
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Port on 127.0.0.1' })).toHaveValue('0');
  await expect(providers.region.getByRole('button', { name: `Carry no calls to ${claude}` })).toBeVisible();
  await expect(page.getByRole('textbox', { name: `Weight of ${claude}` })).toHaveValue('3');
}

async function addProvider(app: Application, product: Product): Promise<void> {
  const { page, providers } = app;
  const models = await DemoModels.start();
  await providers.tab('Providers').click();
  await providers.region.getByRole('button', { name: 'Add a provider…' }).click();
  await providers.providerDialog.getByRole('textbox', { name: 'Id', exact: true }).fill('Mine');
  await providers.providerDialog.getByRole('textbox', { name: 'Base URL' }).fill(models.base);
  await providers.providerDialog.getByRole('textbox', { name: 'Models' }).fill('small');
  await providers.providerDialog.getByRole('textbox', { name: 'Calls at once' }).fill('2');
  await providers.providerDialog.getByRole('button', { name: 'Save in parallax.yml' }).click();
  await expect(providers.providerDialog.getByRole('alert')).toContainText('small letter');
  await expectFlawless(page, '[role=dialog]');
  await providers.providerDialog.getByRole('textbox', { name: 'Id', exact: true }).fill('mine');
  await page.keyboard.press('Enter');
  await expect(providers.providerDialog).toBeHidden();
  const comment = product
    .read('parallax.yml')
    .split('\n')
    .find((line) => line.startsWith('# '));
  expect(comment).toBeDefined();
  expect(product.read('parallax.yml')).toMatch(/- id: mine\n.*\n.*concurrent: 2/s);
  await expect(providers.model('small')).toContainText('2 at once');
  await providers.region.getByRole('button', { name: 'Test connection to small' }).click();
  await expect(providers.model('small')).toContainText('mine/small answered');
  await models.stop();
  await providers.region.getByRole('button', { name: 'Test connection to small' }).click();
  await expect(providers.model('small')).toContainText('Nothing answers at');
  await expectFlawless(page, SCREEN);
  await app.palette.run('Change the provider');
  await expect(page.getByRole('textbox', { name: 'Base URL' })).toHaveValue(/^http:..127/);
  await page.keyboard.press('Escape');
  await app.palette.run('Take the provider out');
  await expect(providers.model('small')).toBeHidden();
  expect(product.read('parallax.yml')).not.toContain('mine');
  await expect(page.locator('body')).not.toContainText('sk-planted');
}

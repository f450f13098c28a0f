import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from './support/test.ts';

const events = (path: string, rate: number, more = ''): string =>
  [
    { parallax: 1, node: 'invoice', path, runtime: `made ${path}`, inputs: { net: 100 } },
    { kind: 'step_entered', name: 'tax' },
    { kind: 'assigned', name: 'tax', value: rate },
    { kind: 'step_left' },
    { kind: 'result', outcome: { success: true, outputs: { total: 100 + rate } } },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n')
    .replace('{"kind":"step_left"}', `${more}{"kind":"step_left"}`);

const file = (name: string, text: string) => ({
  name,
  mimeType: 'application/x-ndjson',
  buffer: Buffer.from(text),
});

test('what goes out and comes in: a report, runs of other programs', async ({ app, page, browser }) => {
  await test.step('runs of other programs are imported, compared and opened; lines that cannot be read are told by number', async () => {
    await app.palette.run('Import runs of other programs');
    const dialog = page.getByRole('dialog', { name: 'Import runs of other programs' });
    await dialog.getByRole('button', { name: 'Import' }).click();
    await expect(app.alert('Choose one file of events')).toBeVisible();
    await dialog
      .getByLabel('Files')
      .setInputFiles([
        file('python.jsonl', events('reference', 19)),
        file('node.jsonl', events('direct', 20, '{"kind":"unheard_of"}\n')),
      ]);
    await dialog.getByRole('button', { name: 'Import' }).click();
    await expect(dialog.getByRole('alert')).toContainText('1 line cannot be read; nothing was stored.');
    await expect(dialog.getByRole('list', { name: 'Lines that cannot be read' })).toContainText(
      'node.jsonl:4',
    );
    await dialog.getByRole('button', { name: 'Import without these lines' }).click();
    await expect(app.debugger.card).toContainText('tax assigned a different tax');
    await expect(app.status).toContainText('recorded · diverged');
    await app.goTo('Runs');
    await expect(app.runs.rows.first()).toContainText('invoice');
  });

  // Electron asks with a dialog of the system.
  if (test.info().project.name !== 'browser') return;
  await test.step('a report of the open comparison is saved and opens without the application', async () => {
    await app.explorer.open('order_total_v1');
    await app.runToDivergence();
    await page.keyboard.press('F5');
    await app.expectStatus(/ended · diverged/);
    await page.keyboard.press('Control+Shift+E');
    const saving = page.getByRole('dialog', { name: 'Export report' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      saving.getByRole('button', { name: 'Save HTML page' }).click(),
    ]);
    const id = /cmp_\w+/.exec(page.url())?.[0] ?? 'none';
    expect(download.suggestedFilename()).toBe(`${id}.html`);
    const context = await browser.newContext();
    const opened = await context.newPage();
    await opened.goto(pathToFileURL(await download.path()).href);
    await expect(opened.getByText('First divergence: different value')).toBeVisible();
    await expect(opened.getByText(id).first()).toBeVisible();
    expect(readFileSync(await download.path(), 'utf8')).not.toContain('4242424242424242');
    await context.close();
  });
});

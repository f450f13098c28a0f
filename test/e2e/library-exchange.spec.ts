import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Application } from './pages/application.ts';
import { Product } from './support/product.ts';
import { expect, test } from './support/test.ts';

/** Exports the run with the cursor; what the browser was given to keep. */
async function exported(page: Page, { runs }: Application): Promise<{ name: string; bytes: Buffer }> {
  await runs.grid.focus();
  await page.keyboard.press('e');
  const download = page.waitForEvent('download');
  await runs.dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** Of all but the section that says when the file was made, and the sum over it. */
function hashOfContent(bytes: Buffer): string {
  const first = 12 + 44 + bytes.readUInt32LE(12 + 4);
  return hash('sha256', bytes.subarray(first, bytes.lastIndexOf('done')), 'hex');
}

const node = (last: string) =>
  [
    'node_id: greet_v1',
    'type: function',
    'intent: greet',
    'outputs: {success: {text: {type: integer}}}',
    'flow:',
    '  - {step: count, operation: arithmetic, expression: "1 + 1", output: text}',
    last,
    '  - {step: done, operation: return, return_success: {text: "{text}"}}',
    '',
  ].join('\n');

test('runs leave for another workspace and are the same there; runs of two versions are compared', {
  tag: '@server',
}, async ({ page, product, context }) => {
  product.fill(3);
  const app = await product.openRuns(page);

  await test.step('a run goes from one workspace to another and is the same there; a bad trace file is refused', async () => {
    const file = await exported(page, app);
    expect(file.name).toBe('cmp_2.ptrace');
    const other = new Product();
    try {
      const there = await other.openRuns(await context.newPage());
      await expect(there.page.getByText('No runs yet')).toBeVisible();
      await there.runs.import(file.name, file.bytes);
      await expect(there.page.getByText('1 run imported')).toBeVisible();
      await expect(there.runs.rows).toHaveCount(1);
      await expect(there.runs.rows).toContainText('total 2');
      await there.runs.import(file.name, file.bytes);
      await expect(there.page.getByText('0 runs imported, 1 run already there')).toBeVisible();
      const again = await exported(there.page, there);
      expect(hashOfContent(again.bytes)).toBe(hashOfContent(file.bytes));
    } finally {
      await other.dispose();
    }

    // A bad file is refused in one sentence, and nothing comes in.
    const { bytes } = file;
    const newer = Buffer.from(bytes);
    newer.writeUInt32LE(7, 8);
    const wrong = Buffer.from(bytes);
    wrong[bytes.length >> 1] = (wrong[bytes.length >> 1] ?? 0) ^ 1;
    const bomb = Buffer.from(bytes);
    bomb.writeUInt32LE(4_000_000_000, 12 + 8);
    const bad: readonly (readonly [string, Buffer, RegExp])[] = [
      ['short.ptrace', bytes.subarray(0, bytes.length - 9), /short\.ptrace .*ends early/],
      ['newer.ptrace', newer, /newer Parallax \(its version is 7/],
      ['wrong.ptrace', wrong, /wrong\.ptrace is damaged: .*checksum/],
      ['bomb.ptrace', bomb, /would unpack to more/],
      ['text.ptrace', Buffer.from('hello, I am no trace file'), /no trace file/],
    ];
    for (const [name, content, message] of bad) {
      await app.runs.import(name, content);
      await expect(app.runs.dialog.getByRole('alert')).toHaveText(message);
      await expect(app.runs.dialog.getByRole('alert')).not.toContainText('.parallax');
      await page.keyboard.press('Escape');
    }
    await expect(app.runs.count).toHaveText('3 runs');
  });

  await test.step('two runs of two versions of a node are compared step by step', async () => {
    await app.goTo('Nodes');
    product.write('greet.vsp', node(''));
    await app.explorer.open('greet_v1');
    await app.run();
    await expect(app.status).toContainText('ended · equal');
    product.write(
      'greet.vsp',
      node('  - {step: add, operation: arithmetic, expression: "text + 1", output: text}'),
    );
    await app.explorer.open('greet_v1');
    await expect(app.editor.line('step: add')).toBeVisible();
    await app.run();
    await expect(app.status).toContainText('ended · equal');

    await app.goTo('Runs');
    await expect(app.runs.rows).toHaveCount(5);
    await app.runs.grid.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('c');
    await page.getByRole('list', { name: 'Paths to compare' }).getByRole('button').first().click();
    const { steps } = app.debugger;
    await expect(steps.getByRole('columnheader', { name: 'Trace A, reference' })).toBeVisible();
    await expect(steps.getByRole('columnheader', { name: 'Trace B, reference' })).toBeVisible();
    await expect(steps.getByRole('row', { name: /add.*only in trace B/ })).toBeVisible();
    // Neither of them is the direct path: nothing beside the list says so.
    await expect(app.debugger.results.getByText('trace B', { exact: true })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'trace B', exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Timeline' }).last()).toContainText('trace B');
    await expect(page).toHaveURL(/#\/comparison\/\S+\.\.\S+/);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { CliSandbox } from '../support/cli.ts';
import { violationsIn } from './support/axe.ts';

const lines = (path: string, rate: number): string =>
  [
    { parallax: 1, node: 'invoice', path, runtime: `made ${path}`, inputs: { net: 100 } },
    { kind: 'step_entered', name: 'tax' },
    { kind: 'contract', contract: 'precondition', text: '<b>net</b> > 0', verdict: 'held' },
    { kind: 'assigned', name: 'tax', value: rate },
    { kind: 'step_left' },
    { kind: 'result', outcome: { success: true, outputs: { total: 100 + rate } } },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n');

test('a report opens without the application, asks nothing of anyone, and can be read in both themes', async ({
  browser,
}) => {
  test.skip(test.info().project.name !== 'browser', 'a page of its own, in no shell');
  const sandbox = new CliSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'parallax-report-'));
  try {
    const [a, b, page] = ['a.jsonl', 'b.jsonl', 'report.html'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(a, lines('reference', 19));
    writeFileSync(b, lines('direct', 20));
    const ingested = await sandbox.run(['ingest', a, b, '--workspace', sandbox.shop, '--json']);
    const { comparisons } = JSON.parse(ingested.stdout) as { comparisons: { comparison: string }[] };
    const id = comparisons[0]?.comparison ?? '';
    expect((await sandbox.run(['report', id, '--html', page, '--workspace', sandbox.shop])).code).toBe(0);
    const backgrounds = new Set<string>();
    for (const colorScheme of ['dark', 'light'] as const) {
      const context = await browser.newContext({ colorScheme });
      const opened = await context.newPage();
      const asked: string[] = [];
      const said: string[] = [];
      opened.on('request', (request) => asked.push(request.url()));
      opened.on('console', (message) => said.push(message.text()));
      const address = pathToFileURL(page).href;
      await opened.goto(address);
      await expect(opened.getByRole('heading', { name: 'invoice' })).toBeVisible();
      await expect(opened.getByText('First divergence: different value')).toBeVisible();
      await expect(opened.getByText('tax assigned a different tax', { exact: false }).first()).toBeVisible();
      // What the run called its contract is text, not markup.
      await expect(opened.getByText('<b>net</b> > 0')).toBeVisible();
      expect(await opened.locator('table tbody tr.diverged').first().textContent()).toContain('tax');
      expect(asked).toEqual([address]);
      // A style sheet that its own policy refused would say so here.
      expect(said).toEqual([]);
      backgrounds.add(
        await opened.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
      );
      const violations = await violationsIn(opened);
      expect(violations.map((each) => each.id)).toEqual([]);
      await context.close();
    }
    expect(backgrounds.size).toBe(2);
  } finally {
    rmSync(folder, { recursive: true });
    sandbox.remove();
  }
});

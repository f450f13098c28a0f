import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SmallDisk } from '../support/small-disk.ts';
import { Application } from './pages/application.ts';
import { violationsIn } from './support/axe.ts';
import { expect, test } from './support/test.ts';

test('a full disk is said at once, what was recorded is saved elsewhere, and recording goes on when there is room', async ({
  page,
  product,
}) => {
  const disk = SmallDisk.mount(product.path('.parallax'), 4);
  test.skip(disk === null, 'a small disk cannot be mounted here');
  if (disk === null) return;
  const elsewhere = mkdtempSync(join(tmpdir(), 'parallax-elsewhere-'));
  try {
    product.trust();
    const app = new Application(page);
    await app.open(await product.start());
    await app.explorer.open('order_total_v1');
    await app.runForm.ready();
    disk.fill();
    await page.keyboard.press('F5');
    const banner = page.getByRole('alert').filter({ hasText: 'cannot grow' });
    await expect(banner).toBeVisible();
    // What the run did is shown, though it is on no disk: its database has no room either.
    await expect(app.debugger.row('load_prices')).toContainText('database_error');
    expect(await violationsIn(page, { part: '[role="alert"]' })).toEqual([]);

    await banner.getByRole('button', { name: 'Save elsewhere…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save elsewhere' });
    await dialog.getByRole('textbox', { name: 'Folder, or new file' }).fill(elsewhere);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText(/^1 run, .* saved to .*parallax restore brings/)).toBeVisible();
    expect(readdirSync(elsewhere)).toEqual([
      expect.stringMatching(/\.backup$/),
      expect.stringMatching(/manifest\.json$/),
    ]);

    disk.makeRoom();
    await expect(banner).toBeHidden();
    await app.goTo('Runs');
    await expect(app.runs.rows).toHaveCount(1);
  } finally {
    await product.stop('SIGKILL');
    disk.unmount();
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

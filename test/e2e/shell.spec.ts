import type { Locator, Page } from '@playwright/test';
import type { Application } from './pages/application.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/test.ts';

test('what stands around everything: palette and keys, panels, the theme, a small window', async ({
  app,
}) => {
  await test.step('Ctrl+K finds commands with their keys, and does them; Ctrl+P goes to a node, and ? shows the keys', () =>
    findCommands(app));
  await test.step('the theme follows the system, can be set, and is kept; at 1100 × 700 everything that is needed can be seen', () =>
    setTheme(app));
  await app.goTo('Debugger');
  await app.palette.run('Reset the layout');
  await app.page.reload();
  await test.step('panels are resized and hidden, come back after a reload, and can be reset; a view that is left is hidden at once', () =>
    arrangePanels(app));
});

async function findCommands(app: Application): Promise<void> {
  const { page } = app;
  await page.keyboard.press('Control+k');
  await expect(app.palette.input).toBeFocused();
  await expect(app.palette.item(/Step over/)).toHaveCount(0);
  await expect(app.palette.item(/Show or hide the sidebar/)).toContainText('B');
  await app.palette.input.fill('sidebar');
  await page.keyboard.press('Enter');
  await expect(app.palette.dialog).toBeHidden();
  await expect(app.explorer.list).toBeHidden();
  await page.keyboard.press('Control+b');
  await expect(app.explorer.list).toBeVisible();

  await page.keyboard.press('Control+k');
  await app.palette.input.fill('no such thing at all');
  await expect(app.palette.dialog).toContainText('Nothing has this name.');
  await page.keyboard.press('Escape');
  await expect(app.palette.dialog).toBeHidden();

  await app.runToDivergence();
  await page.keyboard.press('Control+k');
  await expect(app.palette.item(/Step over/)).toContainText('F10');
  await expect(app.palette.dialog).toContainText('Recent runs');
  await expectAccessible(page, 'palette', { part: '[role=dialog]' });
  await app.palette.input.fill('runs');
  await page.keyboard.press('Enter');
  await expect(app.runs.grid).toBeVisible();

  // Ctrl+P goes to a node, and ? shows the keys.
  await page.keyboard.press('Control+p');
  await expect(app.palette.item(/Step over/)).toHaveCount(0);
  await app.palette.input.fill('sales');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/node\/sales_report_v1$/);
  await expect(app.explorer.node('sales_report_v1')).toHaveAttribute('aria-current', 'true');

  await app.explorer.node('sales_report_v1').focus();
  await page.keyboard.press('Control+k');
  await expect(app.palette.input).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(app.explorer.node('sales_report_v1')).toBeFocused();
  await page.keyboard.press('Shift+?');
  await expect(app.dialogs.help).toContainText('Step over');
  await expect(app.dialogs.help).toContainText('F10');
  await page.keyboard.press('Escape');
  await expect(app.dialogs.help).toBeHidden();
}

/** With the paths stopped on the divergence. */
async function arrangePanels(app: Application): Promise<void> {
  const { page } = app;
  await expect(app.status).toContainText('stopped on divergence');
  await app.debugger.expectAt('compute_tax');
  const inspector = page.getByRole('tablist', { name: 'About the selected step' });
  const before = await width(inspector);
  const edge = await inspector.evaluate((element) => element.getBoundingClientRect().left);
  const sash = page.locator('.dv-sash').filter({ visible: true });
  await drag(page, await nearest(sash, edge), -160);
  await expect.poll(() => width(inspector)).toBeGreaterThan(before + 80);
  const resized = await width(inspector);

  await page.keyboard.press('Control+b');
  await expect(app.explorer.list).toBeHidden();
  await page.reload();
  await expect(app.status).toContainText('stopped on divergence');
  await expect(app.explorer.list).toBeHidden();
  await expect.poll(async () => Math.abs((await width(inspector)) - resized)).toBeLessThan(260);
  await expect.poll(() => width(inspector)).toBeGreaterThan(before + 80);

  await page.keyboard.press('Control+b');
  await expect(app.explorer.list).toBeVisible();
  await page.keyboard.press('Control+k');
  await app.palette.input.fill('reset the layout');
  await page.keyboard.press('Enter');
  await expect.poll(async () => Math.abs((await width(inspector)) - before)).toBeLessThan(20);

  // Hidden as a whole and at once.
  const remains = await page.evaluate(async () => {
    const step = document.querySelector('[role=gridcell]');
    document.querySelector<HTMLButtonElement>('nav button[aria-label="Runs"]')?.click();
    while (!document.querySelector('[aria-label="Recorded runs"]')) await new Promise(requestAnimationFrame);
    return step && getComputedStyle(step).visibility;
  });
  expect(remains).toBe('hidden');
}

async function setTheme(app: Application): Promise<void> {
  const { debugger: view, page } = app;
  const theme = () => page.locator('html').getAttribute('data-theme');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(theme).toBe('light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(theme).toBe('dark');
  const toggle = app.status.getByRole('button', { name: /^Theme/ });
  await toggle.click();
  await expect(toggle).toHaveAccessibleName(/^Theme: dark/);
  await toggle.click();
  await expect.poll(theme).toBe('light');
  await app.goTo('Debugger');
  await view.expectAt('compute_tax');
  // The layout was made for a larger window.
  await page.setViewportSize({ width: 1100, height: 700 });
  await expect(view.selected).toBeInViewport({ ratio: 0.98 });
  await page.reload();
  await expect(toggle).toHaveAccessibleName(/^Theme: light/);
  expect(await theme()).toBe('light');
  await view.expectAt('compute_tax');
  await app.goTo('Nodes');
  await app.runForm.ready();
  await expectFits(page, [app.runForm.start, app.explorer.node('order_total_v1'), app.status]);
  await app.goTo('Debugger');
  await view.expectAt('compute_tax');
  await expectFits(page, [
    app.control('Step over'),
    app.control('Stop'),
    view.paths,
    view.selected,
    view.card.getByRole('heading'),
    view.variable('tax'),
    view.timeline,
    app.status.getByRole('button', { name: /^Theme/ }),
  ]);
  await app.goTo('Runs');
  await expectFits(page, [app.runs.node, app.runs.outcome, app.runs.rows.first()]);
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Nothing sticks out of the window, and what is named is whole and in front. */
async function expectFits(page: Page, needed: readonly Locator[]): Promise<void> {
  for (const one of needed) {
    await expect(one).toBeInViewport({ ratio: 0.98 });
    const covered = await one.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const front = document.elementFromPoint(left + width / 2, top + height / 2);
      return front === null || !(element.contains(front) || front.contains(element));
    });
    expect(covered, `${one} is covered`).toBe(false);
  }
  const overflow = await page.evaluate(() => ({
    right: document.documentElement.scrollWidth - window.innerWidth,
    bottom: document.documentElement.scrollHeight - window.innerHeight,
  }));
  expect(overflow).toEqual({ right: 0, bottom: 0 });
}

function width(locator: Locator): Promise<number> {
  return locator.evaluate((element) => element.getBoundingClientRect().width);
}

/** The divider that stands nearest to an edge. */
async function nearest(sashes: Locator, edge: number): Promise<{ readonly x: number; readonly y: number }> {
  const boxes = await sashes.evaluateAll((elements) =>
    elements.map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 3, tall: height > width };
    }),
  );
  const upright = boxes.filter((box) => box.tall).sort((a, b) => Math.abs(a.x - edge) - Math.abs(b.x - edge));
  const found = upright[0];
  if (!found) throw new Error('There is no divider between the panels.');
  return found;
}

async function drag(page: Page, from: { readonly x: number; readonly y: number }, by: number): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by / 2, from.y);
  await page.mouse.move(from.x + by, from.y);
  await page.mouse.up();
}

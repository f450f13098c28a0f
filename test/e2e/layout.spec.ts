import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

test('panels are resized and hidden, come back after a reload, and can be reset; a view that is left is hidden at once', async ({
  app,
  page,
}) => {
  await app.runToDivergence();
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
});

test('the theme follows the system, can be set, and is kept; at 1100 × 700 everything that is needed can be seen', async ({
  app,
  page,
}) => {
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
  await page.reload();
  await expect(toggle).toHaveAccessibleName(/^Theme: light/);
  expect(await theme()).toBe('light');

  await page.setViewportSize({ width: 1100, height: 700 });
  await app.runForm.ready();
  await expectFits(page, [app.runForm.start, app.explorer.node('order_total_v1'), app.status]);
  await app.runToDivergence();
  await expectFits(page, [
    app.control('Step over'),
    app.control('Stop'),
    app.debugger.paths,
    app.debugger.selected,
    app.debugger.card.getByRole('heading'),
    app.debugger.variable('tax'),
    app.debugger.timeline,
    app.status.getByRole('button', { name: /^Theme/ }),
  ]);
  await app.goTo('Runs');
  await expectFits(page, [app.runs.node, app.runs.outcome, app.runs.rows.first()]);
});

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

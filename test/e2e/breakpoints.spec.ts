import { expectAccessible, groupWith } from './support/axe.ts';
import { expect, test } from './support/test.ts';

const LOAD = 'step:order_total_v1:load_prices';
const LINE = 'step:order_total_v1:price_lines/do/line_total';

/** Where a step of the order total stands in its file, from 1. */
const lineOf = (text: string, step: string) => text.split('\n').findIndex((line) => line.endsWith(step)) + 1;

test('breakpoints: in the gutter, in a recorded run, with a condition, by keys alone', async ({
  app,
  page,
  product,
}) => {
  const text = product.read('order_total.vsp');

  await test.step('set in the gutter, it stops there, is seen everywhere, and goes again', async () => {
    await app.runForm.ready();
    await app.editor.goToLine(lineOf(text, 'step: load_prices'));
    await app.editor.clickGutter('load_prices');
    await expect(app.breakpoints.gutter).toHaveCount(1);
    await app.run();
    await expect(app.status).toContainText('Breakpoint 2');
    await expect(app.status).toContainText('load_prices entered');
    await app.debugger.expectAt('load_prices');
    await expect(app.breakpoints.gutter).toHaveCount(1);
    await app.panelTab('Breakpoints').click();
    await expect(app.breakpoints.item(LOAD)).toContainText('1 stop');
    await expectAccessible(page, 'breakpoints', { part: groupWith('[aria-label=Breakpoints]') });

    // Disabled while the session stands: the next run goes on to where the paths part.
    await app.breakpoints.enabled(LOAD).uncheck();
    await expect(app.breakpoints.item(LOAD)).not.toContainText('stop');
    await page.keyboard.press('Control+Shift+F5');
    await expect(app.status).toContainText('stopped on divergence');

    await app.goTo('Nodes');
    await app.editor.clickGutter('load_prices');
    await expect(app.breakpoints.gutter).toHaveCount(0);
  });

  await test.step('a recorded run is run to the next stop and back; a log point writes in it', async () => {
    await app.goTo('Debugger');
    await page.keyboard.press('F5');
    await expect(app.status).toContainText('ended');
    await page.reload();
    await app.ready();

    await app.breakpoints.add('Step left', 'line_total', { log: 'so far {amount}' });
    await app.panelTab('Log').click();
    await expect(app.breakpoints.log).toHaveCount(6);
    await expect(app.breakpoints.log.first()).toContainText('so far 39.40');
    await app.breakpoints.log.first().getByRole('button').click();
    await app.debugger.expectAt('line_total');

    await app.breakpoints.add('Expression becomes true', 'subtotal > 100');
    await app.breakpoints.add('Effect', 'database');
    await expect(app.debugger.stops).toHaveCount(4);
    await page.keyboard.press('F5');
    await app.debugger.expectAt('sum_lines');
    await page.keyboard.press('F5');
    await app.debugger.expectAt('compute_tax');
    await page.keyboard.press('Alt+Shift+F5');
    await app.debugger.expectAt('sum_lines');
    await app.control('Run back to the previous breakpoint').click();
    await app.debugger.expectAt('load_prices');
  });

  const removeAll = page.getByRole('button', { name: 'Remove all breakpoints' });

  await test.step('a condition that cannot be read is refused where it goes wrong; one that can be stops there', async () => {
    await app.panelTab('Breakpoints').click();
    await removeAll.click();
    await app.goTo('Nodes');
    await app.editor.goToLine(lineOf(text, 'step: line_total'));
    await app.editor.clickGutter('line_total', 'right');
    const condition = app.breakpoints.field('Only if');
    await expect(condition).toBeFocused();
    await condition.fill('line.price > ');
    await page.keyboard.press('Enter');
    await expect(app.breakpoints.dialog.getByRole('alert')).toContainText('(column 13)');
    await expect(condition).toBeFocused();
    await expectAccessible(page, 'a breakpoint that is refused', { part: '[role=dialog]' });
    expect(await condition.evaluate((field: HTMLInputElement) => field.selectionStart)).toBe(12);
    await page.keyboard.type(' 40');
    await page.keyboard.press('Enter');
    await expect(app.breakpoints.dialog).toBeHidden();

    await app.run();
    await expect(app.status).toContainText('line_total entered');
    await expect(app.debugger.variable('line')).toContainText('49.90');
    await expect(app.breakpoints.item(`${LINE} if line.price > 40`)).toContainText('1 stop');

    await removeAll.click();
    await expect(app.breakpoints.items).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect(app.breakpoints.item(`${LINE} if line.price > 40`)).toContainText('1 stop');
  });

  await test.step('all of it by keys alone, kept for the next run', async () => {
    await app.breakpoints.enabled(`${LINE} if line.price > 40`).uncheck();
    await app.goTo('Nodes');
    await app.editor.goToLine(lineOf(text, 'step: sum_lines'));
    await page.keyboard.press('F9');
    await expect(app.breakpoints.gutter).toHaveCount(2);
    await page.keyboard.press('Shift+F9');
    await page.keyboard.type('COUNT(lines) == 3');
    await page.keyboard.press('Enter');
    await expect(app.breakpoints.dialog).toBeHidden();
    await app.run();
    await expect(app.status).toContainText('sum_lines entered');

    // In the debugger F9 is for the step that is looked at.
    await page.keyboard.press('Control+8');
    await expect(app.breakpoints.items).toHaveCount(2);
    await page.keyboard.press('F9');
    await expect(app.breakpoints.items).toHaveCount(1);
    await page.keyboard.press('F9');
    await expect(app.breakpoints.items).toHaveCount(2);
    await page.keyboard.press('Control+k');
    await app.palette.input.fill('remove all breakpoints');
    await page.keyboard.press('Enter');
    await expect(app.breakpoints.items).toHaveCount(0);
    expect(JSON.parse(product.read('.parallax/breakpoints.json')).breakpoints).toEqual([]);
    await page.keyboard.press('Control+Shift+F5');
    await expect(app.status).toContainText('ended');
  });
});

import { expect, test } from './support/test.ts';

test('the library of runs: thousands of them, branches, and what is done with runs', {
  tag: '@server',
}, async ({ page, product }) => {
  product.fill(2500, ['branches']);
  const { runs } = await product.openRuns(page);
  const clear = page.getByRole('button', { name: 'Clear filters' });

  await test.step('finds, orders and groups thousands of runs, and keeps the question in the address', async () => {
    await expect(runs.count).toHaveText('2,501 runs');
    await expect(runs.rows.first()).toContainText('total 2499');
    expect(await runs.rows.count()).toBeLessThan(80);
    await runs.grid.focus();
    await page.keyboard.press('End');
    await expect(runs.rowAt(2501)).toContainText('tax differs');
    await page.keyboard.press('Home');
    await expect(runs.rows.first()).toContainText('total 2499');

    await page.keyboard.press('/');
    await page.keyboard.type('ord_77x');
    await expect(runs.count).toHaveText('1 run');
    await expect(runs.rows).toContainText('total 77');
    await expect(page).toHaveURL(/#\/runs\?text=ord_77x$/);
    await page.keyboard.press('Escape');
    await expect(runs.count).toHaveText('2,501 runs');
    await runs.outcome.selectOption('diverged');
    await (await runs.field('Diverged first at')).fill('step_2');
    await expect(runs.count).toHaveText('92 runs');
    await (await runs.field('Took at least')).fill('soon');
    await expect(runs.region.getByRole('alert')).toHaveText('A duration is 250ms, 30s or 2m.');
    await (await runs.field('Took at least')).fill('45ms');
    await expect(runs.count).toHaveText('12 runs');
    await page.reload();
    await expect(runs.count).toHaveText('12 runs');
    await clear.click();

    await runs.grid.getByRole('button', { name: 'Took' }).click();
    await expect(runs.grid.getByRole('columnheader', { name: 'Took' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await expect(runs.rows.first()).toContainText('50 ms');
    await page.goBack();
    await expect(runs.rows.first()).toContainText('total 2499');
    await (await runs.field('Error code')).fill('timeout');
    await expect(runs.count).toHaveText('193 runs');
    await runs.group.selectOption('By first divergent step');
    const groups = page.getByRole('grid', { name: 'Runs by first divergent step' });
    await expect(groups.getByRole('row')).toHaveCount(1 + 21);
    await groups.focus();
    await page.keyboard.press('Enter');
    await expect(runs.grid).toBeVisible();
    await expect(page).toHaveURL(/step=step_\d/);
  });

  await test.step('branches stand under their original', async () => {
    await clear.click();
    await expect(runs.count).toHaveText('2,501 runs');
    await runs.grid.focus();
    await page.keyboard.press('End');
    await expect(runs.rowAt(2502)).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('ArrowRight');
    await expect(runs.rowAt(2503)).toContainText('what-if');
    await page.keyboard.press('ArrowDown');
    await expect(runs.rowAt(2504)).toContainText('replay');
    await page.keyboard.press('ArrowLeft');
    await expect(runs.rowAt(2503)).toHaveCount(0);
    await runs.kind.selectOption('Runs of proofs');
    await expect(runs.rows).toHaveCount(1);
    await expect(runs.rows).toContainText('proof');
  });

  await test.step('tags, renames, pins and deletes by keys alone, and what was deleted comes back', async () => {
    await clear.click();
    await expect(runs.count).toHaveText('2,501 runs');
    await runs.grid.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(runs.count).toHaveText('2,501 runs · 2 selected');
    await page.keyboard.press('t');
    await runs.dialog.getByLabel('New tag').fill('nightly');
    await page.keyboard.press('Enter');
    await expect(runs.dialog).toBeHidden();
    await page.keyboard.press('p');
    for (const row of [0, 1]) {
      await expect(runs.rows.nth(row)).toContainText('#nightly');
      await expect(runs.rows.nth(row)).toContainText('pinned');
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('F2');
    await runs.dialog.getByLabel('Name').fill('The slow one');
    await page.keyboard.press('Enter');
    await expect(await runs.current()).toContainText('The slow one');
    await runs.search.fill('slow nightly');
    await expect(runs.count).toHaveText('1 run');
    await page.keyboard.press('Enter');

    await page.keyboard.press('Delete');
    await expect(page.getByText('No run is like this')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(runs.rows).toContainText('The slow one');
    await runs.grid.focus();
    await page.keyboard.press('Delete');
    await expect(page.getByText('No run is like this')).toBeVisible();
    await clear.click();
    await expect(runs.count).toHaveText('2,500 runs');
    await runs.kind.selectOption('Deleted');
    await expect(runs.rows).toHaveCount(1);
    await runs.button('Restore').click();
    await expect(page.getByText('No run is like this')).toBeVisible();
    await page.reload();
    await runs.kind.selectOption('All runs');
    await expect(runs.count).toHaveText('2,501 runs');
    await expect(runs.rows.nth(1)).toContainText('The slow one');
  });
});

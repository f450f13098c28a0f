import { expect, test } from './support/test.ts';

test('the editor: saving, changes of others, problems, a new node, the flow, suggestions', async ({
  app,
  page,
  product,
}) => {
  const { editor } = app;

  await test.step('saving writes the file, and the generated Python follows the text; changes of other programs are picked up, conflicts asked about', async () => {
    await app.panelTab('Generated Python').click();
    const python = app.page.locator('.monaco-editor').filter({
      has: page.getByRole('textbox', { name: /^Python generated from/ }),
    });
    await expect(python).toContainText('from parallax_runtime');

    await editor.goToLine(143);
    await editor.clickLine('expression: "taxable + tax"');
    await expect(python.locator('.view-line').filter({ hasText: 'def grand_total' })).toBeVisible();
    await expect(python.locator('.code-bar-linked').first()).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(' + 0');
    await editor.expectDirty(true);
    await expect(app.explorer.node('order_total_v1').getByRole('img', { name: 'not saved' })).toBeVisible();
    expect(product.read('order_total.vsp')).toContain('"taxable + tax"');
    await page.keyboard.press('Control+s');
    await editor.expectDirty(false);
    await expect.poll(() => product.read('order_total.vsp')).toContain('"taxable + tax + 0"');
    await expect(python.locator('.view-line').filter({ hasText: /tax"\]\),\s0/ })).toBeVisible();

    // From the Python back to the step.
    await python.locator('.view-line').filter({ hasText: 'def grand_total' }).click();
    await expect(editor.line('- step: grand_total')).toBeVisible();

    // A file that another program changed is picked up; where both changed it, it asks.
    const original = product.read('order_total.vsp');
    await editor.goToLine(1);
    await expect(editor.line('intent: total_an_order')).toBeVisible();
    product.write('order_total.vsp', original.replace('intent: total_an_order', 'intent: total_by_others'));
    await expect(editor.line('intent: total_by_others')).toBeVisible();
    await editor.expectDirty(false);

    await editor.clickLine('intent: total_by_others');
    await page.keyboard.type('_and_me');
    product.write('order_total.vsp', original.replace('intent: total_an_order', 'intent: total_elsewhere'));
    await page.keyboard.press('Control+s');
    const conflict = app.alert('Your text is not saved.');
    await expect(conflict).toBeVisible();
    expect(product.read('order_total.vsp')).toContain('intent: total_elsewhere');
    await conflict.getByRole('button', { name: 'Write over it' }).click();
    await expect(conflict).toBeHidden();
    await expect.poll(() => product.read('order_total.vsp')).toContain('intent: total_by_others_and_me');

    await editor.clickLine('intent: total_by_others_and_me');
    await page.keyboard.type('_again');
    product.write('order_total.vsp', original);
    await page.keyboard.press('Control+s');
    await conflict.getByRole('button', { name: 'Reload the file' }).click();
    await expect(editor.line('intent: total_an_order')).toBeVisible();
    expect(product.read('order_total.vsp')).toBe(original);
  });

  await test.step('an error shows in Problems and in the text until it is mended; a new node runs; the flow leads to the text', async () => {
    await app.panelTab(/^Run$/).click();
    await expect(page.getByText('No problems found.')).toBeVisible();
    await editor.clickLine('intent: total_an_order');
    await page.keyboard.press('Enter');
    await page.keyboard.type('inputs: nonsense');
    await expect(editor.problems.first()).toBeVisible();
    await expect(editor.text.locator('.squiggly-error').first()).toBeVisible();
    await editor.expectDirty(true);
    await expect(app.runForm.start).toBeDisabled();
    await expect(page.getByText(/^Mend (the error|the \d+ errors) first\.$/)).toBeVisible();
    await page.keyboard.press('F5');
    await expect(page).toHaveURL(/#\/node\/order_total_v1$/);

    // A problem leads to its place.
    await editor.problems.first().getByRole('button').click();
    await expect(editor.text.getByRole('textbox')).toBeFocused();
    for (
      let presses = 0;
      presses < 40 && !(await page.getByText('No problems found.').isVisible());
      presses++
    )
      await page.keyboard.press('Control+z');
    await expect(page.getByText('No problems found.')).toBeVisible();
    await app.runForm.ready();

    // A new node is made, opened, and runs.
    await page.getByRole('button', { name: 'New node' }).click();
    const dialog = app.dialogs.newNode;
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByRole('alert')).toContainText('Give the file a name.');
    await dialog.getByRole('textbox', { name: 'File' }).fill('../outside');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByRole('alert')).toContainText(/./);
    await dialog.getByRole('textbox', { name: 'File' }).fill('nodes/greeting');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeHidden();
    await expect(app.explorer.node('greeting')).toHaveAttribute('aria-current', 'true');
    expect(product.read('nodes/greeting.vsp')).toContain('flow:');
    await expect(editor.text.getByRole('textbox')).toBeFocused();
    await expect(page.getByText('No problems found.')).toBeVisible();
    await app.run();
    await expect(app.status).toContainText('ended · equal');
    await app.status.click();
    await page.keyboard.press('Control+a');
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('');

    // From the flow to the text.
    await app.explorer.open('order_total_v1');
    await app.panelTab('Flow').click();
    const flow = page.getByLabel('Flow of the node');
    await expect(flow.locator('.react-flow__node')).toHaveCount(13);
    await flow.locator('.react-flow__node').filter({ hasText: 'compute_tax' }).click();
    await expect(app.editor.line('- step: compute_tax')).toBeVisible();
  });

  await test.step('operations are suggested, and what is under the pointer is explained', async () => {
    await editor.goToLine(139);
    await editor.clickLine('operation: custom.round_tax');
    for (let i = 0; i < 'custom.round_tax'.length; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('arith');
    await expect(editor.suggestions.filter({ hasText: 'arithmetic' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(editor.line('operation: arithmetic').first()).toBeVisible();

    await editor.line('operation: database_write').getByText('database_write').hover();
    await expect(editor.hover).toContainText(/insert|row|table/i);
  });
});

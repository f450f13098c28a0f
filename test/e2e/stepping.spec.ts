import { FULL } from '../support/full.ts';
import type { Application } from './pages/application.ts';
import type { Product } from './support/product.ts';
import { expect, test } from './support/test.ts';

/** The same walk through the product, by its keys and by its buttons. */
const KEYS = {
  'Run, or continue to the next breakpoint': 'F5',
  'Step over': 'F10',
  'Step into': 'F11',
  'Step out': 'Shift+F11',
  'Step back': 'Shift+F10',
  Stop: 'Shift+F5',
  'Restart with the same inputs': 'Control+Shift+F5',
} as const;
type Control = keyof typeof KEYS;

const WALK = 'over, into, out, back and forward, past the divergence, restart and stop';

test('stepping by keys: through all of it, on one path, into a handler; pausing', async ({
  app,
  product,
}) => {
  await test.step(WALK, () => walk(app, 'keys'));
  await test.step('one path alone; then into a handler, line by line on both paths', () => intoHandler(app));
  await app.page.keyboard.press('Shift+F5');
  await expect(app.status).toContainText('ended');
  await test.step('a path that computes can be paused and stopped', () => pause(app, product));
});

if (FULL) test(`${WALK}, by buttons`, ({ app }) => walk(app, 'buttons'));

/** From the form of the order total. */
async function walk(app: Application, way: 'keys' | 'buttons'): Promise<void> {
  const { debugger: view } = app;
  const go = async (control: Control) => {
    await expect(app.control(control)).toBeEnabled();
    await (way === 'keys' ? app.page.keyboard.press(KEYS[control]) : app.control(control).click());
  };
  await app.runForm.stopOnEntry.check();
  await app.run();
  await expect(app.status).toContainText('stopped before the first step');
  await expect(view.row('load_prices')).toHaveCount(0);

  await go('Step over');
  await expect(view.row('validate_items')).toHaveAttribute('data-status', 'equal');
  await go('Step over');
  await expect(view.row('load_prices')).toHaveAttribute('data-status', 'equal');
  await go('Step over');
  await expect(view.row('all_known')).toHaveAttribute('data-status', 'equal');

  // Into the loop, out of it again.
  await view.expectAt('price_lines');
  while ((await view.row('line_total').count()) === 0) {
    const events = (await view.progress.textContent()) ?? '';
    await go('Step into');
    await expect(view.progress).not.toHaveText(events);
    await view.settled();
  }
  await expect(view.row('sum_lines')).toHaveCount(0);
  await go('Step out');
  await view.expectAt('sum_lines');
  await expect(view.row('line_total')).toHaveCount(3);

  // Back looks at what was, without running anything; forward comes to where the paths stand.
  await go('Step back');
  await expect(view.selected).not.toContainText('sum_lines');
  await go('Step over');
  await view.expectAt('sum_lines');

  // To the divergence, past it, stop and restart.
  await go('Run, or continue to the next breakpoint');
  await expect(app.status).toContainText('stopped on divergence');
  await go('Run, or continue to the next breakpoint');
  await expect(app.status).toContainText('ended · diverged');
  await expect(view.results).toContainText('returned');
  await app.panelTab('Divergences').click();
  await expect(view.divergences.first()).toContainText('first');
  const later = view.divergences.filter({ hasText: 'grand_total' }).first();
  await expect(later).toContainText('consequence');
  await later.getByRole('button').click();
  await view.expectAt('grand_total');
  await expect(view.card).toContainText('as a consequence');

  await go('Restart with the same inputs');
  await expect(app.status).toContainText('stopped before the first step');
  await go('Run, or continue to the next breakpoint');
  await expect(app.status).toContainText('stopped on divergence');
  await view.expectAt('compute_tax');
  await go('Stop');
  await expect(app.status).toContainText('ended');
  await expect(view.results).toContainText('cut off');
  await expect(app.control('Stop')).toBeDisabled();
}

async function intoHandler(app: Application): Promise<void> {
  const { debugger: view, page } = app;
  await app.goTo('Nodes');
  await app.runForm.stopOnEntry.check();
  await app.run();
  await expect(app.status).toContainText('stopped before the first step');
  await view.paths.selectOption('reference alone');
  await page.keyboard.press('F10');
  const first = view.row('validate_items');
  await expect(view.cell(first, 'reference')).toContainText('true');
  await expect(view.row('load_prices')).toBeVisible();
  await expect(view.cell(view.row('load_prices'), 'direct')).not.toContainText('here');
  await expect(view.cell(first, 'direct')).toContainText('here');

  await view.paths.selectOption('direct alone');
  await page.keyboard.press('F10');
  await expect(first).toHaveAttribute('data-status', 'equal');
  await expect(view.cell(view.row('load_prices'), 'direct')).toContainText('here');

  await view.paths.selectOption({ value: 'both' });
  while (!(await view.cell(view.selected, 'name').textContent())?.includes('compute_tax')) {
    const at = await view.selected.getAttribute('aria-rowindex');
    await page.keyboard.press('F10');
    await expect(view.selected).not.toHaveAttribute('aria-rowindex', at ?? '');
    await expect(app.control('Step over')).toBeEnabled();
  }
  const stack = await view.tab('Stack');
  while ((await stack.getByText('round_tax.').count()) < 2) {
    const before = await stack.textContent();
    const events = await view.progress.textContent();
    await page.keyboard.press('F11');
    await expect
      .poll(
        async () => (await view.progress.textContent()) !== events || (await stack.textContent()) !== before,
      )
      .toBe(true);
    await expect(app.control('Step into')).toBeEnabled();
  }
  await expect(stack.getByRole('region', { name: 'Stack of the reference path' })).toContainText(
    /handlers\/round_tax\.py:\d+/,
  );
  await expect(stack.getByRole('region', { name: 'Stack of the direct path' })).toContainText(
    /handlers\/round_tax\.mjs:\d+/,
  );
  await expect(stack).toContainText('amount');
  await page.keyboard.press('Shift+F11');
  await expect(app.status).toContainText('stopped on divergence');
  await expect(stack).not.toContainText(/round_tax\.py:\d+/);
}

async function pause(app: Application, product: Product): Promise<void> {
  const { page } = app;
  product.write(
    'long_loop.vsp',
    [
      'node_id: long_loop_v1',
      'type: function',
      'intent: count_for_long',
      'outputs: {success: {total: {type: integer}}}',
      'flow:',
      '  - step: count',
      '    operation: for_each',
      '    items: "RANGE(0, 200000)"',
      '    as: number',
      '    do:',
      '      - {step: keep, operation: arithmetic, expression: "number + 1", output: last}',
      '  - {step: done, operation: return, return_success: {total: "{last}"}}',
      '',
    ].join('\n'),
  );
  await app.goTo('Nodes');
  await app.explorer.open('long_loop_v1');
  await app.runForm.ready();
  await expect(app.control('Pause')).toBeDisabled();
  await app.run();
  await expect(app.status).toContainText('running');
  await expect(app.control('Step over')).toBeDisabled();
  await expect(app.control('Pause')).toBeEnabled();
  await page.keyboard.press('F6');
  await expect(app.status).toContainText('stopped');
  await expect(app.control('Pause')).toBeDisabled();
  await expect(app.control('Step over')).toBeEnabled();
  await app.control('Stop').click();
  await expect(app.status).toContainText('ended');
}

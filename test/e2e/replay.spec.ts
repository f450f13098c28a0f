import type { Application } from './pages/application.ts';
import type { Product } from './support/product.ts';
import { expect, test } from './support/test.ts';

const NODE = 'payment_handler_v1';
const FILE = 'payment_handler.vsp';
const STEP = 'call_payment_provider';

/**
 * A provider that answers after 150 s where 30 are waited for, and 600 in the fix: seconds lie between them, however
 * fast the clock. A machine that is busy for half a second makes neither an answer nor a timeout of the other.
 */
function slowProvider(product: Product): void {
  product.write(
    'parallax.yml',
    product
      .read('parallax.yml')
      .replace('      ready: /health\n', '      ready: /health\n      env: {PAYMENT_LATENCY_MS: "150000"}\n'),
  );
}

function setClock(product: Product, scale: string): void {
  product.write('parallax.yml', product.read('parallax.yml').replace(/scale: [\d.]+/, `scale: ${scale}`));
}

async function payInVain(app: Application): Promise<void> {
  await app.explorer.open(NODE);
  await app.runForm.testCase.selectOption('successful_payment');
  await app.run();
  await expect(app.status).toContainText('ended · failed');
  await expect(app.debugger.results).toContainText('network_timeout');
}

/** From a failed payment to its branch with 600 s. */
async function waitLonger(app: Application): Promise<void> {
  await app.debugger.row(STEP).first().click();
  await app.page.keyboard.press('Control+e');
  await expect(app.replay.field('provider')).toBeFocused();
  await app.replay.field('timeout').fill('600s');
  await app.replay.effects('Live');
  await expect(app.replay.whatIf).toContainText(
    'Performed for real where the record does not answer: POST stripe',
  );
  await app.page.keyboard.press('Control+Enter');
  await expect(app.replay.bar).toContainText('timeout 30s → 600s');
}

test.describe('over earlier runs', () => {
  test.beforeEach(async ({ product }) => {
    // One of them waits 30 s for what comes after 45.
    setClock(product, '0.1');
    await product.recordPayments(10);
    setClock(product, '0.03');
    slowProvider(product);
  });

  test('a payment that timed out succeeds with a longer timeout', async ({ app, page, product }) => {
    await payInVain(app);
    const failed = page.url();
    const back = () => page.evaluate((url) => Object.assign(globalThis, { location: url }), failed);

    await test.step('a replay with recorded effects is the same event by event', () => replayed(app));
    await back();
    await waitLonger(app);
    await test.step('four columns', () => fourColumns(app));
    await test.step('proof', () => proved(app));
    await test.step('applied and undone', () => applied(app, product));
    await test.step('a fix is refused and merged where the file has changed meanwhile', () =>
      merged(app, product));
    await back();
    await test.step('what the record does not answer is asked for, and a run can be kept as a test case', () =>
      asked(app, product));
  });
});

async function replayed(app: Application): Promise<void> {
  const { page } = app;
  await page.keyboard.press('Alt+r');
  await expect(app.replay.bar).toContainText('Deterministic: every event is the same as recorded.');
  await expect(app.replay.columns.locator('[data-changed=true]')).toHaveCount(0);

  // From the list of runs as well.
  const first = page.url();
  await app.goTo('Runs');
  await expect(app.runs.rows).toHaveCount(11);
  await app.runs.grid.focus();
  await page.keyboard.press('Alt+r');
  await expect(app.replay.bar).toContainText('Deterministic: every event is the same as recorded.');
  await expect(page).not.toHaveURL(first);
}

async function fourColumns(app: Application): Promise<void> {
  const { page } = app;
  const asked = app.replay.row(STEP).first();
  await expect(app.replay.cell(asked, 'reference')).toContainText('timeout');
  await expect(app.replay.cell(asked, 'reference′')).toContainText('not as in the original');
  await expect(asked).toHaveAttribute('aria-selected', 'true');
  const earlier = app.replay.row('validate_request');
  await expect(app.replay.cell(earlier, 'reference′')).toHaveText('=');
  await expect(app.replay.cell(app.replay.row('record_transaction'), 'direct′')).toContainText(
    'only in the branch',
  );
  await page.keyboard.press('Alt+c');
  await expect(app.debugger.results).toContainText('completed');
  await page.keyboard.press('Alt+c');
}

async function proved(app: Application): Promise<void> {
  const { page } = app;
  await app.replay.bar.getByRole('button', { name: 'Prove it' }).click();
  await expect(app.replay.proof).toContainText('10 of 11 stored runs reach the change');
  await expect(app.replay.proof.getByRole('button', { name: '2 fixed' })).toBeVisible();
  await app.replay.proof.getByRole('button', { name: '8 unaffected' }).click();
  await expect(app.replay.proved).toHaveCount(8);
  await app.replay.proof.getByRole('button', { name: '8 unaffected' }).click();
  await app.replay.proof.getByRole('button', { name: '2 fixed' }).click();
  await expect(app.replay.proved.first()).toContainText('network_timeout');
  const branch = page.url();
  await app.replay.proof.getByRole('grid', { name: 'Proved runs' }).focus();
  await page.keyboard.press('Enter');
  await expect(app.replay.bar).toContainText('proof');
  await page.goBack();
  await expect(page).toHaveURL(branch);
  await expect(app.replay.bar).toContainText('timeout 30s → 600s');
}

async function applied(app: Application, product: Product): Promise<void> {
  const { page } = app;
  const before = product.read(FILE);
  // By keys alone, which are for the steps again when it is done.
  await app.replay.columns.focus();
  await page.keyboard.press('Alt+a');
  await expect(app.replay.apply).toContainText('600s');
  await expect(app.replay.apply.getByRole('button', { name: 'Apply' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.replay.bar).toContainText(`applied to ${FILE}`);
  await expect(app.replay.columns).toBeFocused();
  expect(product.read(FILE)).toBe(before.replace('    timeout: 30s\n', '    timeout: 600s\n'));
  // Taken back as well after the page was closed and opened again.
  await page.reload();
  await app.replay.bar.getByRole('button', { name: 'Undo the fix' }).click();
  await expect(app.replay.bar.getByRole('button', { name: 'Apply the fix' })).toBeVisible();
  expect(product.read(FILE)).toBe(before);
}

/** From a branch whose change is in no file. */
async function merged(app: Application, product: Product): Promise<void> {
  const meanwhile = product
    .read(FILE)
    .replace('amount <= 50000"\n    on_failure', 'amount <= 40000"\n    on_failure');
  expect(meanwhile).not.toBe(product.read(FILE));
  product.write(FILE, meanwhile);
  await app.replay.bar.getByRole('button', { name: 'Apply the fix' }).click();
  await app.replay.apply.getByRole('button', { name: 'Apply' }).click();
  await expect(app.replay.merge).toBeVisible();
  expect(product.read(FILE)).toBe(meanwhile);
  await app.replay.merge.getByText('Changed in the file', { exact: true }).click();
  await expect(app.replay.merge).toContainText('40000');
  await app.replay.merge.getByText('File now → merged', { exact: true }).click();
  await app.replay.merge.getByRole('button', { name: 'Write the merged text' }).click();
  await expect(app.replay.bar).toContainText(`applied to ${FILE}`);
  expect(product.read(FILE)).toBe(meanwhile.replace('    timeout: 30s\n', '    timeout: 600s\n'));
  await app.replay.bar.getByRole('button', { name: 'Undo the fix' }).click();
  await expect(app.replay.bar.getByRole('button', { name: 'Apply the fix' })).toBeVisible();
  expect(product.read(FILE)).toBe(meanwhile);
}

async function asked(app: Application, product: Product): Promise<void> {
  const { page } = app;
  await app.debugger.row(STEP).first().click();
  await page.keyboard.press('Control+e');
  await app.replay.field('timeout').fill('soon');
  await expect(app.replay.whatIf.getByRole('alert')).toContainText('timeout');
  await expect(app.replay.run).toBeDisabled();
  await app.replay.field('timeout').fill('600s');
  await app.replay.effects('Ask');
  await app.replay.run.click();
  await expect(app.replay.question).toContainText('POST stripe');
  await app.replay.question.getByRole('button', { name: 'Give an answer' }).click();
  await app.replay.question
    .getByRole('textbox', { name: 'Answer as JSON' })
    .fill('{"status": 200, "headers": {}, "body": {"id": "ch_given"}}');
  await app.replay.question.getByRole('button', { name: 'Answer with this' }).click();
  await expect(app.replay.bar).toContainText('timeout 30s → 600s');

  await page.keyboard.press('Alt+t');
  await app.replay.testCase.getByRole('textbox', { name: 'Name' }).fill('patient');
  await app.replay.testCase.getByRole('button', { name: 'Save' }).click();
  await expect(app.replay.testCase).toBeHidden();
  expect(product.read(FILE)).toMatch(/- name: patient\n(?:.*\n)*.*transaction_id: ch_given/);
}

test('replays of a run with a sensitive value', async ({ app, page, product }) => {
  await test.step('it is asked for first, checked, and never shown', async () => {
    await app.runToDivergence();
    await page.keyboard.press('F5');
    await expect(app.status).toContainText('ended · diverged');
    await app.debugger.row('compute_tax').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit and re-run from here' }).click();
    await expect(app.replay.whatIf).toContainText('From compute_tax');

    await page.keyboard.press('Alt+r');
    const card = app.replay.secret('card');
    await expect(card).toHaveAttribute('type', 'password');
    await expect(app.replay.run).toBeDisabled();
    await card.fill('4111111111111111');
    await expect(app.replay.whatIf.getByRole('alert')).toContainText(
      'The value given for card is not the one that was recorded.',
    );
    await card.fill('4242424242424242');
    await app.replay.run.click();
    await expect(app.replay.bar).toContainText('Deterministic: every event is the same as recorded.');
  });

  await test.step('what lies within a step folds away in the four columns, by its arrow and by keys', async () => {
    const outer = app.replay.columns.locator('[role="row"][aria-expanded]').first();
    await expect(outer).toHaveAttribute('aria-expanded', 'true');
    const inner = app.replay.columns.locator('[aria-level="3"]').first();
    await expect(inner).toBeVisible();
    await outer.click();
    await page.keyboard.press('ArrowLeft');
    await expect(outer).toHaveAttribute('aria-expanded', 'false');
    await expect(inner).toBeHidden();
    await outer.getByRole('button', { name: /^Open / }).click();
    await expect(inner).toBeVisible();
  });

  await test.step('it is asked for again where a test case is made of the run', async () => {
    await page.keyboard.press('Alt+t');
    const { testCase } = app.replay;
    await testCase.getByRole('textbox', { name: 'Name' }).fill('reordered');
    await testCase.getByRole('button', { name: 'Save' }).click();
    await expect(testCase.getByRole('alert')).toContainText('card is sensitive and was not recorded');
    await testCase.getByLabel('card', { exact: true }).fill('4242424242424242');
    await testCase.getByRole('button', { name: 'Save' }).click();
    await expect(testCase).toBeHidden();
    expect(product.read('order_total.vsp')).toContain('name: reordered');
  });
});

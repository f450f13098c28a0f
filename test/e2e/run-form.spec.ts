import { expect, test } from './support/test.ts';

const KINDS = `node_id: kinds_v1
type: function
intent: take_every_kind
inputs:
  text: {type: string}
  note: {type: string, required: false, default: null}
  number: {type: integer}
  amount: {type: decimal, default: 0.10}
  flag: {type: boolean}
  size: {type: enum, values: [small, large]}
  when: {type: timestamp}
  raw: {type: bytes}
  words: {type: array<string>}
  points: {type: array<Point>}
  point: {type: Point}
types:
  Point:
    fields:
      x: {type: integer}
      y: {type: integer}
outputs:
  success:
    text: {type: string}
    amount: {type: decimal}
    size: {type: enum, values: [small, large]}
    when: {type: timestamp}
    raw: {type: bytes}
    words: {type: array<string>}
    points: {type: array<Point>}
    sum: {type: integer}
flow:
  - {step: add, operation: arithmetic, expression: "number + point.x + point.y", output: sum}
  - step: done
    operation: return
    return_success: {text: "{text}", amount: "{amount}", size: "{size}", when: "{when}", raw: "{raw}", words: "{words}", points: "{points}", sum: "{sum}"}
`;

test('the run form: paths, every kind of input, test cases, optional inputs, JSON', async ({
  app,
  page,
  product,
}) => {
  const { runForm: form } = app;

  await test.step('one path alone runs in one column; every kind of input', async () => {
    await app.runForm.choose('Paths', 'Reference');
    await expect(app.runForm.start).toHaveText('Run');
    await app.run();
    await expect(app.status).toContainText('ended · completed');
    await expect(app.debugger.steps.getByRole('columnheader')).toHaveCount(2);
    await expect(app.debugger.results).toContainText('127.06');
    await expect(app.debugger.paths).toBeDisabled();

    product.write('kinds.vsp', KINDS);
    await app.explorer.open('kinds_v1');
    await form.ready();
    await form.input('text').fill('Grüße 🎉');
    await expect(form.given('note')).not.toBeChecked();
    await expect(form.input('amount')).toHaveValue('0.10');

    // One sentence for what is wrong, where it is wrong, and nothing runs.
    await form.input('number').fill('1.5');
    await page.keyboard.press('F5');
    await expect(form.problems.first()).toContainText(/\.$/);
    await expect(form.input('number')).toHaveAttribute('aria-invalid', 'true');
    await expect(page).toHaveURL(/#\/node\/kinds_v1$/);

    await form.input('number').fill('9007199254740993');
    await form.input('flag').check();
    await form.input('size').selectOption('large');
    await form.input('when').fill('2025-01-08T10:00:00.123456Z');
    await form.input('raw').fill('3q2+7w==');
    await form.add('words').click();
    await form.add('words').click();
    await expect(page.getByRole('textbox', { name: 'words 1', exact: true })).toBeVisible();
    await form.input('words[0]').fill('one');
    await form.input('words[1]').fill('two');
    await form.add('words').click();
    await form.remove('words', 2).click();
    await form.add('points').click();
    await form.input('points[0].x').fill('3');
    await form.input('points[0].y').fill('4');
    await form.input('point.x').fill('1');
    await form.input('point.y').fill('2');

    // Through JSON and back, nothing is lost.
    await form.as('JSON');
    await expect(form.json).toHaveValue(/"number": 9007199254740993/);
    await expect(form.json).toHaveValue(/"amount": 0\.10/);
    await form.as('Form');
    await expect(form.input('points[0].y')).toHaveValue('4');
    await expect(form.input('number')).toHaveValue('9007199254740993');
    await expect(form.input('raw')).toHaveValue('3q2+7w==');

    await page.keyboard.press('F5');
    await expect(app.status).toContainText('ended · equal');
    await expect(app.debugger.variable('sum')).toContainText('9007199254740996');
    await expect(app.debugger.variable('size')).toContainText('large');
    await expect(app.debugger.variable('amount')).toContainText('0.10');
    await app.debugger.variable('words').getByRole('button', { name: 'Open words' }).click();
    await expect(app.debugger.variable('words.1')).toContainText('two');
  });

  await test.step('test cases, optional inputs and JSON that is none', async () => {
    await app.explorer.open('order_total_v1');
    await form.choose('Paths', 'Both');
    await form.ready();
    await form.testCase.selectOption('members_discount');
    await expect(form.input('is_member')).toBeChecked();
    await expect(form.input('order_id')).toHaveValue('ord_7Q2mZk42');
    await expect(form.input('items[2].sku')).toHaveValue('NTB-03');
    await form.testCase.selectOption('nothing_ordered');
    await expect(form.input('items[0].sku')).toHaveCount(0);

    await form.as('JSON');
    await form.json.fill('{"order_id": }');
    await page.getByRole('button', { name: 'Compare' }).click();
    await expect(form.problems).toContainText('This is not JSON');
    await expect(form.problems).toHaveCount(1);
    await form.json.fill('{"order_id": "nope", "items": [], "card": "4242424242424242"}');
    await page.getByRole('button', { name: 'Compare' }).click();
    await expect(app.debugger.steps.or(form.problems).first()).toBeVisible();

    await app.explorer.open('payment_handler_v1');
    await expect(form.given('idempotency_key')).not.toBeChecked();
    await form.given('idempotency_key').check();
    await expect(form.input('idempotency_key')).toBeVisible();
    await form.given('idempotency_key').uncheck();
    await expect(form.input('idempotency_key')).toBeHidden();
  });
});

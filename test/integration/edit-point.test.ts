import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src-main/api/engine.ts';
import { runComparison } from '../../src-main/debugger/run.ts';
import { editPoint } from '../../src-main/replay/edit-point.ts';
import { CliSandbox } from '../support/cli.ts';

const sandbox = new CliSandbox();
let engine: Engine;
let comparison: string;

beforeAll(async () => {
  engine = await sandbox.engine();
  const entry = engine.workspace.nodes.byId('payment_handler_v1');
  if (!entry) throw new Error('no such node');
  const inputs = { order_id: 'ord_0000000000000001', amount: { $decimal: '20.00' }, user_id: 'user_1' };
  const prepared = engine.comparisonOptions(entry, { inputs, effects: 'share', paths: ['direct'] });
  if (!prepared.ok) throw new Error(prepared.message);
  comparison = (await runComparison(engine.comparisonDeps(), prepared.options)).id;
});
afterAll(async () => {
  await engine.close();
  sandbox.remove();
});

const point = (step: string | null) =>
  editPoint(engine.replayDeps(), comparison, step === null ? null : { step });

test('at a step: its fields as written, the variables before it, and what is answered from it on', () => {
  const found = point('call_payment_provider');
  expect(found).toMatchObject({
    ok: true,
    value: {
      comparison,
      place: { step: 'call_payment_provider', occ: '0' },
      node: 'payment_handler_v1',
      file: 'payment_handler.vsp',
      fields: expect.arrayContaining([
        { field: 'timeout', text: '30s' },
        { field: 'retry_policy.max_attempts', text: '3' },
      ]),
    },
  });
  if (!found.ok) return;
  const names = found.value.variables.map(({ name }) => name);
  expect(names).toContain('amount');
  // It is what this step brings.
  expect(names).not.toContain('transaction_id');
  expect(found.value.answers[0]).toMatchObject({
    step: 'call_payment_provider',
    effect: 0,
    summary: expect.stringContaining('stripe'),
    answer: { ok: true, value: { status: 200 } },
  });
  const later = point('record_transaction');
  expect(later.ok && later.value.answers.map(({ step }) => step)).not.toContain('call_payment_provider');
  expect(later.ok && later.value.variables.map(({ name }) => name)).toContain('transaction_id');
});

test('at the beginning: the inputs, no fields, and every answer', () => {
  const found = point(null);
  expect(found).toMatchObject({ ok: true, value: { place: null, fields: [], file: 'payment_handler.vsp' } });
  if (!found.ok) return;
  expect(found.value.variables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['order_id', 'amount', 'user_id']),
  );
  expect(found.value.answers.map(({ step }) => step)).toContain('call_payment_provider');
});

test('a step that was never entered, and a run that is not there, are refused', () => {
  expect(point('nope')).toMatchObject({ ok: false, message: 'This run never entered nope.' });
  expect(editPoint(engine.replayDeps(), 'cmp_nope', null)).toMatchObject({ ok: false });
});

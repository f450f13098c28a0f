import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import { runComparison } from '../../src-main/debugger/run.ts';
import { CliSandbox, normalised } from '../support/cli.ts';
import { runs } from '../support/full.ts';
import { expectGolden } from '../support/golden.ts';

/** A payment that takes 45 s where 30 are waited for: replayed with 60 s, proved over a library, and fixed in the file. */
const PAYMENT = { order_id: 'ord_slow000000000001', amount: { $decimal: '20.00' }, user_id: 'user_123' };
const NODE = 'payment_handler_v1';
/** How many runs the library holds; every kind is among the first twelve. Each tenth is refused, the one before known. */
const STORED = runs(12, 50);
/** Those that never ask, neither then nor now, are in no proof. The failed run itself is in it. */
const PROVED = STORED + 1 - 2 * Math.floor(STORED / 10);

let sandbox: CliSandbox;
let failed: { readonly comparison: string; readonly trace: string };
const file = (name: string): string => join(sandbox.shop, name);
const change = (name: string, edit: (text: string) => string): void =>
  writeFileSync(file(name), edit(readFileSync(file(name), 'utf8')));
const shop = () => ['--workspace', sandbox.shop];

beforeAll(async () => {
  sandbox = new CliSandbox();
  // Slow enough that a busy machine does not turn an answer after 45 s into one after 60.
  change('parallax.yml', (text) => text.replace('scale: 0.02', 'scale: 0.04'));
  await library(STORED);
  change('parallax.yml', (text) =>
    text.replace(
      '      ready: /health\n',
      '      ready: /health\n      env: {PAYMENT_LATENCY_MS: "45000"}\n',
    ),
  );
  const ran = await sandbox.run(['run', NODE, ...shop(), '--json', '--input', JSON.stringify(PAYMENT)]);
  const result = JSON.parse(ran.stdout);
  expect(result.paths.reference.result.error.code).toBe('network_timeout');
  failed = { comparison: result.comparison, trace: result.paths.reference.trace };
}, 120_000);

afterAll(() => sandbox.remove());

/** Runs of all kinds: paid, declined, refused at the door, answered from the database; two wait for a slow provider in vain. */
async function library(count: number): Promise<void> {
  const engine = await sandbox.engine();
  const entry = engine.workspace.nodes.byId(NODE);
  if (!entry) throw new Error('no such node');
  const users = ['user_1', 'user_declined', 'user_2', 'user_limited'];
  const inputsOf = (i: number): CanonicalObject => ({
    order_id: `ord_${String(i).padStart(16, '0')}`,
    amount: { $decimal: i % 10 === 9 ? '99999.00' : `${i + 1}.50` },
    user_id: i === 2 || i === 11 ? 'user_slow' : (users[i % users.length] as string),
    ...(i % 10 === 8 ? { idempotency_key: 'key_ord_1002' } : {}),
  });
  const work = async (from: number): Promise<void> => {
    for (let i = from; i < count; i += 4) {
      const prepared = engine.comparisonOptions(entry, { inputs: inputsOf(i), effects: 'share', paths: [] });
      if (!prepared.ok) throw new Error(prepared.message);
      await runComparison(engine.comparisonDeps(), prepared.options);
    }
  };
  await Promise.all([0, 1, 2, 3].map(work));
  await engine.close();
}

const plain = (text: string): string =>
  normalised(text)
    .replace(/Timestamp: .*/, 'Timestamp: TIME')
    .replace(/\((\d+|\d+\.\d+)s/g, '(Ns')
    .replace(
      `Proved on ${PROVED} of ${STORED + 1} stored runs: 3 fixed, ${PROVED - 3} unaffected.`,
      'Proved on P of ALL stored runs: 3 fixed, all others unaffected.',
    );

test('replayed as it was, it is the same event by event', async () => {
  const { stdout, code } = await sandbox.run(['replay', failed.trace, ...shop(), '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    node: NODE,
    diverged: false,
    branch: { of: failed.comparison, from: null },
    difference: { reference: null, direct: null },
    paths: { direct: { result: { success: false, error: { code: 'network_timeout' } } } },
  });
  expect(code).toBe(1);
});

test('a whole conversation in the terminal: modify, ask, succeed, prove, apply, undo', async () => {
  const before = readFileSync(file('payment_handler.vsp'), 'utf8');
  const typed = ['modify step 3', 'timeout 30s -> 60s', 'y', 'n', 'prove', 'y', 'apply', 'undo', 'quit', ''];
  const { stdout, stderr, code } = await sandbox.run(['replay', failed.trace, ...shop()], typed.join('\n'));
  expect(stderr).toBe('');
  expectGolden(join(import.meta.dirname, 'golden/replay-payment.txt'), plain(stdout));
  expect(code).toBe(0);
  expect(readFileSync(file('payment_handler.vsp'), 'utf8')).toBe(before);
}, 120_000);

test('what the conversation says of mistakes', async () => {
  const typed = [
    'modify step 9',
    'modify step 3',
    'timeout 20s -> 60s',
    'modify 3 endpoint',
    'modify step 2',
    'timeout 30s -> 60s',
    'set x 1',
    'bogus',
    'apply',
  ];
  const { stdout } = await sandbox.run(['replay', failed.trace, ...shop()], typed.join('\n'));
  expectGolden(join(import.meta.dirname, 'golden/replay-mistakes.txt'), plain(stdout));
});

test('by flags: re-run from the step, proved over the library, applied with every comment kept', async () => {
  const before = readFileSync(file('payment_handler.vsp'), 'utf8');
  const args = [
    '--set',
    'call_payment_provider.timeout=60s',
    '--effects',
    'live',
    '--prove',
    '--apply',
    '--json',
  ];
  const { stdout, code } = await sandbox.run(['replay', failed.trace, ...shop(), ...args]);
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({
    diverged: false,
    branch: { of: failed.comparison, from: 'call_payment_provider' },
    paths: { reference: { result: { success: true } }, direct: { result: { success: true } } },
    refused: [],
  });
  expect(code).toBe(0);
  // Two of the library and this one waited in vain; those refused at the door and found in the database never ask.
  expect(result.proof).toMatchObject({
    fixed: 3,
    total: PROVED,
    unaffected: PROVED - 3,
    still_diverging: 0,
    newly_diverging: 0,
  });
  expect(readFileSync(file('payment_handler.vsp'), 'utf8')).toBe(
    before.replace('timeout: 30s\n    retry', 'timeout: 60s\n    retry'),
  );
  expect(result.applied.diff).toContain('-    timeout: 30s\n+    timeout: 60s\n');
  // What the proof ran is listed where it is asked for alone, and is no stored run that an expression is looked up in.
  const json = async (...asked: string[]) =>
    JSON.parse((await sandbox.run([...asked, ...shop(), '--json'])).stdout);
  const ofProof: { comparison: string; origin: string }[] = await json(
    'traces',
    '--kind',
    'proofs',
    '--limit',
    '999',
  );
  expect(ofProof.length).toBeGreaterThanOrEqual(2 * PROVED);
  expect(ofProof.every(({ origin }) => origin === 'proof')).toBe(true);
  const listed: { origin: string }[] = await json('traces', '--limit', '999');
  expect(new Set(listed.map(({ origin }) => origin))).toEqual(new Set(['run', 'what_if', 'replay']));
  const asked = ['--eval', 'amount', '--step', 'call_payment_provider'];
  const { rows } = await json('show', failed.comparison, ...asked);
  const proved = new Set(ofProof.map(({ comparison }) => comparison));
  expect(rows.length).toBeGreaterThanOrEqual(PROVED);
  expect(rows.filter((row: { comparison: string }) => proved.has(row.comparison))).toEqual([]);
  const again = await sandbox.run([
    'replay',
    failed.trace,
    ...shop(),
    ...args.filter((each) => each !== '--prove'),
  ]);
  expect(again.code).toBe(2);
  expect(JSON.parse(again.stdout).error.message).toContain('is not what it was when the run was recorded');
}, 120_000);

test('what the provider answers is changed in a what-if: a success, and another error', async () => {
  const replay = async (answer: string, ...more: string[]) => {
    const args = ['--set-answer', `call_payment_provider=${answer}`, ...more, '--json', ...shop()];
    return JSON.parse((await sandbox.run(['replay', failed.trace, ...args])).stdout);
  };
  const paid = await replay('{"status": 200, "body": {"id": "txn_0000000000000001"}}');
  expect(paid.branch).toMatchObject({ from: 'call_payment_provider' });
  expect(paid.paths.direct.result).toMatchObject({ success: true });
  expect(paid.diverged).toBe(false);
  const declined = await replay('error:card_declined The bank says no', '--from', '1');
  expect(declined.branch).toMatchObject({ name: 'call_payment_provider answered card_declined' });
  expect(declined.paths.direct.result.error.code).toBe('insufficient_funds');
  // In a conversation by the number of the step, and again with another answer in its place.
  const typed = 'answer 3 error:card_declined\nanswer call_payment_provider error:rate_limit\nresult\nquit\n';
  const { stdout } = await sandbox.run(['replay', failed.trace, ...shop()], typed);
  expect(stdout).toContain('rate_limit');
  expect(stdout).not.toContain('There is no command');
});

test.each([
  [['nope'], 'Nothing is recorded under nope'],
  [['TRACE', '--from', 'nope'], 'There is no step nope'],
  [['TRACE', '--from', 'record_transaction'], 'never entered record_transaction'],
  [['TRACE', '--set', 'x.y=1'], 'there is no step for x.y'],
  [['TRACE', '--set', 'call_payment_provider.timeout=soon'], 'payment_handler.vsp:'],
  [['TRACE', '--set-var', 'amount'], '--set-var takes NAME=VALUE'],
  [['TRACE', '--set-var', 'amount=x'], '--set-var amount is not JSON'],
  [
    ['TRACE', '--from', '3', '--set-var', 'nothing=1'],
    'nothing is not bound where the run goes on; in scope: amount,',
  ],
  [['TRACE', '--set-answer', 'call_payment_provider'], '--set-answer takes EFFECT=JSON'],
  [['TRACE', '--set-answer', 'call_payment_provider=x'], 'The answer of call_payment_provider is not JSON'],
  [
    ['TRACE', '--set-answer', 'call_payment_provider={"id": 1}'],
    'asks over HTTP: its answer is {"status": 200',
  ],
  [['TRACE', '--set-answer', 'nope={}'], 'There is no effect nope; the run asked: '],
  [['TRACE', '--value', 'card=1', '--json'], '--value card is not asked for'],
  [['TRACE', '--prove'], 'A proof needs a change of the node'],
])('%j is refused in one sentence', async (args, message) => {
  const given = args.map((each) => (each === 'TRACE' ? failed.trace : each));
  const { code, stderr, stdout } = await sandbox.run(['replay', ...given, ...shop()]);
  expect(stderr + stdout).toContain(message);
  expect((stderr + stdout).trim().split('\n')).toHaveLength(1);
  expect(code).toBe(2);
});

test('as JUnit, and only what is new since a baseline fails', async () => {
  const inputs = {
    order_id: 'ord_7Q2mZk41',
    items: [
      { sku: 'MUG-01', quantity: 2 },
      { sku: 'LMP-02', quantity: 1 },
      { sku: 'NTB-03', quantity: 1 },
    ],
    tax_rate: { $decimal: '0.075' },
    is_member: false,
    card: '4242424242424242',
  };
  const ran = await sandbox.run([
    'run',
    'order_total_v1',
    ...shop(),
    '--json',
    '--input',
    JSON.stringify(inputs),
  ]);
  const { comparison } = JSON.parse(ran.stdout);
  const given = [comparison, ...shop(), '--value', 'card="4242424242424242"', '--junit', file('replay.xml')];
  const baseline = ['--baseline', file('baseline.json')];
  const diverged = await sandbox.run(['replay', ...given]);
  expect(diverged.code).toBe(3);
  const report = readFileSync(file('replay.xml'), 'utf8');
  expect(report).toContain(`name="replay of ${comparison}"`);
  expect(report).toMatch(/<failure message="diverged: compute_tax/);

  expect((await sandbox.run(['replay', ...given, ...baseline, '--update-baseline'])).code).toBe(0);
  expect((await sandbox.run(['replay', ...given, ...baseline])).code).toBe(0);
  expect(readFileSync(file('replay.xml'), 'utf8')).toContain(
    'known since the baseline: diverged: compute_tax',
  );

  writeFileSync(file('baseline.json'), '{"parallax_baseline": 1, "known": {}}');
  expect((await sandbox.run(['replay', ...given, ...baseline])).code).toBe(3);
  expect(readFileSync(file('replay.xml'), 'utf8')).toContain('new since the baseline');
}, 60_000);

test('help shows an example', async () => {
  const { stdout, code } = await sandbox.run(['replay', '--help']);
  expect(stdout).toContain('parallax replay trc_');
  expect(code).toBe(0);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CliSandbox, exampleOrder } from '../support/cli.ts';

/** The order whose tax the two ports of round_tax round differently. */
let sandbox: CliSandbox;
beforeAll(() => {
  sandbox = new CliSandbox();
});
afterAll(() => sandbox.remove());

const inShop = (...args: string[]) => sandbox.run([...args, '--workspace', sandbox.shop]);

async function runOrder() {
  const { code, stdout } = await inShop(
    'run',
    'order_total_v1',
    '--input',
    exampleOrder(),
    '--effects',
    'each',
    '--json',
  );
  const result = JSON.parse(stdout) as {
    comparison: string;
    divergence: { step: string; path: string } | null;
    accepted: readonly { rule: string; step: string; path: string }[];
  };
  return { code, ...result };
}

const rule = (id: string, fields: string) =>
  `  - {id: ${id}, node: order_total_v1, ${fields}, reason: known, owner: ada, expires: never}\n`;

function ledger(...rules: string[]): void {
  writeFileSync(join(sandbox.shop, 'equivalences.yml'), `rules:\n${rules.join('')}`);
}

it('accepts what a rule names, tells it, counts it, and nothing else', async () => {
  const before = await runOrder();
  expect(before).toMatchObject({ code: 3, divergence: { step: 'compute_tax', path: 'tax' }, accepted: [] });
  ledger(
    rule('half-cent', 'step: compute_tax, path: tax, kind: value, tolerance: 0.01'),
    rule('unused', 'step: no_such_step, path: x, kind: value, ignore: true'),
  );
  const after = await runOrder();
  expect(after.code).toBe(3);
  expect(after.accepted).toEqual([{ rule: 'half-cent', step: 'compute_tax', path: 'tax' }]);
  expect(after.divergence).not.toMatchObject({ step: 'compute_tax', path: 'tax' });
  const check = await inShop('check', sandbox.shop);
  expect(check.stdout).toContain('Rule unused has accepted nothing');
  expect(check.stdout).not.toContain('Rule half-cent');
  expect(readFileSync(join(sandbox.shop, '.parallax/ledger.jsonl'), 'utf8')).toContain('{"half-cent":1}');
});

it('makes a run equal whose every difference is named, until the rules expire', async () => {
  const everything =
    rule('cents', 'step: "*", path: "*", kind: value, tolerance: 0.01') +
    rule('writes', 'step: "*", path: "*", kind: effect, tolerance: 0.01') +
    rule('tables', 'step: "", path: "*", kind: effect, ignore: true');
  ledger(everything);
  const equal = await runOrder();
  expect([equal.code, equal.divergence]).toEqual([0, null]);
  expect(new Set(equal.accepted.map((each) => each.rule)).has('cents')).toBe(true);
  // What is outside of the events is accepted by name too, in the record as in the run.
  const again = async () => (await inShop('report', equal.comparison, '--markdown')).stdout;
  expect(equal.accepted.some((each) => each.rule === 'tables')).toBe(true);
  expect(await again()).toContain('accepted by `tables`');
  // Runs that were recorded before the rules were made are judged by them too.
  const listed = async () => {
    const rows: { diverged: boolean; accepted: boolean }[] = JSON.parse(
      (await inShop('traces', '--json')).stdout,
    );
    return new Set(rows.map(({ diverged, accepted }) => `${diverged} ${accepted}`));
  };
  expect(await listed()).toEqual(new Set(['false true']));
  expect((await inShop('traces')).stdout).toMatch(/accepted/);
  expect((await inShop('traces', '--diverged', '--json')).stdout).toBe('[]\n');
  const groups = async () => JSON.parse((await inShop('traces', '--by', 'node', '--json')).stdout);
  expect(await groups()).toMatchObject([{ diverged: 0, accepted: 3 }]);
  ledger(everything.replaceAll('never', '2020-01-01'));
  expect(await again()).toContain('independent: The two paths left database shop');
  expect(await listed()).toEqual(new Set(['true false']));
  expect(await groups()).toMatchObject([{ diverged: 3, accepted: 0 }]);
  const expired = await runOrder();
  expect(expired).toMatchObject({ code: 3, accepted: [] });
  expect((await inShop('check', sandbox.shop)).stdout).toContain('Rule cents expired on 2020-01-01');
});

it('a broken ledger accepts nothing and is told with its position', async () => {
  ledger(rule('wrong', 'step: compute_tax, path: tax, kind: value, tolerance: lots'));
  expect((await runOrder()).accepted).toEqual([]);
  const check = await inShop('check', sandbox.shop);
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(/equivalences\.yml:2:\d+: error: tolerance: /);
});

it('a report says what was accepted and what was not', async () => {
  ledger(rule('half-cent', 'step: compute_tax, path: tax, kind: value, tolerance: 0.01'));
  const { comparison } = await runOrder();
  const file = join(sandbox.folder, 'report.html');
  const { code, stdout } = await inShop('report', comparison, '--html', file, '--markdown');
  expect(code).toBe(0);
  const page = readFileSync(file, 'utf8');
  for (const text of ['First divergence', 'half-cent', comparison, 'order_total.vsp'])
    expect(page).toContain(text);
  expect(page).not.toContain('4242424242424242');
  expect(stdout).toContain('accepted by `half-cent`');
  expect((await inShop('report', 'cmp_none', '--markdown')).code).toBe(2);
  expect((await inShop('report', comparison)).code).toBe(2);
});

it('tests fail only by what the baseline does not know', async () => {
  writeFileSync(join(sandbox.shop, 'equivalences.yml'), '');
  const baseline = join(sandbox.folder, 'baseline.json');
  const report = join(sandbox.folder, 'report.xml');
  const node = join(sandbox.shop, 'order_total.vsp');
  const test = (...args: string[]) => sandbox.run(['test', node, '--baseline', baseline, ...args]);
  expect((await test()).stderr).toContain('There is no baseline');
  expect((await test('--update-baseline')).code).toBe(0);
  const known = await test('--junit', report);
  expect([known.code, known.stdout.match(/✓ .*half_a_cent_of_tax.*/)?.[0]]).toEqual([
    0,
    '✓ order_total_v1 half_a_cent_of_tax (known)',
  ]);
  expect(readFileSync(report, 'utf8')).toContain('failures="0"');
  expect(readFileSync(report, 'utf8')).toContain('known since the baseline');
  const text = readFileSync(baseline, 'utf8');
  writeFileSync(baseline, text.replace(/"diverged value compute_tax tax",?\s*/, ''));
  const fresh = await test();
  expect(fresh.code).toBe(1);
  expect(fresh.stdout).toContain('new since the baseline: diverged value compute_tax tax');
});

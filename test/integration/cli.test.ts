import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox, exampleOrder, normalised } from '../support/cli.ts';
import { expectGolden } from '../support/golden.ts';

const fixtures = fileURLToPath(new URL('../../../shared/fixtures/vesper-v0.1/', import.meta.url));
let sandbox: CliSandbox;
beforeAll(() => {
  sandbox = new CliSandbox();
});
afterAll(() => sandbox.remove());

const shop = () => ['--workspace', sandbox.shop];

describe('run', () => {
  it('reports a divergence with both results as JSON and exits with 3', async () => {
    const { code, stdout } = await sandbox.run([
      'run',
      'order_total_v1',
      ...shop(),
      '--json',
      '--input',
      exampleOrder(),
    ]);
    expect(code).toBe(3);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      node: 'order_total_v1',
      diverged: true,
      divergence: {
        step: 'compute_tax',
        path: 'tax',
        kind: 'value',
        reference: { $decimal: '8.86' },
        direct: { $decimal: '8.87' },
      },
      paths: { reference: { result: { success: true, outputs: { tax: { $decimal: '8.86' } } } } },
    });
    expect(result.comparison).toMatch(/^cmp_/);
    expect(result.hash).toMatch(/^[0-9a-f]{64}$/);
    for (const path of ['reference', 'direct']) {
      expect(result.paths[path].trace).toMatch(/^trc_/);
      expect(result.paths[path].events).toBeGreaterThan(10);
      expect(result.paths[path].duration_ms).toBeGreaterThan(0);
      expect(result.paths[path].contracts).toContainEqual({
        kind: 'precondition',
        text: 'tax_rate >= 0',
        step: '',
        verdict: 'held',
      });
    }
    expect(stdout).not.toContain('4242424242424242');
  });

  it('exits with 0 when equal and successful, 1 with an error result', async () => {
    const equal = await sandbox.run([
      'run',
      join(sandbox.shop, 'order_total.vsp'),
      '--json',
      '--input',
      exampleOrder(0.2),
    ]);
    expect(JSON.parse(equal.stdout)).toMatchObject({ diverged: false, divergence: null });
    expect(equal.code).toBe(0);
    const failed = await sandbox.run([
      'run',
      'order_total_v1',
      ...shop(),
      '--json',
      '--path',
      'direct',
      '--input',
      '{"order_id":5}',
    ]);
    expect(JSON.parse(failed.stdout).paths).toMatchObject({
      direct: { result: { success: false, error: { code: 'invalid_input', fields: { input: 'order_id' } } } },
    });
    expect(failed.code).toBe(1);
  });

  it('reads inputs from a file and from standard input', async () => {
    const file = join(sandbox.folder, 'order.json');
    writeFileSync(file, exampleOrder(0.2));
    const args = [
      'run',
      'order_total_v1',
      ...shop(),
      '--path',
      'direct',
      '--effects',
      'each',
      '--json',
      '--input-file',
    ];
    expect((await sandbox.run([...args, file])).code).toBe(0);
    expect((await sandbox.runAlone([...args, '-'], exampleOrder(0.2))).code).toBe(0);
  });

  it('runs on Pyodide when asked to', async () => {
    const { stdout, code } = await sandbox.run([
      'run',
      'order_total_v1',
      ...shop(),
      '--path',
      'reference',
      '--interpreter',
      'pyodide',
      '--input',
      exampleOrder(0.2),
    ]);
    expect(stdout).toContain('reference · Pyodide');
    expect(code).toBe(0);
  });

  it('records under the user’s data for a lone file, and writes nothing beside it', async () => {
    const file = join(sandbox.folder, 'lone.vsp');
    writeFileSync(
      file,
      'node_id: lone\ntype: function\nintent: x\noutputs: {success: {n: {type: integer}}}\nflow:\n  - {step: s, operation: assign, expression: "1 + 1", output: n}\n',
    );
    expect((await sandbox.run(['run', file])).code).toBe(0);
    expect(existsSync(join(sandbox.folder, '.parallax'))).toBe(false);
    expect(existsSync(join(sandbox.folder, 'home', 'workspaces'))).toBe(true);
  });

  it.each([
    [['run'], 'missing required argument'],
    [['run', 'nope.vsp'], 'There is no file nope.vsp.'],
    [['run', 'nope', '--workspace', 'SHOP'], 'There is no node nope in'],
    [['run', 'x', '--workspace', 'no/such/folder'], 'There is no folder no/such/folder'],
    [['run', 'order_total_v1'], 'There is no parallax.yml here or above'],
    [['run', 'order_total_v1', '--workspace', 'SHOP', '--input', '{a'], '--input is not JSON'],
    [['run', 'order_total_v1', '--workspace', 'SHOP', '--input', '[1]'], 'must be a JSON object'],
    [['run', 'order_total_v1', '--workspace', 'SHOP', '--effects', 'maybe'], 'Allowed choices are'],
    [['traces', '--workspace', 'SHOP', '--limit', 'many'], '--limit takes a whole number'],
    [['serve', '--workspace', 'SHOP', '--port', '99999'], '--port takes a number'],
    [['frobnicate'], 'unknown command'],
  ])('refuses %j in one sentence and exits with 2', async (args, sentence) => {
    const given = args.map((arg) => (arg === 'SHOP' ? sandbox.shop : arg));
    const { code, stdout, stderr } = await sandbox.run(given);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(code).toBe(2);
    const json = await sandbox.run([...given, '--json']);
    expect(json.code).toBe(2);
    if (given.includes('serve')) return;
    expect(JSON.parse(json.stdout).error.message).toContain(sentence);
    expect(json.stderr).toBe('');
  });
});

describe('check, codegen and traces', () => {
  it('reports everything that is wrong with a file at once', async () => {
    const file = join(sandbox.folder, 'wrong.vsp');
    writeFileSync(
      file,
      'node_id: wrong\ntype: function\nintent: x\nflow:\n  - {step: a, operation: assing, output: n}\n  - {step: a, operation: assign, expression: "1 +", output: n}\n',
    );
    const { code, stdout } = await sandbox.run(['check', file, '--json']);
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.errors).toBeGreaterThanOrEqual(3);
    expect(
      report.files[0].diagnostics.every((each: { range: { line: number } }) => each.range.line >= 1),
    ).toBe(true);
    const text = await sandbox.run(['check', file]);
    expect(text.stdout).toContain('wrong.vsp:5:');
  });

  it('finds no errors in the example', async () => {
    expect((await sandbox.run(['check', sandbox.shop])).stdout).toContain('5 checked: 0 errors');
  });

  it('prints the Python of a node', async () => {
    const { stdout, code } = await sandbox.run(['codegen', 'order_total_v1', ...shop()]);
    expect(code).toBe(0);
    expect(stdout).toContain('# AUTO-GENERATED from order_total_v1');
  });

  it('lists what was recorded, newest first', async () => {
    const fresh = new CliSandbox();
    try {
      const args = ['--workspace', fresh.shop];
      expect((await fresh.run(['traces', ...args])).stdout).toContain('Nothing is recorded yet');
      await fresh.run(['run', 'order_total_v1', ...args, '--input', exampleOrder(0.2)]);
      const rows = JSON.parse((await fresh.run(['traces', ...args, '--json'])).stdout);
      expect(rows.map((row: { path: string }) => row.path)).toEqual(['reference', 'direct']);
      expect(rows[0]).toMatchObject({ node: 'order_total_v1', success: true, error: null, diverged: false });
      expect((await fresh.run(['traces', ...args])).stdout).toContain('order_total_v1');
    } finally {
      fresh.remove();
    }
  });
});

describe('test', () => {
  it('runs a node’s own cases and writes JUnit; the planted divergence fails', async () => {
    const report = join(sandbox.folder, 'report.xml');
    const { code, stdout } = await sandbox.run([
      'test',
      join(sandbox.shop, 'order_total.vsp'),
      '--json',
      '--junit',
      report,
    ]);
    const { cases, failed } = JSON.parse(stdout);
    const bad = cases.filter((each: { passed: boolean }) => !each.passed);
    // All of them, so that a failure says which case failed, and why.
    expect(bad).toMatchObject([{ node: 'order_total_v1', name: 'half_a_cent_of_tax' }]);
    expect(failed).toBe(1);
    expect(code).toBe(1);
    expect(bad[0].message).toContain('compute_tax assigned a different tax');
    expect(bad[0].comparison).toMatch(/^cmp_/);
    expect(readFileSync(report, 'utf8')).toContain(
      '<testcase classname="order_total_v1" name="half_a_cent_of_tax"',
    );
  });

  it.skipIf(!existsSync(fixtures))(
    'runs the four published v0.1 files, with the one documented exception',
    async () => {
      const { stdout } = await sandbox.run(['test', fixtures, '--json', ...shop()]);
      const { cases } = JSON.parse(stdout);
      const failed = cases.filter((each: { passed: boolean }) => !each.passed);
      expect(cases.length - failed.length).toBe(9);
      expect(failed.map(({ node, name }: { node: string; name: string }) => [node, name])).toEqual([
        ['add_numbers_v1', 'add_negative_numbers'],
      ]);
      const run = await sandbox.run([
        'run',
        join(fixtures, 'add_numbers.vsp'),
        '--json',
        '--input',
        '{"a":-5,"b":-3}',
      ]);
      const result = JSON.parse(run.stdout);
      expect(run.code).toBe(1);
      for (const path of ['reference', 'direct']) {
        expect(result.paths[path].result.error.code).toBe('invariant_violated');
        expect(result.paths[path].contracts).toContainEqual({
          kind: 'invariant',
          text: 'result >= a OR result >= b',
          step: 'compute_sum',
          verdict: 'violated',
        });
      }
    },
  );
});

describe('debug', () => {
  it('steps both paths side by side to the divergence, back and on (golden transcript)', async () => {
    const commands = [
      'help',
      'step',
      'into',
      'out',
      'list',
      'continue',
      'print tax',
      'print lines[1]',
      'print nothing',
      'diverged',
      'back',
      'step',
      'jump',
      'restart',
      'continue',
      'continue',
      'quit',
    ];
    const { code, stdout, stderr } = await sandbox.run(
      ['debug', 'order_total_v1', ...shop(), '--comparative', '--input', exampleOrder()],
      `${commands.join('\n')}\n`,
    );
    expect(stderr).toBe('');
    expect(code).toBe(3);
    expectGolden(
      fileURLToPath(new URL('./golden/debug-order-total.txt', import.meta.url)),
      normalised(stdout),
    );
  });
});

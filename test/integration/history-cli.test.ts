import { afterAll, beforeAll, expect, test } from 'vitest';
import { CliSandbox, exampleOrder } from '../support/cli.ts';

const sandbox = new CliSandbox();
let comparison: string;

beforeAll(async () => {
  const run = () =>
    sandbox.run([
      'run',
      'order_total_v1',
      '--workspace',
      sandbox.shop,
      '--json',
      '--input',
      exampleOrder(0.075),
    ]);
  await run();
  comparison = JSON.parse((await run()).stdout).comparison;
}, 60_000);
afterAll(() => sandbox.remove());

const show = (...args: readonly string[]) =>
  sandbox.run(['show', comparison, '--workspace', sandbox.shop, ...args]);

test('who set a value, on both paths', async () => {
  const { stdout, code } = await show('--history', 'tax');
  expect(code).toBe(0);
  expect(stdout).toMatch(/✗ {2}compute_tax {2}8\.86 +8\.87 /);
  expect(stdout).toContain('The paths part at compute_tax.');
  const json = JSON.parse((await show('--history', 'tax', '--json')).stdout);
  expect(json).toMatchObject({ status: 'differs', split: { step: 'compute_tax' } });
});

test('why two values differ, in one sentence', async () => {
  const { stdout } = await show('--why', 'total');
  expect(stdout).toMatch(
    /^total differs because compute_tax assigned tax 8\.86 on the reference path and 8\.87 on the direct path from the same inputs/,
  );
  const json = JSON.parse((await show('--why', 'total', '--json')).stdout);
  expect(json.cause).toBe('step');
  expect(json.chain[0].inputs.every((input: { differs: boolean }) => !input.differs)).toBe(true);
});

test('an expression at every visit in every recorded run', async () => {
  const { stdout } = await show('--eval', 'tax * 100', '--step', 'compute_tax');
  expect(stdout).toContain('2 of 2 differ; 2 of 2 runs have the step.');
  const json = JSON.parse((await show('--eval', 'tax * 100', '--step', 'compute_tax', '--json')).stdout);
  expect(json.rows).toHaveLength(2);
  expect(json.rows[0]).toMatchObject({ comparison, occ: '0', status: 'differs' });
});

test.each([
  [['--history', 'nobody'], /Nothing writes nobody in cmp_/],
  [['--why', 'nobody'], /There is nothing called nobody/],
  [['--eval', 'tax *', '--step', 'compute_tax'], /--eval, column \d+: /],
  [['--eval', 'tax'], /--eval and --step belong together/],
  [['--eval', 'tax', '--step', 'nowhere'], /has visited nowhere/],
  [['--why', 'tax', '--history', 'tax'], /Only one of --history, --why and --eval/],
])('%s is refused in one sentence', async (args, message) => {
  const { code, stderr } = await show(...args);
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(message);
});

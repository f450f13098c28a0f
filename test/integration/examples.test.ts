import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox } from '../support/cli.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PUBLISHED = join(ROOT, '../shared/fixtures/vesper-v0.1/payment_handler.vsp');

interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly cases: readonly {
    readonly node: string;
    readonly name: string;
    readonly passed: boolean;
    readonly message: string;
  }[];
}

let sandbox: CliSandbox;
let shop: string;

beforeAll(() => {
  sandbox = new CliSandbox();
  shop = sandbox.shop;
  // Slow enough that a busy machine does not turn a quick answer of the payment service into one after 30 s.
  const settings = join(shop, 'parallax.yml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('scale: 0.02', 'scale: 0.05'));
});
afterAll(() => sandbox.remove());

/** Standard output of a command, whatever it exits with. */
const parallax = async (...args: string[]): Promise<string> => (await sandbox.run(args)).stdout;

const test = async (...paths: string[]): Promise<Report> =>
  JSON.parse(await parallax('test', ...paths, '--workspace', shop, '--json'));

describe('the example shop', () => {
  it('has no errors and no warnings', async () => {
    const report = JSON.parse(await parallax('check', shop, '--workspace', shop, '--json'));
    const serious = JSON.stringify(report).match(/"severity":"(error|warning)"/g);
    expect(serious).toBeNull();
    expect(JSON.stringify(report)).toContain('order_total');
  });

  it('agrees on every test case but the one that a newcomer meets first, twice in a row', async () => {
    for (let run = 0; run < 2; run++) {
      const { cases, passed } = await test(shop);
      const failed = cases.filter((testCase) => !testCase.passed);
      expect(failed).toEqual([
        expect.objectContaining({
          node: 'order_total_v1',
          name: 'half_a_cent_of_tax',
          message: expect.stringMatching(/compute_tax assigned a different tax.*8\.86.*8\.87/),
        }),
      ]);
      expect(passed).toBe(22);
    }
  });

  it('runs the payment handler as it was published', async ({ skip }) => {
    if (!existsSync(PUBLISHED)) skip('the published file is not here');
    expect(await test(PUBLISHED)).toMatchObject({ passed: 2, failed: 0 });
  });
});

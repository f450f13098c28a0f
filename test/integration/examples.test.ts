import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

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

let folder: string;
let shop: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-examples-'));
  shop = join(folder, 'shop');
  cpSync(join(ROOT, 'examples/shop'), shop, {
    recursive: true,
    filter: (path) => !path.includes('.parallax'),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Standard output of a command, whatever it exits with. */
function parallax(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const env = { ...process.env, PARALLAX_HOME: join(folder, 'home') };
    const cli = join(ROOT, 'src-main/cli/main.ts');
    execFile(process.execPath, [cli, ...args], { env, maxBuffer: 1e8 }, (_error, stdout) => resolve(stdout));
  });
}

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
      expect(passed).toBe(20);
    }
  });

  it('runs the payment handler as it was published', async ({ skip }) => {
    if (!existsSync(PUBLISHED)) skip('the published file is not here');
    expect(await test(PUBLISHED)).toMatchObject({ passed: 2, failed: 0 });
  });
});

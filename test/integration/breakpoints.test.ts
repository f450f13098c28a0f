import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox, normalised } from '../support/cli.ts';
import { expectGolden } from '../support/golden.ts';

let sandbox: CliSandbox;
beforeAll(() => {
  sandbox = new CliSandbox();
});
afterAll(() => sandbox.remove());

const debug = (breakOn: readonly string[], commands: readonly string[]) =>
  sandbox.run(
    [
      'debug',
      'order_lifecycle_v1',
      '--workspace',
      sandbox.shop,
      ...breakOn.flatMap((each) => ['--break-on', each]),
      '--input',
      JSON.stringify({ order_id: 'ord_1001', targets: ['paid', 'refunded'], paid_amount: 53.64 }),
    ],
    `${commands.join('\n')}\n`,
  );

describe('breakpoints in the terminal', () => {
  it('stops by meaning, forward and back, and keeps the set (golden transcript)', async () => {
    const { code, stdout, stderr } = await debug(
      ['state_transition:paid->refunded', 'input.paid_amount > 50', 'effect:publish:order_status'],
      [
        'break step:move log {target} after {status}',
        'break status ==',
        'breaks',
        'continue',
        'disable 4',
        'continue',
        'reverse',
        'reverse',
        'enable 4',
        'delete 9',
        'quit',
      ],
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expectGolden(
      fileURLToPath(new URL('./golden/debug-breakpoints.txt', import.meta.url)),
      normalised(stdout),
    );
    const file = join(sandbox.shop, '.parallax/breakpoints.json');
    expect(JSON.parse(readFileSync(file, 'utf8')).breakpoints).toHaveLength(5);

    const later = await debug([], ['breaks', 'continue', 'quit']);
    expect(later.stdout).toContain('  2  state_transition:paid->refunded');
    expect(later.stdout).toContain('order went from paid to refunded');

    writeFileSync(file, 'not JSON');
    const afresh = await debug([], ['breaks', 'quit']);
    expect(afresh.stdout).toContain('breakpoints.json could not be read');
    expect(readFileSync(`${file}.bad`, 'utf8')).toBe('not JSON');
  });

  it('refuses a malformed condition with its position', async () => {
    const { code, stdout, stderr } = await debug(['input.amount >'], []);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe('parallax: --break-on input.amount >: The expression ends too early. (column 15)\n');
  });
});

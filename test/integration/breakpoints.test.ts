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

  it('says where they would have stopped in a recorded run', async () => {
    const input = JSON.stringify({ order_id: 'ord_1001', targets: ['paid', 'refunded'], paid_amount: 53.64 });
    const run = await sandbox.run([
      'run',
      'order_lifecycle_v1',
      '--workspace',
      sandbox.shop,
      '--input',
      input,
      '--json',
    ]);
    const { comparison } = JSON.parse(run.stdout);
    const show = (...more: readonly string[]) =>
      sandbox.run(['show', comparison, '--workspace', sandbox.shop, ...more]);
    const given = [
      'state_transition:paid->refunded',
      'step:move log {target} after {status}',
      'input.paid_amount > 50',
    ].flatMap((each) => ['--break-on', each]);
    const { code, stdout, stderr } = await show(...given);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expectGolden(fileURLToPath(new URL('./golden/show-break-on.txt', import.meta.url)), normalised(stdout));
    const json = JSON.parse((await show('--json', ...given)).stdout);
    expect(json.breakpoints[0]).toEqual({ id: 1, text: 'state_transition:paid->refunded', enabled: true });
    expect(json.stops.map(({ step }: { step: string }) => step)).toEqual([
      'load_order',
      'each_target/do/move',
    ]);
    expect((await show('--break-on', 'error:nothing')).stdout).toBe(
      'None of the breakpoints stops in this comparison.\n',
    );
    // The set of the workspace, in which none of these was kept.
    const kept = await show('--breakpoints', '--json');
    expect(JSON.parse(kept.stdout).breakpoints.map(({ text }: { text: string }) => text)).toEqual([
      'divergence',
    ]);
    const bad = await show('--break-on', 'total >');
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('(column 8)');
  });

  it('refuses a malformed condition with its position', async () => {
    const { code, stdout, stderr } = await debug(['input.amount >'], []);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe('parallax: --break-on input.amount >: The expression ends too early. (column 15)\n');
  });
});

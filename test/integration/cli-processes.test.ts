import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '../../src-main/cli/command-list.ts';
import { CliSandbox, exampleOrder } from '../support/cli.ts';

/** Every command as a person starts it, in a process of its own, to its end. Other tests run many commands in one process. */

const sandbox = new CliSandbox();
const place = (name: string) => join(sandbox.folder, name);
let ids: { readonly comparison: string; readonly reference: string; readonly direct: string };

interface Call {
  readonly args: readonly string[];
  readonly typed?: string;
  readonly code: number;
  /** In its answer; what ends with 2 answers on standard error. */
  readonly says: string;
}

/** In the order in which one needs the other; `run` comes before all of them. */
const calls: Readonly<Record<string, () => Call>> = {
  check: () => ({ args: [sandbox.shop], code: 0, says: '5 checked: 0 errors' }),
  test: () => ({ args: [join(sandbox.shop, 'order_total.vsp')], code: 1, says: 'half_a_cent_of_tax' }),
  debug: () => ({
    args: ['order_total_v1', '--comparative', '--input', exampleOrder(0.2)],
    typed: 'step\nquit\n',
    // Left before its end.
    code: 1,
    says: 'order_total_v1',
  }),
  codegen: () => ({ args: ['order_total_v1'], code: 0, says: '# AUTO-GENERATED from order_total_v1' }),
  traces: () => ({ args: [], code: 0, says: ids.direct }),
  show: () => ({ args: [ids.comparison], code: 0, says: 'compute_tax' }),
  export: () => ({ args: [ids.comparison, '-o', place('one.ptrace')], code: 0, says: 'SHA-256' }),
  import: () => ({ args: [place('one.ptrace')], code: 0, says: '0 imported, 1 already here' }),
  backup: () => ({ args: [place('shop.backup')], code: 0, says: 'shop.backup' }),
  restore: () => ({ args: [place('shop.backup')], code: 0, says: 'Restored' }),
  prune: () => ({ args: ['--dry-run'], code: 0, says: '0 would go' }),
  replay: () => ({
    args: [ids.comparison, '--value', 'card="4242424242424242"'],
    typed: 'quit\n',
    code: 0,
    says: 'Step 7: compute_tax',
  }),
  diff: () => ({ args: [ids.reference, ids.direct], code: 3, says: 'compute_tax' }),
  report: () => ({ args: [ids.comparison, '--markdown'], code: 0, says: ids.comparison }),
  ingest: () => ({ args: [place('events.jsonl')], code: 2, says: 'events.jsonl' }),
  llm: () => ({ args: ['models'], code: 0, says: 'openai-responses/gpt-5' }),
  // These two serve until they are ended; their own tests do that.
  proxy: () => ({ args: ['--port', '99999'], code: 2, says: '--port' }),
  serve: () => ({ args: ['--port', '99999'], code: 2, says: '--port takes a number' }),
};

beforeAll(async () => {
  const run = ['run', 'order_total_v1', '--workspace', sandbox.shop, '--input', exampleOrder(), '--json'];
  const { stdout, stderr, code } = await sandbox.runAlone(run);
  expect(stderr).toBe('');
  expect(code).toBe(3);
  const { comparison, paths } = JSON.parse(stdout);
  ids = { comparison, reference: paths.reference.trace, direct: paths.direct.trace };
});
afterAll(() => sandbox.remove());

it('leaves no command out', () => {
  expect(new Set(['run', ...Object.keys(calls)])).toEqual(new Set(Object.keys(commands)));
});

it.each(Object.keys(calls))('%s', async (name) => {
  const { args, typed, code, says } = (calls[name] as () => Call)();
  const words = [name, ...args, '--workspace', sandbox.shop];
  const ran = await sandbox.runAlone(words, typed);
  expect(ran.code === 2 ? ran.stderr : ran.stdout).toContain(says);
  expect(ran.code === 2 ? ran.stdout : ran.stderr).toBe('');
  expect(ran.code).toBe(code);
});

it('prints help and version, and refuses what is no command', async () => {
  const help = await sandbox.runAlone(['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('run a node') });
  const version = await sandbox.runAlone(['--version']);
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Parallax \d/) });
  for (const words of [[], ['llm']]) {
    const bare = await sandbox.runAlone(words);
    expect(bare).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^Usage: parallax/) });
    expect(bare.stderr).not.toContain('outputHelp');
  }
  const json = await sandbox.runAlone(['frobnicate', '--json']);
  expect(json).toMatchObject({ code: 2, stderr: '' });
  expect(JSON.parse(json.stdout).error.message).toContain('unknown command');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { afterAll, expect, test } from 'vitest';
import { CliSandbox } from '../support/cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sandbox = new CliSandbox();
afterAll(() => sandbox.remove());

test('parallax proxy: an official SDK asks, the trace holds it, and no key', async () => {
  const KEY = 'sk-planted-2648';
  const home = join(sandbox.folder, 'home');
  const args = ['proxy', '--to', 'demo-anthropic/demo', '--workspace', sandbox.shop];
  const child = spawn(process.execPath, [join(root, 'bin/parallax.mjs'), ...args], {
    env: { ...process.env, PARALLAX_HOME: home, ANTHROPIC_API_KEY: KEY },
  });
  const ended = once(child, 'exit');
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const baseURL = /OpenAI: (\S+)\)/.exec(String(line))?.[1];
  if (baseURL === undefined) throw new Error(`no address in ${line}`);
  const sdk = new OpenAI({ baseURL, apiKey: KEY });
  const { response } = await sdk.chat.completions
    .create({ model: 'any', messages: [{ role: 'user', content: 'Where is it?' }], seed: 7 })
    .withResponse();
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);

  const trace = response.headers.get('x-parallax-trace') ?? '';
  const lost = await sandbox.run(['show', trace, '--break-on', 'loss', '--workspace', sandbox.shop]);
  expect(lost.stdout).toContain('medium loss: /parameters/seed dropped');
  const shown = await sandbox.run(['show', trace, '--json', '--workspace', sandbox.shop]);
  expect(shown.stdout).toContain('You asked: Where is it?');
  expect(shown.stdout).not.toContain(KEY);
  const engine = await sandbox.engine();
  const events = JSON.stringify(engine.store.events(trace, 0, 100));
  await engine.close();
  expect(events).toContain('/parameters/seed');
  expect(events).not.toContain(KEY);
}, 120_000);

test('parallax proxy: weights that cannot be meant are refused in one sentence', async () => {
  const to = ['--to', 'demo-anthropic/demo', '--workspace', sandbox.shop];
  const refused = async (...args: string[]) => (await sandbox.run(['proxy', ...to, ...args])).stderr;
  expect(await refused('--weight', 'demo-anthropic/demo=2')).toContain('--weight is for --route weighted');
  expect(await refused('--route', 'weighted', '--weight', 'demo-anthropic/demo')).toContain(
    'PROVIDER/MODEL=N',
  );
  expect(await refused('--route', 'weighted', '--weight', 'x/y=2')).toContain('x/y is none of --to');
});

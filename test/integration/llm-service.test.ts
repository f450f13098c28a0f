import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { CliSandbox } from '../support/cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sandbox = new CliSandbox();
afterAll(() => sandbox.remove());

const INPUTS = JSON.stringify({ complaint: 'My parcel is late and nobody answers', order_total: 49.9 });
const CONFIG = join(sandbox.shop, 'parallax.yml');
const text = readFileSync(CONFIG, 'utf8');

/** The shop, which starts a server of models, and a provider that is that service. */
function write(script: string): void {
  const service = `  models:\n    start: {command: node, args: [${JSON.stringify(script)}]}\n`;
  const provider = '{id: own, extends: openai-compatible, baseUrl: "service:models/openai-chat"}';
  writeFileSync(
    CONFIG,
    `${text
      .replace('services:\n', `services:\n${service}`)
      .replace('grants:\n', 'grants:\n  - llm.chat.own\n')}\nproviders:\n  - ${provider}\n`,
  );
}

const run = () =>
  sandbox.run([
    ...['run', 'sort_complaint_v1', '--input', INPUTS, '--workspace', sandbox.shop, '--json'],
    ...['--model-reference', 'own/demo', '--model-direct', 'own/demo'],
  ]);

test('a provider can be a service that the workspace starts, wherever that listens', async () => {
  write(join(root, 'examples/llm/demo-provider/server.ts'));
  const { stdout, stderr } = await run();
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    diverged: false,
    paths: { direct: { result: { success: true, outputs: { kind: 'delivery' } } } },
  });
});

test('and where that does not come up, the step says so in one sentence', async () => {
  write('services/nowhere.mjs');
  const { stdout } = await run();
  const { comparison } = JSON.parse(stdout);
  const shown = await sandbox.run(['show', comparison, '--json', '--workspace', sandbox.shop]);
  expect(shown.stdout).toContain('Service models does not answer: it ended with code 1');
});

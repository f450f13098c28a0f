import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CliSandbox } from '../support/cli.ts';
import { COMPLETION, json, upstream } from '../support/llm-upstream.ts';

vi.setConfig({ testTimeout: 120_000 });
const sandbox = new CliSandbox();
// Whoever runs this may have one.
beforeAll(() => void vi.stubEnv('MISTRAL_API_KEY', ''));
afterAll(() => {
  vi.unstubAllEnvs();
  sandbox.remove();
});

const examples = fileURLToPath(new URL('../../examples/llm/', import.meta.url));
const llm = (...args: readonly string[]) => sandbox.run(['llm', ...args]);
const question = (more: object = {}): string => {
  const path = join(sandbox.folder, 'question.json');
  const messages = [{ role: 'user', content: 'Where is it?' }];
  writeFileSync(path, JSON.stringify({ messages, ...more }));
  return path;
};

describe('compare', () => {
  test('the demo in three dialects: every lane answers the same, with what it lost', async () => {
    const targets = ['demo-openai-chat/demo', 'demo-anthropic/demo', 'demo-gemini/demo'];
    const { code, stdout } = await llm(
      ...['compare', '--request', join(examples, 'refund.json'), '--json'],
      ...targets.flatMap((target) => ['--to', target]),
    );
    const run = JSON.parse(stdout);
    expect(run.lanes.map(({ target, state }: { target: string; state: string }) => [target, state])).toEqual(
      targets.map((target) => [target, 'done']),
    );
    const texts = run.lanes.map(({ response }: { response: { candidates: { content: unknown }[] } }) =>
      JSON.stringify(response.candidates[0]?.content).replace(/"id":"[^"]*"/, '"id":""'),
    );
    expect(new Set(texts).size).toBe(1);
    expect(code).toBe(run.verdict.same ? 0 : 3);
    for (const { wire, score, totalMs } of run.lanes) {
      expect(wire.body).toBeTypeOf('object');
      expect(score).toBeGreaterThan(0);
      expect(totalMs).toBeGreaterThan(0);
    }
  });

  test('in words: the same settings, or which differ with exit code 3', async () => {
    const both = ['--to', 'demo-openai-chat/demo', '--to', 'demo-anthropic/demo'];
    const same = await llm(
      'compare',
      '--request',
      question({ parameters: { maxOutputTokens: 100 } }),
      ...both,
    );
    expect(same.stdout).toContain('| You asked: Where is it?');
    expect(same.stdout).toContain('All lanes ran with the same effective settings.');
    expect(same.code).toBe(0);
    const other = await llm(
      ...['compare', '--request', question({ parameters: { maxOutputTokens: 100, seed: 7 } })],
      ...both,
    );
    expect(other.stdout).toContain('Not comparable as run');
    expect(other.stdout).toContain('  medium dropped /parameters/seed');
    expect(other.stdout).toMatch(/seed: demo-openai-chat\/demo 7, demo-anthropic\/demo left open/);
    expect(other.code).toBe(3);
  });

  test('strict refuses with exit code 4; one that does not answer is exit code 1; a model nobody offers is 2', async () => {
    const strict = await llm(
      ...['compare', '--request', question({ parameters: { seed: 7 }, required: ['/parameters/seed'] })],
      ...['--to', 'demo-anthropic/demo', '--policy', 'strict'],
    );
    expect(strict.code).toBe(4);
    expect(strict.stdout).toContain('would lose /parameters/seed');
    const keyless = await llm('compare', '--request', question(), '--to', 'mistral/mistral-large-latest');
    expect([keyless.code, keyless.stdout]).toEqual([1, expect.stringContaining('There is no key for')]);
    const nobody = await llm('compare', '--request', question(), '--to', 'nobody/x');
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('no provider "nobody"')]);
  });
});

describe("a workspace's own providers", () => {
  test('are listed, transformed for, compared and tested where the workspace is named, and nowhere else', async () => {
    const server = await upstream(json(200, COMPLETION));
    appendFileSync(
      join(sandbox.shop, 'parallax.yml'),
      `\nproviders:\n  - { id: mine, extends: openai-compatible, baseUrl: "${server.url}", limits: { concurrent: 1 } }\n`,
    );
    const here = ['--workspace', sandbox.shop];
    const [list, one, wire, compared, tested, losses, unknown] = await Promise.all([
      llm('models', ...here),
      llm('models', 'mine/m', '--json', ...here),
      llm('transform', '--to', 'mine/m', '--request', question(), '--json', ...here),
      llm('compare', '--to', 'mine/m', '--request', question(), ...here),
      llm('test', 'mine/m', ...here),
      llm('losses', '--to', 'mine/m', '--request', question(), ...here),
      sandbox.run(['llm', 'test', 'mine/m'], '', sandbox.shop),
    ]);
    await server.close();
    expect(list.stdout).toMatch(/^mine\/\* +openai-chat$/m);
    expect(JSON.parse(one.stdout)).toMatchObject({ limits: { concurrent: 1 } });
    expect(JSON.parse(wire.stdout).url).toBe(`${server.url}/chat/completions`);
    expect(compared.stdout).toContain('Good morning.');
    expect(tested).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^mine\/m answered in \d+ ms\.\n$/),
    });
    expect(losses.stdout).toContain('mine/m');
    // What merely lies around could send keys elsewhere.
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('no provider "mine"') });
    const gone = await llm('test', 'mine/m', '--json', ...here);
    expect(gone.code).toBe(1);
    expect(JSON.parse(gone.stdout)).toMatchObject({
      ok: false,
      code: 'connection',
      message: expect.stringMatching(/^Nothing answers at 127/),
    });
  });

  test('a file that cannot be read is said by its line', async () => {
    writeFileSync(join(sandbox.folder, 'parallax.yml'), 'providers: [\n');
    const { code, stderr } = await llm('models', '--workspace', sandbox.folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/parallax\.yml:\d+: /)]);
  });
});

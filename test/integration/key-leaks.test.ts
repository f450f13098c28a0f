import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request as send } from 'undici';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Providers } from '../../src-main/api/llm.ts';
import { readSections } from '../../src-main/store/archive/read.ts';
import { CliSandbox } from '../support/cli.ts';
import {
  type Answer,
  COMPLETION,
  chunk,
  json,
  sse,
  type Upstream,
  upstream,
} from '../support/llm-upstream.ts';

/**
 * A provider that says its key back in every way: in answers, in streams (whole and in pieces), in errors, in headers, in names of
 * tools. Everything that Parallax then says or keeps is searched for it.
 */
const KEY = 'sk-planted-4417-cd2e';
/** As a header with a name and a password would carry it. */
const BASIC = Buffer.from(`user:${KEY}`).toString('base64');
const root = fileURLToPath(new URL('../../', import.meta.url));
const sandbox = new CliSandbox();
let provider: Upstream;

const said = (text: string): object => ({
  ...COMPLETION,
  id: `id ${KEY}`,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: text,
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: `f_${KEY}`, arguments: `{"k":"${KEY}"}` } },
        ],
        odd: { [KEY]: KEY },
      },
      finish_reason: 'tool_calls',
    },
  ],
});
const answer: Answer = (response, request) => {
  const { asked } = provider;
  const body = asked.at(-1)?.body ?? '';
  response.setHeader('x-key', KEY);
  if (body.includes('fail'))
    return json(400, { error: { message: `bad ${KEY} ${BASIC}`, code: KEY } })(response, request);
  if (!body.includes('"stream":true')) return json(200, said(`whole ${KEY} ${BASIC}`))(response, request);
  const pieces = ['pieces ', KEY.slice(0, 5), KEY.slice(5, 12), KEY.slice(12)];
  const call = (text: string) =>
    chunk({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'f', arguments: text } }] });
  const late = body.includes('break') ? [JSON.stringify({ error: { message: `late ${KEY}` } })] : [];
  return sse(
    ...[`whole ${KEY} ${BASIC.slice(0, 9)}`, BASIC.slice(9), ...pieces].map((content) => chunk({ content })),
    ...['{"k":"', ...pieces.slice(1), '"}'].map(call),
    ...late,
    chunk({}, 'tool_calls'),
    '[DONE]',
  )(response, request);
};

beforeAll(async () => {
  vi.stubEnv('LEAK_KEY', KEY);
  provider = await upstream(answer);
  appendFileSync(
    join(sandbox.shop, 'parallax.yml'),
    `\nproviders:\n  - id: leaky\n    extends: openai-compatible\n    baseUrl: ${provider.url}\n    auth: { header: authorization, prefix: 'Bearer ', env: LEAK_KEY }\n`,
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await provider.close();
  sandbox.remove();
});

/** Everything that was said, by where. */
const heard = new Map<string, string>();
function hear(where: string, what: unknown): void {
  heard.set(where, `${heard.get(where) ?? ''}${typeof what === 'string' ? what : JSON.stringify(what)}`);
}

const ask = (question: string, more: object = {}): string =>
  JSON.stringify({ model: 'any', max_tokens: 50, messages: [{ role: 'user', content: question }], ...more });

async function throughTheProxy(): Promise<readonly string[]> {
  const args = ['proxy', '--to', 'leaky/m', '--workspace', sandbox.shop];
  const child = spawn(process.execPath, [join(root, 'bin/parallax.mjs'), ...args], {
    env: { ...process.env, PARALLAX_HOME: join(sandbox.folder, 'home') },
  });
  const ended = once(child, 'exit');
  child.stderr.setEncoding('utf8').on('data', (text) => hear('the proxy, stderr', text));
  const url = await new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      hear('the proxy, stdout', text);
      const found = /proxy is at (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const traces: string[] = [];
  for (const path of ['/v1/chat/completions', '/v1/responses', '/v1/messages'])
    for (const body of [
      ask('whole', { input: 'whole' }),
      ask('stream', { input: 'stream', stream: true }),
      ask('break', { input: 'break', stream: true }),
      ask('fail', { input: 'fail' }),
    ]) {
      const response = await send(`${url}${path}`, { method: 'POST', body });
      traces.push(String(response.headers['x-parallax-trace']));
      hear(`the proxy's ${path}, headers`, response.headers);
      hear(`the proxy's ${path}, bodies`, await response.body.text());
    }
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
  return traces;
}

async function inTheTerminal(traces: readonly string[]): Promise<void> {
  const file = join(sandbox.folder, 'request.json');
  writeFileSync(file, ask('stream'));
  const run = async (...args: readonly string[]): Promise<void> => {
    const { stdout, stderr } = await sandbox.run([...args, '--workspace', sandbox.shop]);
    hear(`parallax ${args.slice(0, args[0] === 'llm' ? 2 : 1).join(' ')}`, `${stdout}${stderr}`);
  };
  const archive = join(sandbox.folder, 'all.ptrace');
  await Promise.all([
    run('llm', 'compare', '--request', file, '--to', 'leaky/m', '--json'),
    run('llm', 'compare', '--request', file, '--to', 'leaky/m'),
    run('llm', 'test', 'leaky/m', '--json'),
    run('llm', 'transform', '--request', file, '--to', 'leaky/m', '--json'),
    run('llm', 'models', 'leaky/m', '--json'),
    run('show', traces[0] ?? '', '--json'),
    run('traces', '--json'),
    run('export', ...traces, '--output', archive),
  ]);
  const limits = { section: 1 << 28, total: 1 << 28 };
  for (const { kind, raw } of readSections(archive, limits)) hear(`.ptrace ${kind}`, raw.toString('latin1'));
}

async function inTheApplication(): Promise<void> {
  const engine = await sandbox.engine();
  const providers = new Providers(
    engine,
    null,
    () => undefined,
    (error) => {
      throw error;
    },
  );
  try {
    hear('the API, providers', providers.providers());
    hear('the API, test', await providers.test('leaky/m'));
    for (const text of ['stream', 'break', 'fail', 'whole']) {
      const request = {
        messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }],
        stream: text !== 'whole',
      };
      const run = providers.start({ name: text, request, targets: ['leaky/m'], policy: 'warn' });
      for await (const view of providers.watch(run)) {
        hear('the API, lanes', view);
        if (view.ended) break;
      }
      hear('report, Markdown', providers.report(run, 'markdown').text);
      hear('report, JSON', providers.report(run, 'json').text);
    }
    const { store } = engine;
    for (const { traces } of store.comparisons({ limit: 100 }))
      for (const { id } of traces) {
        hear('the store, inputs', store.inputs(id));
        hear('the store, events', store.events(id, 0, 1000));
      }
  } finally {
    await providers.close();
    await engine.close();
  }
}

test('a key that a provider says back is nowhere in what Parallax says and keeps', async () => {
  const traces = await throughTheProxy();
  await inTheTerminal(traces);
  await inTheApplication();
  for (const file of globSync('**/*', { cwd: sandbox.folder }))
    if (statSync(join(sandbox.folder, file)).isFile())
      hear(`file ${file}`, readFileSync(join(sandbox.folder, file), 'latin1'));

  // It was sent, and it came back; and all places were reached by the rest of what was said.
  expect(provider.asked.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
  for (const where of [
    "the proxy's /v1/chat/completions, bodies",
    "the proxy's /v1/responses, bodies",
    "the proxy's /v1/messages, bodies",
    'parallax llm compare',
    'parallax show',
    '.ptrace evnt',
    'the API, lanes',
    'report, Markdown',
    'report, JSON',
    'the store, events',
  ])
    expect(heard.get(where), where).toMatch(/\[redacted\]|\\\[redacted/);
  const leaks = [...heard].flatMap(([where, what]) => (reveals(what) ? [where] : []));
  expect(leaks).toEqual([]);
}, 120_000);

/** Whole, or so much of it that the rest could be guessed; also in base 64, as a header would carry it. */
function reveals(text: string): boolean {
  const whole = [
    KEY,
    Buffer.from(KEY).toString('base64').replace(/=+$/, ''),
    encodeURIComponent(KEY),
    BASIC.slice(8, -4),
  ];
  return whole.some((spelling) => text.includes(spelling)) || text.includes(KEY.slice(0, -4));
}

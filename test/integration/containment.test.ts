import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../src-main/api/engine.ts';
import { workspaceAt } from '../../src-main/workspace/location.ts';
import { CliSandbox } from '../support/cli.ts';
import { FULL } from '../support/full.ts';

/** Handlers that end badly, hosts that end without a word, terminals that interrupt everybody. */

const root = join(import.meta.dirname, '../..');
const PLANTED = 'sk_planted_4711';
const onUnix = test.skipIf(process.platform === 'win32');
let folder: string;
let sandbox: CliSandbox;
const started = new Set<ChildProcess>();

function node(id: string, timeout: number): string {
  return [
    `node_id: ${id}`,
    'type: function',
    'intent: contain',
    'inputs: {x: {type: any, required: false}}',
    'outputs: {success: {r: {type: any, required: false}}}',
    'flow:',
    `  - {step: call, operation: custom.${id}, output: r}`,
    '  - {step: after, operation: assign, expression: "1", output: after}',
    `performance: {timeout_seconds: ${timeout}}`,
    '',
  ].join('\n');
}

const HANDLERS: Readonly<Record<string, readonly [python: string, javascript: string, timeout: number]>> = {
  endless: ['while True: pass', 'for (;;);', 120],
  locked: ['import re; re.match("(a+)+$", "a" * 40 + "b")', '/(a+)+$/.test("a".repeat(40) + "b");', 120],
  patient: ['import threading; threading.Event().wait()', 'return new Promise(() => {});', 0.5],
  interrupts: ['raise KeyboardInterrupt("stop")', 'throw new Error("stop");', 60],
  unspeakable: [
    'raise type("U", (Exception,), {"__str__": lambda self: 1 / 0})()',
    'throw { toString() { throw 1; } };',
    60,
  ],
  leaves: [
    'import threading; threading.Timer(0.01, lambda: 1 / 0).start(); return 1',
    'setTimeout(() => { throw new Error("late"); }, 1); Promise.reject(new Error("late")); return 1;',
    60,
  ],
  secrets: [
    'import os; return sorted(name for name in os.environ if "PLANTED" in name)',
    'return Object.keys(process.env).filter((name) => name.includes("PLANTED")).sort();',
    60,
  ],
};

function configure(interpreter: string): void {
  const settings = `secrets: {planted: PLANTED_KEY}\nruntimes: {reference: {interpreter: ${interpreter}}}\n`;
  writeFileSync(join(folder, 'parallax.yml'), settings);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-contain-'));
  sandbox = new CliSandbox({ PLANTED_KEY: PLANTED });
  mkdirSync(join(folder, 'handlers'));
  configure('auto');
  for (const [id, [python, javascript, timeout]] of Object.entries(HANDLERS)) {
    writeFileSync(join(folder, `${id}.vsp`), node(id, timeout));
    writeFileSync(join(folder, 'handlers', `${id}.py`), `def ${id}():\n    ${python}\n`);
    writeFileSync(
      join(folder, 'handlers', `${id}.mjs`),
      `export default function ${id}() { ${javascript} }\n`,
    );
  }
  writeFileSync(
    join(folder, 'waiting.vsp'),
    node('waiting', 60).replace('custom.waiting', 'assign, expression: "1"'),
  );
});

afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
});
afterAll(() => {
  sandbox.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a program in a group of its own, as a terminal does. */
function start(args: readonly string[]): ChildProcess & { text: string } {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PARALLAX_HOME: join(folder, 'home'), PLANTED_KEY: PLANTED },
  });
  started.add(child);
  const told = Object.assign(child, { text: '' });
  const hear = (chunk: Buffer) => {
    told.text += chunk.toString();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return told;
}

const parallax = (...args: string[]) => start([join(root, 'bin/parallax.mjs'), ...args]);
const live = (...nodes: string[]) => start([join(root, 'test/support/serve-live.ts'), folder, ...nodes]);

async function until(what: () => boolean, child: { readonly text: string }, ms = 60_000): Promise<void> {
  const end = Date.now() + ms;
  while (!what()) {
    if (Date.now() > end) throw new Error(`it did not happen; printed: ${child.text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('close', (code) => resolve(code));
  });
}

function childrenOf(pid: number | undefined): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

function isAlive(pid: number): boolean {
  try {
    // A zombie that nobody has collected yet is dead.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const onLinux = test.skipIf(process.platform !== 'linux');
/** Pyodide's process watches its host by the same thread as the direct path's, and takes seconds to start. */
const SEIZED: [name: string, id: string, interpreter: string][] = [
  ['endless loops', 'endless', 'auto'],
  ['searches that hold the interpreter', 'locked', 'auto'],
  ['endless loops, Pyodide', 'endless', 'pyodide'],
];

onLinux.each(SEIZED.filter(([, , interpreter]) => FULL || interpreter !== 'pyodide'))(
  'no child outlives a killed host: %s',
  async (_name, id, interpreter) => {
    configure(interpreter);
    const host = live(id);
    await until(() => host.text.includes('live'), host);
    const children = childrenOf(host.pid);
    expect(children.length).toBeGreaterThanOrEqual(2);
    host.kill('SIGKILL');
    await ended(host);
    await until(() => !children.some(isAlive), host);
    configure('auto');
  },
);

async function stored(id: string): Promise<readonly unknown[]> {
  const engine = await openEngine({
    location: workspaceAt(folder),
    userData: join(folder, 'home'),
    trustNow: true,
    watch: false,
    onStoreError: (error) => {
      throw error;
    },
  });
  try {
    return engine.store
      .comparisons({ node: id, limit: 1 })
      .flatMap(({ diverged, traces }) => [
        diverged,
        ...traces.map(({ end }) => (end?.kind === 'cut_off' ? end.error.code : end?.kind)),
      ]);
  } finally {
    await engine.close();
  }
}

onUnix('Ctrl+C ends live comparisons as cancelled, not as died or diverged', async () => {
  const host = live('waiting', 'endless');
  await until(() => host.text.includes('live'), host);
  process.kill(-(host.pid as number), 'SIGINT');
  expect(await ended(host)).toBe(0);
  expect(host.text).not.toContain('bug');
  expect(await stored('waiting')).toEqual([false, 'cancelled', 'cancelled']);
  expect(await stored('endless')).toEqual([false, 'cancelled', 'cancelled']);
});

onUnix('Ctrl+C ends a run of the command line as cancelled', async () => {
  const run = parallax('run', 'endless', '--workspace', folder, '--json');
  await until(() => run.exitCode !== null || childrenOf(run.pid).length >= 2, run);
  process.kill(-(run.pid as number), 'SIGINT');
  expect(await ended(run), run.text).toBe(1);
  const { diverged, paths } = JSON.parse(run.text);
  expect(diverged).toBe(false);
  expect([paths.reference.result.error.code, paths.direct.result.error.code]).toEqual([
    'cancelled',
    'cancelled',
  ]);
});

/** In one process for all: what becomes of their children is the same, and starting the command is another test's. */
async function run(id: string, ...more: string[]) {
  const { code, stdout, stderr } = await sandbox.run(['run', id, '--workspace', folder, '--json', ...more]);
  return { code, text: stdout + stderr, ...JSON.parse(stdout) };
}

test.each([
  ['interrupts', 'handler_error', 'interrupts: stop'],
  ['unspeakable', 'handler_error', 'unspeakable: '],
  ['patient', 'timeout', 'path ran longer than 0.5 s'],
])('what a handler does ends its own path: %s', async (id, code, message) => {
  const { paths } = await run(id);
  for (const path of [paths.reference, paths.direct]) {
    expect(path.result.error.code).toBe(code);
    expect(path.result.error.message).toContain(message);
  }
});

test('what a handler leaves behind fails no run', async () => {
  const { code, paths } = await run('leaves');
  expect(code, JSON.stringify(paths)).toBe(0);
});

test('handlers do not find secrets in their environment', async () => {
  const { code, text, paths } = await run('secrets');
  expect(code).toBe(0);
  expect(paths.reference.result.outputs.r).toEqual([]);
  expect(text).not.toContain(PLANTED);
});

test('an input that is too deep is refused in one sentence', async () => {
  const deep = `{"x":${'['.repeat(5000)}${']'.repeat(5000)}}`;
  const { code, error, text } = await run('waiting', '--input', deep);
  expect(code).toBe(2);
  expect(error.message).toContain('nested deeper than 200');
  expect(text).not.toContain('    at ');
});

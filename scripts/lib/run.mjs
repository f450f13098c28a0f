import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** V8 aborts now and then where threads come and go on processors with memory protection keys (nodejs/node#64500). */
const hasFlag =
  process.platform === 'linux' && process.arch === 'x64' && Number(process.versions.node.split('.')[0]) >= 24;
const flags = hasFlag ? ['--no-memory-protection-keys'] : [];

/**
 * The JavaScript file behind an installed command. Started with our own Node it needs no shell, on any system.
 * @param {string} name the package
 * @param {string} [command] the command, when the package has several
 */
export function binOf(name, command) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin[command ?? /** @type {string} */ (name.split('/').at(-1))];
  return join(folder, file);
}

/**
 * Runs a Node program and keeps what it printed.
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runQuietly(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...flags, ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/**
 * Runs a Node program whose output is for the user.
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} its exit code
 */
export function runLoudly(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...flags, ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    // The terminal sends Ctrl+C to the child as well; we only have to outlive it.
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

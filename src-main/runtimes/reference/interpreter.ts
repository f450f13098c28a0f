import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { childEnvironment } from '../host/environment.ts';
import { ownGroup } from '../host/guard.ts';

/** What runs generated Python. */
export type Interpreter =
  /** The interpreter's own file, which a launcher or shim on the path may only lead to. */
  { readonly kind: 'cpython'; readonly executable: string } | { readonly kind: 'pyodide' };

const PROBE_MS = 10_000;
const PROBE = 'import sys; print(*sys.version_info[:3], sys.executable)';
const CANDIDATES: readonly (readonly [command: string, ...args: string[]])[] =
  process.platform === 'win32' ? [['py', '-3'], ['python'], ['python3']] : [['python3'], ['python']];

/**
 * The interpreter that the setting asks for. `auto` takes the first Python ≥ 3.10 on the path, else Pyodide; anything else is
 * a command or path. Rejects with one clause where that does not work.
 */
export async function chooseInterpreter(setting: string): Promise<Interpreter> {
  if (setting === 'pyodide') return { kind: 'pyodide' };
  if (setting === 'auto') {
    for (const [command, ...args] of CANDIDATES) {
      const found = await probe(command, args);
      if ('executable' in found) return { kind: 'cpython', executable: found.executable };
    }
    return { kind: 'pyodide' };
  }
  const found = await probe(setting, []);
  if ('problem' in found) throw new Error(`cannot use the interpreter ${setting}: ${found.problem}`);
  return { kind: 'cpython', executable: found.executable };
}

type Probed = { readonly executable: string } | { readonly problem: string };

/** Interpreters that worked, by command and environment: a shim on the path may take longer to find one than it to start. */
const known = new Map<string, string>();

async function probe(command: string, args: readonly string[]): Promise<Probed> {
  const env = pythonEnvironment();
  const key = JSON.stringify([command, args, env]);
  const executable = known.get(key);
  if (executable !== undefined && existsSync(executable)) return { executable };
  const probed = await ask(command, args, env);
  if ('executable' in probed) known.set(key, probed.executable);
  return probed;
}

function ask(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Probed> {
  return new Promise((resolve) => {
    // Ctrl+C while it answers is the host's affair, and says nothing of the interpreter.
    const options = { timeout: PROBE_MS, env, ...ownGroup };
    execFile(command, [...args, '-c', PROBE], options, (error, stdout) => {
      const match = /^3 (\d+) \d+ (.+?)\s*$/.exec(stdout);
      if (error) {
        const missing = error.code === 'ENOENT' || error.code === 'EACCES';
        const broken = error.killed ? 'it does not answer' : 'it is no working Python';
        resolve({ problem: missing ? 'it cannot be started' : broken });
      } else if (match && Number(match[1]) >= 10) resolve({ executable: match[2] as string });
      else resolve({ problem: 'it is no Python 3.10 or newer' });
    });
  });
}

/** Variables by which a user's own packages are found. */
const OF_PYTHON = [
  'PYTHONPATH',
  'PYTHONUSERBASE',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'PYENV_ROOT',
  'PYENV_VERSION',
];

export function pythonEnvironment(): NodeJS.ProcessEnv {
  const own = OF_PYTHON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return childEnvironment({ ...Object.fromEntries(own), PYTHONHASHSEED: '0' });
}

import { execFile } from 'node:child_process';

/** What runs generated Python. */
export type Interpreter =
  | { readonly kind: 'cpython'; readonly command: string; readonly arguments: readonly string[] }
  | { readonly kind: 'pyodide' };

const PROBE_MS = 10_000;
const PROBE = 'import sys; print(*sys.version_info[:3])';
const CANDIDATES: readonly (readonly [command: string, ...args: string[]])[] =
  process.platform === 'win32' ? [['py', '-3'], ['python'], ['python3']] : [['python3'], ['python']];

/**
 * The interpreter that the setting asks for. `auto` takes the first Python ≥ 3.10 on the path, else Pyodide; anything else is
 * a command or path. Rejects with one clause where that does not work.
 */
export async function chooseInterpreter(setting: string): Promise<Interpreter> {
  if (setting === 'pyodide') return { kind: 'pyodide' };
  if (setting === 'auto') {
    for (const [command, ...args] of CANDIDATES)
      if ((await problemOf(command, args)) === null) return { kind: 'cpython', command, arguments: args };
    return { kind: 'pyodide' };
  }
  const problem = await problemOf(setting, []);
  if (problem !== null) throw new Error(`cannot use the interpreter ${setting}: ${problem}`);
  return { kind: 'cpython', command: setting, arguments: [] };
}

/** Why a command is no Python that will do; null where it is. */
function problemOf(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(command, [...args, '-c', PROBE], { timeout: PROBE_MS, windowsHide: true }, (error, stdout) => {
      if (error) {
        const missing = error.code === 'ENOENT' || error.code === 'EACCES';
        resolve(
          missing ? 'it cannot be started' : error.killed ? 'it does not answer' : 'it is no working Python',
        );
        return;
      }
      const match = /^(\d+) (\d+) (\d+)\s*$/.exec(stdout);
      if (!match) resolve('it is no Python');
      else if (Number(match[1]) === 3 && Number(match[2]) >= 10) resolve(null);
      else resolve(`it is Python ${match.slice(1).join('.')}, and 3.10 or newer is needed`);
    });
  });
}

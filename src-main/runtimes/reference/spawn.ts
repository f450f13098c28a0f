import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../host/environment.ts';
import { ownGroup } from '../host/guard.ts';
import { type Interpreter, pythonEnvironment } from './interpreter.ts';
import { pythonFolder } from './python-files.ts';

/** Starts the child program of the reference path. */
export function spawnReferenceChild(interpreter: Interpreter, memoryMb: number): ChildProcess {
  return interpreter.kind === 'pyodide'
    ? spawnPyodide(memoryMb)
    : spawnPython(interpreter.executable, memoryMb);
}

function spawnPython(executable: string, memoryMb: number): ChildProcess {
  // -B: the package may lie where nothing can be written. Not -I or -s: a user's own packages are there for handlers.
  const args = ['-u', '-B', '-X', 'utf8', join(pythonFolder(), 'child.py'), String(memoryMb)];
  return spawn(executable, args, { stdio: 'pipe', env: pythonEnvironment(), ...ownGroup });
}

/** A Node process that runs the support package in Pyodide. Under Electron, its own binary stands in for Node. */
function spawnPyodide(memoryMb: number): ChildProcess {
  const program = fileURLToPath(new URL('./pyodide/child.ts', import.meta.url));
  const args = [`--max-old-space-size=${memoryMb}`, program, pythonFolder()];
  const env = childEnvironment({ ELECTRON_RUN_AS_NODE: '1' });
  return spawn(process.execPath, args, { stdio: 'pipe', env, ...ownGroup });
}

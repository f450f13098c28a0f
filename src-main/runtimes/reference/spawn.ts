import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownGroup } from '../host/guard.ts';
import { spawnNode } from '../host/spawn-node.ts';
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

/** A Node process that runs the support package in Pyodide. */
function spawnPyodide(memoryMb: number): ChildProcess {
  const program = fileURLToPath(new URL('./pyodide/child.ts', import.meta.url));
  return spawnNode(program, [pythonFolder()], memoryMb);
}

import type { Program } from '../../../shared/node/program.ts';
import { createHostedRuntime } from '../host/hosted-runtime.ts';
import type { Runtime } from '../runtime.ts';
import { generatePython } from './codegen.ts';
import { chooseInterpreter, type Interpreter } from './interpreter.ts';
import { spawnReferenceChild } from './spawn.ts';

export interface ReferenceRuntimeOptions {
  /** `auto`, `pyodide`, or the command or path of a Python ≥ 3.10. */
  readonly interpreter: string;
}

/** The reference path: generated Python, run by CPython or Pyodide in child processes. */
export function createReferenceRuntime(options: ReferenceRuntimeOptions): Runtime {
  let chosen: Promise<Interpreter> | null = null;
  const choose = (): Promise<Interpreter> => {
    if (chosen !== null) return chosen;
    const choosing = chooseInterpreter(options.interpreter);
    chosen = choosing;
    // Asked again next time: what did not work may be installed by then.
    choosing.catch(() => {
      chosen = null;
    });
    return choosing;
  };
  return createHostedRuntime<string>({
    path: 'reference',
    spawn: async (memoryMb) => spawnReferenceChild(await choose(), memoryMb),
    unitFor: textOf,
  });
}

const texts = new WeakMap<Program, string>();

function textOf(program: Program): string {
  const known = texts.get(program);
  if (known !== undefined) return known;
  const { text } = generatePython(program);
  texts.set(program, text);
  return text;
}

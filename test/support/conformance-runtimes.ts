import { createDirectRuntime } from '../../src-main/runtimes/direct/direct-runtime.ts';
import { createReferenceRuntime } from '../../src-main/runtimes/reference/runtime.ts';
import type { Runtime } from '../../src-main/runtimes/runtime.ts';

export type RuntimeName = 'direct' | 'CPython' | 'Pyodide';

export interface NamedRuntime {
  readonly name: RuntimeName;
  readonly runtime: Runtime;
}

/** The runtimes of this machine, ready. Without a CPython ≥ 3.10 that one is left out, and says so. */
export async function startRuntimes(
  names: readonly RuntimeName[] = ['direct', 'CPython', 'Pyodide'],
): Promise<readonly NamedRuntime[]> {
  const started: NamedRuntime[] = [];
  for (const name of names) {
    const runtime = create(name);
    try {
      await runtime.describe();
      started.push({ name, runtime });
    } catch (error) {
      await runtime.dispose();
      if (name !== 'CPython') throw error;
      console.warn(`CPython is left out: ${(error as Error).message}`);
    }
  }
  return started;
}

export async function stopRuntimes(started: readonly NamedRuntime[]): Promise<void> {
  await Promise.all(started.map(({ runtime }) => runtime.dispose()));
}

function create(name: RuntimeName): Runtime {
  if (name === 'direct') return createDirectRuntime();
  return createReferenceRuntime({ interpreter: name === 'CPython' ? 'python3' : 'pyodide' });
}

import { fileURLToPath } from 'node:url';
import { createHostedRuntime } from '../host/hosted-runtime.ts';
import { spawnNode } from '../host/spawn-node.ts';
import type { Runtime } from '../runtime.ts';

/** Beyond what a node may use: the interpreter itself and the garbage collector's slack. */
const SLACK_MB = 256;

/** The direct path: nodes interpreted by Parallax itself, in child processes of their own. */
export function createDirectRuntime(): Runtime {
  return createHostedRuntime({
    path: 'direct',
    spawn: (memoryMb) =>
      spawnNode(fileURLToPath(new URL('./child.ts', import.meta.url)), [], memoryMb + SLACK_MB),
    unitFor: (program) => program,
  });
}

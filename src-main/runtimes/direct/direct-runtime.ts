import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../host/environment.ts';
import { ownGroup } from '../host/guard.ts';
import { createHostedRuntime } from '../host/hosted-runtime.ts';
import type { Runtime } from '../runtime.ts';

/** Beyond what a node may use: the interpreter itself and the garbage collector's slack. */
const SLACK_MB = 256;

/** The direct path: nodes interpreted by Parallax itself, in child processes of their own. */
export function createDirectRuntime(): Runtime {
  return createHostedRuntime({
    path: 'direct',
    spawn: (memoryMb) =>
      spawn(
        process.execPath,
        [
          `--max-old-space-size=${memoryMb + SLACK_MB}`,
          fileURLToPath(new URL('./child.ts', import.meta.url)),
        ],
        { stdio: 'pipe', ...ownGroup, env: childEnvironment({ ELECTRON_RUN_AS_NODE: '1' }) },
      ),
    unitFor: (program) => program,
  });
}

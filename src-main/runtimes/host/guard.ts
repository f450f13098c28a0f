import type { ChildProcess } from 'node:child_process';
import { Worker } from 'node:worker_threads';

/** The group is the child's own (see `ownGroup`), so that what its handlers started goes with it. */
const WATCH = `
const { workerData: parent } = require('node:worker_threads');
const gone = () => {
  if (process.ppid !== parent) return true;
  try { process.kill(parent, 0); return false; } catch (error) { return error.code === 'ESRCH'; }
};
setInterval(() => {
  if (!gone()) return;
  try { process.kill(process.platform === 'win32' ? process.pid : 0, 'SIGKILL'); }
  finally { process.kill(process.pid, 'SIGKILL'); }
}, 500);
`;

/**
 * Ends this child process when its host is gone, however busy the main thread is: a handler in an endless loop never
 * sees its input end. Settles when the watch stands, so that its memory counts as the idle child's.
 */
export function endWithHost(): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WATCH, {
      eval: true,
      workerData: process.ppid,
      resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
    });
    worker.once('online', resolve);
    worker.once('error', reject);
  });
}

/** Spawn options of a child: a group of its own, as Ctrl+C in a terminal is for the host, which ends its children itself. */
export const ownGroup = { detached: process.platform !== 'win32', windowsHide: true } as const;

/** Ends a child and, where it has a group of its own, what it started itself. */
export function endChild(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
  } catch {
    // There is no such group.
  }
  child.kill('SIGKILL');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { nodeEnvironment } from './environment.ts';
import { ownGroup } from './guard.ts';

/**
 * V8 aborts now and then where threads come and go on processors with memory protection keys (nodejs/node#64500). Only there
 * it has the flag, and no word of it reaches Electron, whose V8 is another.
 */
export const V8_FLAGS: readonly string[] =
  process.platform === 'linux' && process.arch === 'x64' && process.versions['electron'] === undefined
    ? ['--no-memory-protection-keys']
    : [];

/** A program of ours in a Node process of its own group. */
export function spawnNode(program: string, args: readonly string[], memoryMb: number): ChildProcess {
  return spawn(process.execPath, [...V8_FLAGS, `--max-old-space-size=${memoryMb}`, program, ...args], {
    stdio: 'pipe',
    env: nodeEnvironment(),
    ...ownGroup,
  });
}

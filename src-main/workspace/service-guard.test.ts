import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const GUARD = fileURLToPath(new URL('./service-guard.ts', import.meta.url));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('ends a service, with what it started, when the application is killed', async () => {
  // The application, played by a process that starts the guard and dies without a word.
  const service = `const { spawn } = require('node:child_process');
    const inner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    process.on('SIGTERM', () => {});
    console.log(process.pid, inner.pid);
    setInterval(() => {}, 1000);`;
  const application = spawn(
    process.execPath,
    [
      '-e',
      `const guard = require('node:child_process').spawn(process.execPath, ${JSON.stringify([GUARD, process.execPath, '-e', service])}, { stdio: ['pipe', 'inherit', 'ignore'] });
       setInterval(() => guard.pid, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [line] = (await once(application.stdout, 'data')) as [Buffer];
  const pids = line.toString().trim().split(' ').map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  application.kill('SIGKILL');
  await expect.poll(() => pids.map(isAlive), { timeout: 60_000 }).toEqual([false, false]);
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'ends a service when it is itself sent %s',
  async (signal) => {
    const service = 'console.log(process.pid); setInterval(() => {}, 1000);';
    const guard = spawn(process.execPath, [GUARD, process.execPath, '-e', service], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const [line] = (await once(guard.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    guard.kill(signal);
    await once(guard, 'exit');
    await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
  },
);

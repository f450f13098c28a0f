import { spawn } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { HostedChild } from './hosted-child.ts';

const READY = `process.stdout.write(JSON.stringify({ type: 'ready', name: 'fake', version: '1', pid: process.pid }) + '\\n');`;

function childThat(program: string): HostedChild<unknown> {
  return new HostedChild(spawn(process.execPath, ['-e', program], { stdio: 'pipe' }), 128);
}

afterEach(() => {
  vi.useRealTimers();
});

test('a child that came up in time is never ended for being late', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const child = childThat(`${READY} process.stdin.resume();`);
  await child.ready;
  vi.advanceTimersByTime(600_000);
  expect(child.alive).toBe(true);
  vi.useRealTimers();
  await child.end();
});

test('a child that does not come up is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const child = childThat('process.stdin.resume();');
  vi.advanceTimersByTime(60_000);
  await expect(child.ready).rejects.toThrow('was not ready after 60 s');
  vi.useRealTimers();
  await child.closed;
});

test('who listens to a child that is gone already hears it', async () => {
  const child = childThat(READY);
  await child.closed;
  const gone = vi.fn();
  child.listen({ message: () => {}, gone });
  expect(gone).toHaveBeenCalledExactlyOnceWith('exited with code 0');
});

/**
 * Runs a service's command and ends it, with everything it started, when the application is gone: standard input closes
 * however the application ended.
 */
import { spawn } from 'node:child_process';

// Ctrl+C in a terminal reaches everybody in the group but the service, which has one of its own. Listened to before there is one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, finish);

const [command, ...args] = process.argv.slice(2);
const group = process.platform !== 'win32';
const child = spawn(command ?? '', args, { stdio: ['ignore', 'inherit', 'inherit'], detached: group });

function end(signal: NodeJS.Signals): void {
  try {
    if (group && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It had ended already.
  }
}

child.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 127;
  process.stdin.destroy();
});
child.on('exit', (code) => {
  end('SIGKILL');
  process.exit(code ?? 1);
});

function finish(): void {
  if (child.pid === undefined) return;
  end('SIGTERM');
  // One that does not listen is not asked twice.
  setTimeout(() => end('SIGKILL'), 2000).unref();
}

process.stdin.on('close', finish);
process.stdin.resume();

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export const folder = import.meta.dirname;

/** A program rests that uses less CPU than this between two looks, which is longer than it waits for a quiet moment; one that never does is left to it after so many. */
const REST_US = 4000;
const REST_MS = 200;
const REST_TRIES = 100;

/** A program of its own process, whose CPU time can be asked for. */
export class Program {
  readonly #child: ChildProcess;

  /** `env` in place of what is inherited of the same names. */
  constructor(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = fork(file, args, {
      execArgv: ['--import', pathToFileURL(join(folder, 'tell-cpu.ts')).href],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stderr?.resume();
  }

  /** The address that it tells its parent. */
  async toldUrl(): Promise<string> {
    this.#child.stdout?.resume();
    const [message] = (await this.#first('message')) as [{ url: string }];
    return message.url;
  }

  /** The first match of what it prints. */
  async printed(pattern: RegExp): Promise<string> {
    let text = '';
    for await (const piece of this.#child.stdout ?? []) {
      text += String(piece);
      const found = pattern.exec(text)?.[1];
      if (found === undefined) continue;
      return found;
    }
    throw new Error(`it ended with: ${text}`);
  }

  /** Microseconds since it began. */
  async cpu(): Promise<number> {
    const answer = this.#first('message');
    this.#child.send('cpu');
    const [message] = (await answer) as [{ cpu: number }];
    return message.cpu;
  }

  /** Until it does nothing more: what a program puts off is its own work, and must not fall into another's turn. Gives the milliseconds until then, to a look. */
  async rest(): Promise<number> {
    const began = performance.now();
    for (let before = Number.NEGATIVE_INFINITY, tries = 0; tries < REST_TRIES; tries++) {
      const now = await this.cpu();
      if (now - before < REST_US) return performance.now() - began - REST_MS;
      before = now;
      await sleep(REST_MS);
    }
    return performance.now() - began;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }

  async #first(event: string): Promise<unknown[]> {
    const over = new AbortController();
    const { signal } = over;
    try {
      return await Promise.race([
        once(this.#child, event, { signal }),
        once(this.#child, 'exit', { signal }).then(() => Promise.reject(new Error('the program ended'))),
      ]);
    } finally {
      over.abort();
    }
  }
}

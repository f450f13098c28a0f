import type { ChildProcess } from 'node:child_process';
import type { Program } from '../../../shared/node/program.ts';
import type { ChildMessage, HostMessage } from '../protocol.ts';
import type { RuntimeDescription } from '../runtime.ts';
import { endChild } from './guard.ts';
import { LineReader } from './lines.ts';
import { decodeChildMessage } from './messages.ts';

const LINE_LIMIT = 256 * 1024 * 1024;
const READY_MS = 60_000;
const STDERR_CHARS = 8_192;
/** After its exit, how long a child's last output may still arrive (a grandchild may hold the pipe open for ever). */
const DRAIN_MS = 250;
const END_MS = 500;

export interface ChildListener {
  message(message: ChildMessage): void;
  /** Once; `reason` is one clause: `exited with code 3`. */
  gone(reason: string): void;
}

/** Children of this process, so that its own exit ends those that are too busy to see their input end. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) endChild(child);
});

/** One child process that speaks the protocol: framing, handshake, what it has loaded, and its end. */
export class HostedChild<Unit> {
  /** What the child says it is; rejects with the reason where it never comes up. */
  readonly ready: Promise<RuntimeDescription>;
  /** Memory in MB that the child was started for. */
  readonly memoryMb: number;
  /** Settles when the process has ended and its output is read. */
  readonly closed: Promise<void>;
  /** Resident memory when it was ready; null where unknown. */
  freshBytes: number | null = null;
  /** Resident memory before the run that it has: what earlier ones left is none of its own. */
  idleBytes: number | null = null;
  readonly #process: ChildProcess;
  readonly #lines = new LineReader(LINE_LIMIT);
  readonly #loaded = new Set<string>();
  #listener: ChildListener | null = null;
  #stderr = '';
  #gone: string | null = null;
  #settleReady: { resolve(description: RuntimeDescription): void; reject(error: Error): void } | null = null;
  #settleClosed: () => void = () => {};

  constructor(child: ChildProcess, memoryMb: number) {
    this.#process = child;
    this.memoryMb = memoryMb;
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve;
    });
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    running.add(child);
    const late = setTimeout(() => this.#fail(`was not ready after ${READY_MS / 1000} s`), READY_MS);
    const inTime = () => clearTimeout(late);
    this.ready.then(inTime, inTime);
    child.stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARS);
    });
    // Writing to a child that just died is seen by its exit.
    child.stdin?.on('error', () => {});
    child.once('error', (error) => this.#over(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      const reason = signal ? `was ended by ${signal}` : `exited with code ${code}`;
      const drained = setTimeout(() => this.#over(reason), DRAIN_MS);
      child.once('close', () => {
        clearTimeout(drained);
        this.#over(reason);
      });
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get alive(): boolean {
    return this.#gone === null;
  }

  /** The last lines the child wrote to standard error. */
  get stderrLines(): readonly string[] {
    return this.#stderr
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .slice(-20);
  }

  /** Who hears the child from now on; null for nobody, while it is idle. A child that is gone already says so at once. */
  listen(listener: ChildListener | null): void {
    this.#listener = listener;
    if (this.#gone !== null) listener?.gone(this.#gone);
  }

  send(message: HostMessage<Unit>): void {
    if (this.#gone === null) this.#process.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends the units of those programs that the child has not got yet. */
  load(programs: Iterable<Program>, unitFor: (program: Program) => Unit): void {
    const units: { node: string; hash: string; unit: Unit }[] = [];
    for (const program of programs) {
      const key = `${program.hash} ${program.id}`;
      if (this.#loaded.has(key)) continue;
      units.push({ node: program.id, hash: program.hash, unit: unitFor(program) });
      this.#loaded.add(key);
    }
    if (units.length > 0) this.send({ type: 'load', units });
  }

  kill(): void {
    endChild(this.#process);
  }

  /** Lets an idle child exit by itself, and ends it where it does not. */
  async end(): Promise<void> {
    this.#process.stdin?.end();
    const late = setTimeout(() => this.kill(), END_MS);
    await this.closed;
    clearTimeout(late);
  }

  #read(chunk: Buffer): void {
    if (this.#gone !== null) return;
    const lines = this.#lines.push(chunk);
    if (lines === null) {
      this.#fail(`sent a line longer than ${LINE_LIMIT / (1024 * 1024)} MB`);
      return;
    }
    for (const line of lines) {
      if (this.#gone !== null) return;
      const message = decodeChildMessage(line);
      if (message === null) this.#fail(`sent something else than a message: ${line.slice(0, 80)}`);
      else if (message.type === 'ready') this.#settleReady?.resolve(message);
      else if (this.#listener !== null) this.#listener.message(message);
      else this.#fail(`sent ${message.type} while nothing ran`);
    }
  }

  /** The child misbehaved: it is as good as dead. */
  #fail(reason: string): void {
    this.kill();
    this.#report(reason);
  }

  #over(reason: string): void {
    running.delete(this.#process);
    this.#report(reason);
    this.#settleClosed();
  }

  #report(reason: string): void {
    if (this.#gone !== null) return;
    this.#gone = reason;
    this.#settleReady?.reject(new Error(reason));
    this.#listener?.gone(reason);
  }
}

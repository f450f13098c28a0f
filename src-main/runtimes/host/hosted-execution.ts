import { errorText } from '../../../shared/error-text.ts';
import type { EffectAnswer, RunError } from '../../../shared/trace/event.ts';
import type { CanonicalObject } from '../../../shared/values/canonical.ts';
import type { ChildMessage } from '../protocol.ts';
import type { Ending, Execution, RunMode, RunObserver, RunRequest, Wait } from '../runtime.ts';
import type { HostedChild } from './hosted-child.ts';
import { residentBytes } from './memory.ts';

const TICK_MS = 25;
/** Every how many ticks memory is looked at. */
const MEMORY_TICKS = 2;
const MB = 1024 * 1024;

/** What an execution needs of the pool it takes its child from. */
export interface ChildSource<Unit> {
  /** A ready child; rejects with an error whose message is one clause. */
  acquire(memoryMb: number): Promise<HostedChild<Unit>>;
  /** Gives a child back after a completed run. */
  release(child: HostedChild<Unit>): void;
  /** Says that a child was lost, so that another one can be warmed up. */
  lost(): void;
}

function runError(code: string, message: string, fields: CanonicalObject = {}): RunError {
  return { code, message, fields };
}

/** One run in one child, held to its limits. The clock runs only while the child computes. */
export class HostedExecution<Unit> implements Execution {
  readonly #path: string;
  readonly #request: RunRequest;
  readonly #observer: RunObserver;
  readonly #source: ChildSource<Unit>;
  #child: HostedChild<Unit> | null = null;
  #over = false;
  #waiting: Wait | 'start' = 'start';
  #computedMs = 0;
  #since = 0;
  #tick: NodeJS.Timeout | null = null;
  #ticks = 0;
  #late = false;
  #measuring = false;

  constructor(path: string, request: RunRequest, observer: RunObserver, source: ChildSource<Unit>) {
    this.#path = path;
    this.#request = request;
    this.#observer = observer;
    this.#source = source;
  }

  /** Takes a child and begins; everything that goes wrong arrives as an ending. */
  async begin(unitFor: (program: RunRequest['program']) => Unit): Promise<void> {
    const { program, callees, handlers, inputs, mode, continuation } = this.#request;
    let child: HostedChild<Unit>;
    try {
      child = await this.#source.acquire(program.limits.memoryMb);
    } catch (error) {
      const reason = errorText(error);
      this.#finish(runError('runtime_unavailable', `the ${this.#path} runtime ${reason}`));
      return;
    }
    if (this.#over) {
      this.#source.release(child);
      return;
    }
    this.#child = child;
    child.listen({ message: (message) => this.#hear(message), gone: (reason) => this.#lost(reason) });
    if (this.#over) return;
    try {
      child.load(new Map([...callees, [program.id, program]]).values(), unitFor);
    } catch (error) {
      this.#cut(
        runError('runtime_unavailable', `the ${this.#path} runtime cannot load ${program.id}: ${error}`),
      );
      return;
    }
    const hashes = Object.fromEntries([...callees.values(), program].map((each) => [each.id, each.hash]));
    try {
      child.send({
        type: 'run',
        node: program.id,
        hash: program.hash,
        callees: hashes,
        handlers,
        inputs,
        mode,
        continuation: continuation ?? null,
      });
    } catch (error) {
      this.#cut(
        runError('runtime_unavailable', `the ${this.#path} runtime cannot take the inputs: ${error}`),
      );
      return;
    }
    this.#compute();
    this.#tick = setInterval(() => this.#watch(), TICK_MS);
  }

  go(mode: RunMode): void {
    if (this.#over) return;
    if (this.#waiting !== 'gate' && this.#waiting !== 'line')
      throw new Error('go() while not waiting for it');
    this.#compute();
    this.#child?.send({ type: 'go', mode });
  }

  answer(answer: EffectAnswer): void {
    if (this.#over) return;
    if (this.#waiting !== 'effect') throw new Error('answer() while not waiting for it');
    this.#compute();
    this.#child?.send({ type: 'answer', answer });
  }

  cancel(): void {
    this.#cut(runError('cancelled', 'cancelled'));
  }

  #compute(): void {
    this.#waiting = null;
    this.#since = performance.now();
    this.#late = false;
  }

  #hear(message: ChildMessage): void {
    if (this.#over) return;
    if (message.type === 'fatal') {
      this.#died(message.message);
      return;
    }
    if (message.type !== 'events') return;
    if (this.#waiting !== null) {
      this.#died('sent events out of turn');
      return;
    }
    if (message.wait !== null) {
      this.#computedMs += performance.now() - this.#since;
      this.#waiting = message.wait;
    }
    if (message.wait === 'end') {
      const child = this.#child as HostedChild<Unit>;
      this.#stop();
      this.#source.release(child);
      this.#observer.events(message.events, 'end');
      this.#observer.ended({ kind: 'completed' });
    } else if (message.line === undefined) this.#observer.events(message.events, message.wait);
    else this.#observer.events(message.events, message.wait, message.line);
  }

  /** Time is checked before memory, and twice: an answer may already lie in the pipe when this process was busy itself. */
  #watch(): void {
    if (this.#waiting !== null) return;
    const { timeoutMs, memoryMb } = this.#request.program.limits;
    if (this.#computedMs + performance.now() - this.#since > timeoutMs) {
      if (this.#late) this.#cut(runError('timeout', `path ran longer than ${timeoutMs / 1000} s`));
      this.#late = true;
      return;
    }
    this.#ticks++;
    if (this.#ticks % MEMORY_TICKS === 0 && !this.#measuring) void this.#measure(memoryMb);
  }

  async #measure(memoryMb: number): Promise<void> {
    const child = this.#child;
    if (child === null || child.idleBytes === null) return;
    this.#measuring = true;
    const bytes = await residentBytes(child.pid);
    this.#measuring = false;
    if (bytes !== null && bytes - child.idleBytes > memoryMb * MB) this.#cut(this.#memoryError());
  }

  #memoryError(): RunError {
    return runError('memory_limit', `path used more than ${this.#request.program.limits.memoryMb} MB`);
  }

  #lost(reason: string): void {
    if (this.#over) return;
    const stderr = this.#child?.stderrLines ?? [];
    if (stderr.some((line) => line.includes('heap out of memory'))) this.#cut(this.#memoryError());
    else this.#died(reason);
  }

  #died(reason: string): void {
    const stderr = this.#child?.stderrLines ?? [];
    const last = stderr.at(-1);
    const message = `the ${this.#path} runtime ${reason}${last === undefined ? '' : `: ${last}`}`;
    this.#cut(runError('runtime_died', message, { stderr: [...stderr] }));
  }

  /** Ends the execution and its child at once. */
  #cut(error: RunError): void {
    if (this.#over) return;
    this.#child?.kill();
    if (this.#child !== null) this.#source.lost();
    this.#finish(error);
  }

  #finish(error: RunError): void {
    if (this.#over) return;
    this.#stop();
    const ending: Ending = { kind: 'cut_off', error };
    this.#observer.ended(ending);
  }

  #stop(): void {
    this.#over = true;
    if (this.#tick !== null) clearInterval(this.#tick);
    this.#child?.listen(null);
    this.#child = null;
  }
}

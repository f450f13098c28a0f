import type { ChildProcess } from 'node:child_process';
import type { Program } from '../../../shared/node/program.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { Execution, RunObserver, RunRequest, Runtime, RuntimeDescription } from '../runtime.ts';
import { HostedChild } from './hosted-child.ts';
import { type ChildSource, HostedExecution } from './hosted-execution.ts';
import { residentBytes } from './memory.ts';

/** A child is started for at least this much memory, so that one warm child serves most nodes. */
const CHILD_MEMORY_MB = 1024;
/** A child that a run left this much larger than it began is not kept. */
const GROWTH_BYTES = 256 * 1024 * 1024;

export interface HostedRuntimeOptions<Unit> {
  readonly path: PathName;
  /** Starts a child with piped standard streams; it may reject or throw with one clause (`found no python3`). */
  spawn(memoryMb: number): ChildProcess | Promise<ChildProcess>;
  /** What the child executes for this program. */
  unitFor(program: Program): Unit;
}

/** A runtime whose executions live in child processes: each in one of its own, one idle child kept warm. */
export function createHostedRuntime<Unit>(options: HostedRuntimeOptions<Unit>): Runtime {
  return new HostedRuntime(options);
}

class HostedRuntime<Unit> implements Runtime, ChildSource<Unit> {
  readonly path: PathName;
  readonly #options: HostedRuntimeOptions<Unit>;
  readonly #children = new Set<HostedChild<Unit>>();
  readonly #starting = new Set<Promise<unknown>>();
  readonly #executions = new Set<HostedExecution<Unit>>();
  #idle: Promise<HostedChild<Unit>> | null = null;
  #idleMb = 0;
  #disposed = false;

  constructor(options: HostedRuntimeOptions<Unit>) {
    this.path = options.path;
    this.#options = options;
  }

  async describe(): Promise<RuntimeDescription> {
    const child = await this.acquire(0);
    const description = await child.ready;
    this.release(child);
    return { name: description.name, version: description.version, pid: description.pid };
  }

  start(request: RunRequest, observer: RunObserver): Execution {
    const execution: HostedExecution<Unit> = new HostedExecution<Unit>(
      this.path,
      request,
      {
        events: (events, wait, line) => observer.events(events, wait, line),
        ended: (ending) => {
          this.#executions.delete(execution);
          observer.ended(ending);
        },
      },
      this,
    );
    this.#executions.add(execution);
    void execution.begin(this.#options.unitFor);
    return execution;
  }

  async acquire(memoryMb: number): Promise<HostedChild<Unit>> {
    if (this.#disposed) throw new Error('is closed');
    const idle = this.#idle;
    if (idle !== null && this.#idleMb >= memoryMb) {
      this.#idle = null;
      const child = await idle.catch(() => null);
      if (child?.alive) {
        child.idleBytes = await residentBytes(child.pid);
        const { freshBytes, idleBytes } = child;
        const grown = idleBytes !== null && freshBytes !== null && idleBytes - freshBytes > GROWTH_BYTES;
        if (!grown && child.alive) return child;
        void child.end();
      }
    }
    return this.#startChild(Math.max(CHILD_MEMORY_MB, memoryMb));
  }

  release(child: HostedChild<Unit>): void {
    if (!child.alive) return;
    if (this.#disposed || this.#idle !== null) {
      void child.end();
      return;
    }
    this.#idle = Promise.resolve(child);
    this.#idleMb = child.memoryMb;
  }

  lost(): void {
    if (this.#disposed || this.#idle !== null) return;
    const next = this.#startChild(CHILD_MEMORY_MB);
    next.catch(() => {});
    this.#idle = next;
    this.#idleMb = CHILD_MEMORY_MB;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const execution of this.#executions) execution.cancel();
    this.#idle = null;
    await Promise.allSettled(this.#starting);
    await Promise.all([...this.#children].map((child) => child.end()));
  }

  #startChild(memoryMb: number): Promise<HostedChild<Unit>> {
    const starting = this.#spawnChild(memoryMb);
    this.#starting.add(starting);
    const done = () => this.#starting.delete(starting);
    starting.then(done, done);
    return starting;
  }

  async #spawnChild(memoryMb: number): Promise<HostedChild<Unit>> {
    const child = new HostedChild<Unit>(await this.#options.spawn(memoryMb), memoryMb);
    this.#children.add(child);
    void child.closed.then(() => this.#children.delete(child));
    try {
      await child.ready;
    } catch (error) {
      const last = child.stderrLines.at(-1);
      throw new Error(`${(error as Error).message}${last === undefined ? '' : `: ${last}`}`);
    }
    child.freshBytes = await residentBytes(child.pid);
    child.idleBytes = child.freshBytes;
    return child;
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeEnvironment } from '../../runtimes/host/environment.ts';
import { endChild, ownGroup } from '../../runtimes/host/guard.ts';
import { V8_FLAGS } from '../../runtimes/host/spawn-node.ts';
import type { CommandMessage, DatabaseCommand, DatabaseReplies, ReplyMessage } from './messages.ts';

/** The process ended, or was ended, before it answered. */
export class DatabaseProcessEnded extends Error {
  readonly timedOut: boolean;

  constructor(timedOut: boolean, message: string) {
    super(message);
    this.timedOut = timedOut;
  }
}

interface Waiting {
  resolve(reply: DatabaseReplies[keyof DatabaseReplies]): void;
  reject(error: Error): void;
}

/** A database process seen from the broker. */
export class DatabaseProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #ending: DatabaseProcessEnded | null = null;

  constructor() {
    this.#child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [...V8_FLAGS, '--max-old-space-size=1024', '--disable-warning=ExperimentalWarning'],
      env: nodeEnvironment(),
      detached: ownGroup.detached,
    });
    this.#child.on('message', (message: ReplyMessage) => this.#settle(message));
    this.#child.on('error', (error) => this.#end(new DatabaseProcessEnded(false, error.message)));
    this.#child.on('exit', () => this.#end(new DatabaseProcessEnded(false, 'the database process ended')));
    // Waiting for it must not keep an otherwise finished program alive.
    this.#child.unref();
    this.#child.channel?.unref();
  }

  get alive(): boolean {
    return this.#ending === null;
  }

  /** Rejects with DatabaseProcessEnded, or with an Error whose message is SQLite's own. */
  ask<K extends DatabaseCommand['do']>(
    command: Extract<DatabaseCommand, { do: K }>,
    timeoutMs: number,
  ): Promise<DatabaseReplies[K]> {
    if (this.#ending !== null) return Promise.reject(this.#ending);
    const id = this.#next++;
    const message: CommandMessage = { id, command };
    return new Promise<DatabaseReplies[keyof DatabaseReplies]>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new DatabaseProcessEnded(true, `no answer within ${timeoutMs} ms`));
      }, timeoutMs);
      const settled = () => clearTimeout(timer);
      this.#waiting.set(id, {
        resolve: (reply) => {
          settled();
          resolve(reply);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      this.#child.send(message);
    }) as Promise<DatabaseReplies[K]>;
  }

  kill(): void {
    this.#end(new DatabaseProcessEnded(false, 'the session was closed'));
  }

  #settle(message: ReplyMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.ok) waiting?.resolve(message.reply);
    else waiting?.reject(new Error(message.message));
  }

  #end(reason: DatabaseProcessEnded): void {
    if (this.#ending !== null) return;
    this.#ending = reason;
    endChild(this.#child);
    for (const waiting of this.#waiting.values()) waiting.reject(reason);
    this.#waiting.clear();
  }
}

/** Keeps processes that sessions gave back, for the next ones. */
export class DatabaseProcesses {
  readonly #idle: DatabaseProcess[] = [];
  #closed = false;

  take(): DatabaseProcess {
    for (let process = this.#idle.pop(); process !== undefined; process = this.#idle.pop()) {
      if (process.alive) return process;
    }
    return new DatabaseProcess();
  }

  /** For a process with no open connections. */
  giveBack(process: DatabaseProcess): void {
    if (this.#closed || this.#idle.length >= 2) process.kill();
    else if (process.alive) this.#idle.push(process);
  }

  close(): void {
    this.#closed = true;
    for (const process of this.#idle) process.kill();
    this.#idle.length = 0;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ServiceUrl } from '../effects/config.ts';
import { childEnvironment } from '../runtimes/host/environment.ts';
import type { StartSettings } from './schema.ts';

export interface ServiceStatus {
  readonly name: string;
  readonly state: 'stopped' | 'starting' | 'running' | 'failed';
  readonly detail: string;
}

const POLL_MS = 25;
const LAST_OUTPUT = 2000;
/** One service that the workspace starts: its process, its port and how it is. */
export class ServiceProcess {
  readonly name: string;
  readonly #settings: StartSettings;
  readonly #folder: string;
  readonly #clockScale: number;
  readonly #changed: () => void;
  #guard: ChildProcess | null = null;
  #starting: Promise<ServiceUrl> | null = null;
  #output = '';
  #current: ServiceStatus;

  constructor(options: {
    name: string;
    settings: StartSettings;
    folder: string;
    clockScale: number;
    changed: () => void;
  }) {
    this.name = options.name;
    this.#settings = options.settings;
    this.#folder = options.folder;
    this.#clockScale = options.clockScale;
    this.#changed = options.changed;
    this.#current = { name: this.name, state: 'stopped', detail: '' };
  }

  get status(): ServiceStatus {
    return this.#current;
  }

  runsWith(settings: StartSettings, clockScale: number): boolean {
    return clockScale === this.#clockScale && JSON.stringify(settings) === JSON.stringify(this.#settings);
  }

  /** Its address, once it answers; starts it where it is not running. */
  url(): Promise<ServiceUrl> {
    if (this.#starting !== null && this.#current.state !== 'failed' && this.#current.state !== 'stopped')
      return this.#starting;
    this.#starting = this.#start();
    return this.#starting;
  }

  async stop(): Promise<void> {
    const guard = this.#guard;
    this.#guard = null;
    this.#starting = null;
    this.#set('stopped', '');
    if (guard === null || guard.exitCode !== null || guard.signalCode !== null) return;
    const ended = new Promise((resolve) => guard.once('exit', resolve));
    guard.stdin?.destroy();
    await Promise.race([ended, sleep(4000, undefined, { ref: false })]);
    guard.kill('SIGKILL');
  }

  async #start(): Promise<ServiceUrl> {
    this.#output = '';
    const port = this.#settings.port ?? (await freePort());
    this.#set('starting', `port ${port}`);
    const guard = this.#spawn(port);
    this.#guard = guard;
    const url = `http://127.0.0.1:${port}`;
    const deadline = performance.now() + this.#settings.timeout;
    while (
      performance.now() < deadline &&
      this.#guard === guard &&
      guard.exitCode === null &&
      guard.signalCode === null
    ) {
      if (await this.#answers(port, url)) {
        this.#set('running', url);
        return { ok: true, url };
      }
      await sleep(POLL_MS);
    }
    if (this.#guard !== guard) return { ok: false, message: 'it was stopped' };
    const ended = guard.exitCode !== null || guard.signalCode !== null;
    const said = this.#output.trim() === '' ? '' : `: ${this.#output.trim()}`;
    const message = ended
      ? `it ended with code ${guard.exitCode}${said}`
      : `not ready within ${this.#settings.timeout} ms${said}`;
    await this.stop();
    this.#set('failed', message);
    return { ok: false, message };
  }

  #spawn(port: number): ChildProcess {
    const { command, args, env } = this.#settings;
    const guard = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(new URL('./service-guard.ts', import.meta.url)),
        // The Node that runs Parallax is new enough; the one on the path may not be.
        command === 'node' ? process.execPath : command,
        ...args,
      ],
      {
        cwd: this.#folder,
        stdio: ['pipe', 'pipe', 'pipe'],
        env: childEnvironment({
          ELECTRON_RUN_AS_NODE: '1',
          ...env,
          PORT: String(port),
          PARALLAX_CLOCK_SCALE: String(this.#clockScale),
        }),
      },
    );
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-LAST_OUTPUT);
    };
    guard.stdout?.on('data', keep);
    guard.stderr?.on('data', keep);
    guard.stdin?.on('error', () => undefined);
    guard.on('error', keep as unknown as (error: Error) => void);
    guard.on('exit', (code) => {
      if (this.#guard !== guard || this.#current.state !== 'running') return;
      this.#guard = null;
      this.#set('failed', `it ended with code ${code}: ${this.#output.trim()}`);
    });
    return guard;
  }

  async #answers(port: number, url: string): Promise<boolean> {
    if (this.#settings.ready === undefined) return accepts(port);
    try {
      // Most workspaces start no service, and undici is much to load.
      const { request } = await import('undici');
      const response = await request(`${url}${this.#settings.ready}`, {
        headersTimeout: 1000,
        bodyTimeout: 1000,
      });
      await response.body.dump();
      return response.statusCode < 400;
    } catch {
      return false;
    }
  }

  #set(state: ServiceStatus['state'], detail: string): void {
    this.#current = { name: this.name, state, detail };
    this.#changed();
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

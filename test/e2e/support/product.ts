import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { Application } from '../pages/application.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ownNode = join(root, 'node_modules/node/bin/node');
// Started by the Node that it needs, so that the process we kill is the one that records.
const node = existsSync(ownNode) ? ownNode : process.execPath;

/** The product as a user has it: a server of its own, on a copy of the example workspace that nobody else touches. */
export class Product {
  readonly folder: string;
  private readonly home: string;
  private readonly place: string;
  private process: ChildProcess | null = null;
  private output = '';

  constructor() {
    this.place = realpathSync(mkdtempSync(join(tmpdir(), 'parallax-e2e-')));
    this.folder = join(this.place, 'shop');
    this.home = join(this.place, 'home');
    cpSync(join(root, 'examples/shop'), this.folder, {
      recursive: true,
      filter: (path) => !path.endsWith('.parallax'),
    });
    mkdirSync(this.home);
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  /** Writes a file of the workspace, as any other program could. */
  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** As if the user had trusted the folder before. */
  trust(): void {
    writeFileSync(join(this.home, 'trusted.json'), JSON.stringify({ folders: [this.folder] }));
  }

  /** Puts runs into the store before it is opened, as the product itself writes them. */
  fill(count: number, more: readonly 'branches'[] = []): void {
    const script = join(root, 'test/support/fill-runs.ts');
    const { status, stderr } = spawnSync(node, [script, this.folder, String(count), ...more]);
    if (status !== 0) throw new Error(`The store was not filled: ${stderr}`);
  }

  /** Started and trusted, at the list of runs. */
  async openRuns(page: Page): Promise<Application> {
    this.trust();
    const app = new Application(page);
    await app.open(await this.start());
    await app.goTo('Runs');
    return app;
  }

  /** Records payments before anybody looks, as earlier runs of the product would have. */
  async recordPayments(count: number): Promise<void> {
    const script = join(root, 'test/e2e/support/record-payments.ts');
    const child = spawn(node, [script, this.folder, this.home, String(count)], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`The payments could not be recorded (${code}).`);
  }

  /** How Electron is launched on this workspace. */
  electron(): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
    const env = Object.entries({ ...process.env, PARALLAX_HOME: this.home });
    return {
      args: [root, this.folder],
      env: Object.fromEntries(env.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    };
  }

  /** Starts the server; resolves to the address that it prints, which opens the application once. */
  async start(port?: number): Promise<string> {
    const args = [join(root, 'bin/parallax.mjs'), 'serve', '--workspace', this.folder];
    if (port !== undefined) args.push('--port', String(port));
    const child = spawn(node, args, {
      env: { ...process.env, PARALLAX_HOME: this.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    this.output = '';
    return new Promise((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
      child.stdout.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        const address = /http:\S+/.exec(this.output)?.[0];
        if (address) resolve(address);
      });
      child.once('close', (code, signal) => {
        this.output += `(ended: ${signal ?? code})\n`;
        reject(new Error(`The server did not start: ${this.output}`));
      });
    });
  }

  /** What the server printed, its complaints included. */
  printed(): string {
    return this.output;
  }

  /** Ends the server: politely, or in the middle of what it does. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.place, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

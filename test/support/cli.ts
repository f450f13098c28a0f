import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Engine, openEngine } from '../../src-main/api/engine.ts';
import { V8_FLAGS } from '../../src-main/runtimes/host/spawn-node.ts';
import { workspaceAt } from '../../src-main/workspace/location.ts';
import type { CliRequest, CliRun } from './cli-host.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A process for commands, started by the first. */
class CliHost {
  #process: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  run(request: CliRequest): Promise<CliRun> {
    const running = this.#last.then(() => this.#ask(request));
    this.#last = running.catch(() => undefined);
    return running;
  }

  end(): void {
    this.#process?.disconnect();
  }

  async #ask(request: CliRequest): Promise<CliRun> {
    this.#process ??= this.#start(request);
    const host = this.#process;
    host.send(request);
    const answered = new AbortController();
    const { signal } = answered;
    try {
      const ended = once(host, 'exit', { signal }).then(([code]) => {
        throw new Error(`parallax ${request.args.join(' ')} ended its process with ${code}`);
      });
      return await Promise.race([once(host, 'message', { signal }).then(([run]) => run as CliRun), ended]);
    } finally {
      answered.abort();
    }
  }

  #start({ env }: CliRequest): ChildProcess {
    const started = fork(join(root, 'test/support/cli-host.ts'), {
      cwd: root,
      env,
      execArgv: [...V8_FLAGS],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    started.once('exit', () => {
      this.#process = undefined;
    });
    // Nobody waits for it but those who asked.
    started.unref();
    started.channel?.unref();
    return started;
  }
}

/** For all sandboxes of this process, whichever file they are in; it ends when this process does. */
const everybodys = new CliHost();

/** A copy of the example shop and a home of its own, so that a test leaves nothing behind. */
export class CliSandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'parallax-cli-'));
  readonly shop = join(this.folder, 'shop');
  readonly #more: Readonly<Record<string, string>>;
  readonly #host: CliHost;

  /** @param more variables that its commands find in their environment: their process and its children are begun with them */
  constructor(more: Readonly<Record<string, string>> = {}) {
    this.#more = more;
    this.#host = Object.keys(more).length === 0 ? everybodys : new CliHost();
    cpSync(join(root, 'examples/shop'), this.shop, {
      recursive: true,
      filter: (path) => !path.includes('.parallax'),
    });
  }

  /** Runs a command, after those before it, in a process that has loaded the program already; `input` is what is typed. */
  run(args: readonly string[], input = '', cwd = this.folder): Promise<CliRun> {
    return this.#host.run({ args, input, cwd, env: this.#environment() });
  }

  #environment(): Record<string, string> {
    const own = { PARALLAX_HOME: join(this.folder, 'home'), COLUMNS: '80' };
    return { ...(process.env as Record<string, string>), ...own, ...this.#more };
  }

  /** Runs `bin/parallax.mjs` in a process of its own: how it starts, reads its input, writes its output and ends. */
  runAlone(args: readonly string[], input = '', cwd = this.folder): Promise<CliRun> {
    const child = spawn(process.execPath, [join(root, 'bin/parallax.mjs'), ...args], {
      cwd,
      env: this.#environment(),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }

  /** The engine behind the command line, on the copy: for what would take many commands. */
  engine(): Promise<Engine> {
    return openEngine({
      location: workspaceAt(this.shop),
      userData: join(this.folder, 'home'),
      trustNow: true,
      watch: false,
      onStoreError: (error) => {
        throw error;
      },
    });
  }

  remove(): void {
    if (this.#host !== everybodys) this.#host.end();
    rmSync(this.folder, { recursive: true });
  }
}

/** What differs from run to run, made equal: ids, times, durations, fingerprints, interpreter versions. */
export function normalised(text: string): string {
  return text
    .replace(/\b(cmp|trc)_[0-9a-z]+/g, '$1_ID')
    .replace(/••• [0-9a-f]{4}/g, '••• ffff')
    .replace(/(CPython|Pyodide) \d+\.\d+\.\d+/g, 'PYTHON')
    .replace(/\d+(\.\d+)? ms/g, 'N ms')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/PYTHON +\|/g, 'PYTHON |');
}

/** The order that a newcomer runs first, as JSON. With the rate of the shop, 0.075, its tax differs by a cent. */
export const exampleOrder = (rate = 0.075): string =>
  JSON.stringify({
    tax_rate: rate,
    order_id: 'ord_7Q2mZk41',
    items: [
      { sku: 'MUG-01', quantity: 2 },
      { sku: 'LMP-02', quantity: 1 },
      { sku: 'NTB-03', quantity: 1 },
    ],
    is_member: false,
    card: '4242424242424242',
  });

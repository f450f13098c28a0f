import { Console } from 'node:console';
import { Readable, Writable } from 'node:stream';
import { runProgram } from '../../src-main/cli/program.ts';
import { keepChildren } from './kept-children.ts';

/**
 * A process that runs one command line after the other: starting Node and loading the program costs more than most commands
 * do. What a command sees of its process is its own: arguments, standard streams, folder, environment, exit code.
 */
export interface CliRequest {
  readonly args: readonly string[];
  readonly input: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run({ args, input, cwd, env }: CliRequest): Promise<CliRun> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const streams = {
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)], { objectMode: false }),
    stdout,
    stderr,
  };
  for (const [name, value] of Object.entries(streams))
    Object.defineProperty(process, name, { value, configurable: true });
  globalThis.console = new Console({ stdout, stderr });
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.exitCode = undefined;
  await runProgram(args);
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  process.removeAllListeners('SIGINT');
  return { code, stdout: stdout.text, stderr: stderr.text };
}

// Commands load what they need when they are called.
keepChildren();
process.on('message', async (request: CliRequest) => {
  process.send?.(await run(request));
});
process.on('disconnect', () => process.exit());

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { folder, Program } from './program.ts';

export type ContenderName = 'direct' | 'bare' | 'parallax' | 'portkey';

/** One way to the upstream. */
export interface Contender {
  readonly name: ContenderName;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** undefined: there is nothing in between. */
  readonly program: Program | undefined;
}

export interface Contenders {
  readonly all: readonly Contender[];
  close(): Promise<void>;
}

/** The same upstream, asked directly and through each proxy; every program is a process of its own. */
export async function startContenders(): Promise<Contenders> {
  const home = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
  const programs: Program[] = [];
  const start = (...args: ConstructorParameters<typeof Program>): Program => {
    const program = new Program(...args);
    programs.push(program);
    return program;
  };
  const close = async (): Promise<void> => {
    await Promise.all(programs.map((program) => program.end()));
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const upstream = await start(join(folder, 'upstream.ts'), []).toldUrl();
    const bare = start(join(folder, 'bare.ts'), [upstream]);
    const parallax = start(join(folder, '../../bin/parallax.mjs'), parallaxArguments(home, upstream), {
      PARALLAX_HOME: join(home, 'data'),
    });
    const portkey = await portkeyAt(start);
    const contender = (name: ContenderName, url: string, program?: Program, headers = {}): Contender => ({
      name,
      url: `${url}/v1/chat/completions`,
      headers: { 'content-type': 'application/json', authorization: 'Bearer bench', ...headers },
      program,
    });
    return {
      all: [
        contender('direct', upstream),
        contender('bare', await bare.toldUrl(), bare),
        contender('parallax', await parallax.printed(/proxy is at (\S+)/), parallax),
        contender('portkey', portkey.url, portkey.program, {
          'x-portkey-provider': 'openai',
          'x-portkey-custom-host': `${upstream}/v1`,
        }),
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The command as people start it, on a workspace of its own, recording every call. */
function parallaxArguments(home: string, upstream: string): readonly string[] {
  const provider = { id: 'bench', extends: 'openai-compatible', baseUrl: `${upstream}/v1` };
  writeFileSync(join(home, 'parallax.yml'), JSON.stringify({ providers: [provider] }));
  return ['proxy', '--workspace', home, '--to', 'bench/model'];
}

/** As its README starts it. */
async function portkeyAt(
  start: (...args: ConstructorParameters<typeof Program>) => Program,
): Promise<{ readonly url: string; readonly program: Program }> {
  const file = createRequire(import.meta.url).resolve('@portkey-ai/gateway/build/start-server.js');
  const port = await freePort();
  const program = start(file, [`--port=${port}`]);
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    const there = await fetch(url).then(
      () => true,
      () => false,
    );
    if (there) return { url, program };
    await sleep(50);
  }
  throw new Error(`the gateway does not answer at ${url}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

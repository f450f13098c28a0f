import { readdirSync, readFileSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadPyodide, version } from 'pyodide';
import { keepCompiled } from '../../host/compile-cache.ts';
import { endWithHost } from '../../host/guard.ts';
import { compiledLibrary } from './library.ts';

/** The program of a child that runs the reference path in Pyodide: Python reads and writes this process's own streams, blocking. */

const CHUNK = 1 << 16;
const HOME = '/parallax';

/** Blocking lines over a file descriptor. */
class Lines {
  readonly #descriptor: number;
  readonly #chunk = Buffer.alloc(CHUNK);
  #rest: Buffer = Buffer.alloc(0);

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** The next line without its end; null at the end of the stream. */
  next(): string | null {
    const parts: Buffer[] = [];
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end >= 0) {
        parts.push(this.#rest.subarray(0, end));
        this.#rest = this.#rest.subarray(end + 1);
        return Buffer.concat(parts).toString('utf8');
      }
      parts.push(this.#rest);
      const length = this.#read();
      if (length === 0) return null;
      this.#rest = Buffer.from(this.#chunk.subarray(0, length));
    }
  }

  #read(): number {
    for (;;) {
      try {
        return readSync(this.#descriptor, this.#chunk, 0, CHUNK, null);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EOF') return 0;
        if (code !== 'EAGAIN') throw error;
        pause();
      }
    }
  }
}

/** The pipe is not ready: Python must not go on, and nothing else runs in this process. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

function writeAll(text: string): void {
  let data = Buffer.from(text, 'utf8');
  while (data.length > 0) {
    try {
      data = data.subarray(writeSync(1, data));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      pause();
    }
  }
}

async function main(folder: string): Promise<void> {
  await endWithHost();
  const resolved = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
  // Packaged, its files lie beside the archive, where WebAssembly can be read from.
  const home = resolved.replace('app.asar', 'app.asar.unpacked');
  const say = (line: string) => void writeSync(2, `${line}\n`);
  const library = compiledLibrary(version);
  const pyodide = await loadPyodide({
    indexURL: `${home}/`,
    stdout: say,
    stderr: say,
    ...(library === undefined ? {} : { stdLibURL: library }),
  });
  const source = join(folder, 'parallax_runtime');
  pyodide.FS.mkdirTree(`${HOME}/parallax_runtime`);
  for (const name of readdirSync(source))
    if (name.endsWith('.py'))
      pyodide.FS.writeFile(`${HOME}/parallax_runtime/${name}`, readFileSync(join(source, name), 'utf8'));
  keepCompiled();
  const lines = new Lines(0);
  pyodide.registerJsModule('parallax_pipe', {
    // undefined is Python's None, and null is not.
    read_line: () => lines.next() ?? undefined,
    write: writeAll,
    read_file: (path: string) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
    pid: process.pid,
    version: pyodide.version,
  });
  pyodide.runPython(`
import sys
sys.path.insert(0, "${HOME}")
from parallax_runtime.pyodide import main
main()
`);
}

await main(process.argv[2] as string);
process.exit(0);

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chooseInterpreter } from '../../src-main/runtimes/reference/interpreter.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/reference/', import.meta.url));

/** The folder whose `handlers/` the tests use, and the text of a file in it. */
export const referenceFixtures = FIXTURES;
export function referenceFixture(name: string): string {
  return readFileSync(`${FIXTURES}${name}`, 'utf8');
}

/** The file of the machine's own Python, or null where there is none that will do. */
export async function pythonExecutable(): Promise<string | null> {
  const found = await chooseInterpreter('auto');
  return found.kind === 'cpython' ? found.executable : null;
}

/** The text of one of the published v0.1 nodes, or null where they are not at hand. */
export function publishedNode(name: string): string | null {
  const file = fileURLToPath(new URL(`../../../shared/fixtures/vesper-v0.1/${name}.vsp`, import.meta.url));
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

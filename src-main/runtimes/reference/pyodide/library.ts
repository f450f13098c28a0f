import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The standard library of this version of Pyodide with what a start needs compiled, where the build made one: with it a start
 * takes half as long. It lies outside of an application's archive.
 */
export function compiledLibrary(version: string): string | undefined {
  const folder = fileURLToPath(new URL('../../../../dist/python/', import.meta.url));
  const file = `${folder.replace('app.asar', 'app.asar.unpacked')}${version}.zip`;
  return existsSync(file) ? file : undefined;
}

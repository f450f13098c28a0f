import { readFileSync } from 'node:fs';

/** Name and version as the package states them. */
export function product(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return `Parallax ${(JSON.parse(text) as { version: string }).version}`;
}

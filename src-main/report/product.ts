import { readFileSync } from 'node:fs';
import { parseJsonText } from '../../shared/values/json-text.ts';

/** Name and version as the package states them. */
export function product(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return `Parallax ${(parseJsonText(text) as { version: string }).version}`;
}

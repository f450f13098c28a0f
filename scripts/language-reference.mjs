import { readFileSync, writeFileSync } from 'node:fs';
import { withReferenceParts } from '../src-main/language/reference.ts';

/** Writes the tables of docs/language.md from the data they are made of. */
const page = new URL('../docs/language.md', import.meta.url);
writeFileSync(page, withReferenceParts(readFileSync(page, 'utf8')));

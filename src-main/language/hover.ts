import type { Range } from '../../shared/node/source.ts';
import { placeAt } from './editor/place.ts';
import { scopeOf } from './editor/scope.ts';
import { ERROR_CODES } from './error-codes.ts';
import { functionNamed } from './functions.ts';
import { CONSTRAINTS, TYPES } from './schema/node.ts';
import { operationNamed } from './schema/operations.ts';

export interface Hover {
  readonly title: string;
  readonly text: string;
  readonly range: Range;
}

/** What is known of the word at a place; lines and columns from 1. */
export function hoverAt(text: string, line: number, column: number): Hover | null {
  const lineText = text.split(/\r?\n/)[line - 1] ?? '';
  const word = wordAt(lineText, column - 1);
  if (!word) return null;
  const range = { line, column: word.start + 1, endLine: line, endColumn: word.end + 1 };
  const hover = (title: string, about: string): Hover => ({ title, text: about, range });
  const isKey =
    /^\s*:(?:\s|$)/.test(lineText.slice(word.end)) &&
    /^[\s\-{,]*$/.test(lineText.slice(0, word.start).replace(/.*[{,]/, ''));
  // A key is judged from its own beginning: there the place is where a key stands.
  const place = placeAt(text, line, word.start + 1);
  if (isKey) {
    const field = place.map?.fields.find((candidate) => candidate.name === word.text);
    return field ? hover(field.name, field.doc) : namedHover(text, word.text, hover);
  }
  if (place.field?.content === 'operation') {
    const whole = /[\w.]+/.exec(lineText.slice(word.start))?.[0] ?? word.text;
    const operation = operationNamed(whole) ?? operationNamed(word.text);
    if (operation) return hover(operation.name, operation.doc);
  }
  const known = [...TYPES, ...CONSTRAINTS].find(({ name }) => name.split('<')[0] === word.text);
  if (known && (place.field?.content === 'type' || place.field?.content === 'constraints'))
    return hover(known.name, known.doc);
  const spec = functionNamed(word.text);
  if (spec && lineText[word.end] === '(') return hover(spec.signature, spec.doc);
  const code = ERROR_CODES.find((candidate) => candidate.code === word.text);
  if (code && place.field?.content === 'error_code') return hover(code.code, code.doc);
  return namedHover(text, word.text, hover);
}

function namedHover(
  text: string,
  word: string,
  hover: (title: string, about: string) => Hover,
): Hover | null {
  const { names, program } = scopeOf(text);
  const name = names.find((candidate) => candidate.name === word);
  if (name) return hover(`${name.name} (${name.detail})`, name.doc);
  const type = program?.types[word];
  if (!type) return null;
  const fields =
    type.kind === 'record'
      ? `Record of ${type.fields.map((field) => field.name).join(', ')}.`
      : 'A narrowed type.';
  return hover(word, fields);
}

function wordAt(
  line: string,
  at: number,
): { readonly text: string; readonly start: number; readonly end: number } | null {
  let start = Math.min(at, line.length);
  let end = start;
  const isWord = (char: string | undefined): boolean => char !== undefined && /\w/.test(char);
  while (isWord(line[start - 1])) start--;
  while (isWord(line[end])) end++;
  return start === end ? null : { text: line.slice(start, end), start, end };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { errorText } from '../../shared/error-text.ts';
import { Failure } from './failure.ts';

/** A file that a command was given, without the mark that some editors put before it; `-` is standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new Failure('not_found', `${file} cannot be read: ${errorText(error)}.`);
  }
}

/** A file that a command was asked for. */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Failure('io', `${file} cannot be written: ${errorText(error)}.`);
  }
}

import { writeFileSync } from 'node:fs';
import { Failure } from './failure.ts';

/** Writes what a command was asked to write. */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Failure(
      'io',
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

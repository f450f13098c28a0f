import { readFileSync } from 'node:fs';
import { type CanonicalObject, isCanonicalObject } from '../../shared/values/canonical.ts';
import { readJson } from '../../shared/values/json.ts';
import { Failure } from './failure.ts';

/** The record given by `--input` or `--input-file` (`-` is standard input); {} where neither is. */
export function readInputs(options: {
  readonly input?: string;
  readonly inputFile?: string;
}): CanonicalObject {
  if (options.input !== undefined && options.inputFile !== undefined)
    throw new Failure('usage', 'Give either --input or --input-file, not both.');
  const where = options.inputFile === undefined ? '--input' : options.inputFile;
  const given = options.inputFile === undefined ? (options.input ?? '{}') : readFile(options.inputFile);
  const text = given.replace(/^\uFEFF/, '');
  let value: ReturnType<typeof readJson>;
  try {
    value = readJson(text);
  } catch (error) {
    throw new Failure(
      'invalid_json',
      `${where} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  if (!isCanonicalObject(value))
    throw new Failure('invalid_json', `${where} must be a JSON object with one entry per input.`);
  return value;
}

function readFile(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Failure(
      'not_found',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

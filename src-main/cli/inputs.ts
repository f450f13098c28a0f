import { errorText } from '../../shared/error-text.ts';
import { type CanonicalObject, isCanonicalObject } from '../../shared/values/canonical.ts';
import { readJson } from '../../shared/values/json.ts';
import { Failure } from './failure.ts';
import { readText } from './text-file.ts';

/** The record given by `--input` or `--input-file` (`-` is standard input); {} where neither is. */
export function readInputs(options: {
  readonly input?: string;
  readonly inputFile?: string;
}): CanonicalObject {
  if (options.input !== undefined && options.inputFile !== undefined)
    throw new Failure('usage', 'Give either --input or --input-file, not both.');
  const where = options.inputFile === undefined ? '--input' : options.inputFile;
  const text = options.inputFile === undefined ? (options.input ?? '{}') : readText(options.inputFile);
  let value: ReturnType<typeof readJson>;
  try {
    value = readJson(text);
  } catch (error) {
    throw new Failure('invalid_json', `${where} is not JSON: ${errorText(error)}.`);
  }
  if (!isCanonicalObject(value))
    throw new Failure('invalid_json', `${where} must be a JSON object with one entry per input.`);
  return value;
}

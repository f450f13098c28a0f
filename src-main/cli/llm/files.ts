import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import { SPOKEN } from '../../../shared/llm/dialects/adapters.ts';
import { type Json, parseJson } from '../../../shared/llm/json.ts';

import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import { guessDialect, importRequest, type RequestDialect } from '../../../shared/llm/transform/import.ts';
import { Failure } from '../failure.ts';

/** `-` is standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new Failure(
      'not_found',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function readJsonFile(file: string): Json {
  const json = parseJson(readText(file));
  if (json === undefined) throw new Failure('invalid_json', `${file} is not JSON.`);
  return json;
}

/** A request in a dialect, or in the one that it looks like. */
export function readRequestFile(file: string, from: RequestDialect | undefined): ChatRequest {
  const json = readJsonFile(file);
  const dialect = from ?? guessDialect(json);
  const request = importRequest(json, dialect);
  if (typeof request === 'string')
    throw new Failure('invalid_request', `${file} is no request in ${dialect}: ${request}.`);
  return request;
}

export function targetNamed(name: string, registry = providerRegistry()): Target {
  const target = findTarget(registry, name);
  if (typeof target === 'string')
    throw new Failure('unknown_target', `${target} \`parallax llm models\` lists them.`);
  return target;
}

export function dialectOption(flags: string, description: string): Option {
  return new Option(flags, description).choices(['canonical', ...SPOKEN]);
}

/** Option parser of repeated options. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  if (value === '') throw new InvalidArgumentError('it is empty');
  return [...before, value];
}

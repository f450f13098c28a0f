import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { type Json, parseJson } from '../../../shared/llm/json.ts';
import { DIALECTS } from '../../../shared/llm/protocol/part.ts';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import {
  findTarget,
  type ProviderRegistry,
  providerRegistry,
} from '../../../shared/llm/providers/registry.ts';
import type { ProviderOverride } from '../../../shared/llm/providers/spec.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import { guessDialect, importRequest, type RequestDialect } from '../../../shared/llm/transform/import.ts';
import { type DemoProvider, startDemoProvider } from '../../llm/demo/server.ts';
import { CONFIG_FILE } from '../../workspace/location.ts';
import { readConfig } from '../../workspace/read-config.ts';
import { Failure } from '../failure.ts';
import { readText } from '../text-file.ts';

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

/**
 * The built-in providers, with those of a workspace that was named. One that merely lies around the current folder does not count:
 * it could send keys elsewhere.
 */
export function registryOf(
  folder: string | undefined,
  more: readonly ProviderOverride[] = [],
): ProviderRegistry {
  if (folder === undefined) return providerRegistry(more);
  const { config, diagnostics } = readConfig(readText(join(folder, CONFIG_FILE)));
  const broken = diagnostics.find(({ severity }) => severity === 'error');
  if (broken)
    throw new Failure('workspace_invalid', `${CONFIG_FILE}:${broken.range.line}: ${broken.message}`);
  const registry = providerRegistry([...config.providers, ...more]);
  for (const problem of registry.problems) console.error(`parallax: ${CONFIG_FILE}: ${problem}`);
  return registry;
}

export function workspaceOption(): Option {
  return new Option('--workspace <dir>', "use this workspace's own providers too");
}

/** Its models need no key and no network; it runs only where one of them is named. */
export async function demoFor(names: readonly string[]): Promise<DemoProvider | null> {
  return names.some((name) => name.startsWith('demo-')) ? startDemoProvider() : null;
}

export function targetNamed(name: string, registry = providerRegistry()): Target {
  const target = findTarget(registry, name);
  if (typeof target === 'string')
    throw new Failure('unknown_target', `${target} \`parallax llm models\` lists them.`);
  return target;
}

export function dialectOption(flags: string, description: string): Option {
  return new Option(flags, description).choices(['canonical', ...DIALECTS]);
}

/** Option parser of repeated options. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  if (value === '') throw new InvalidArgumentError('it is empty');
  return [...before, value];
}

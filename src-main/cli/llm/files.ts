import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { LlmReading } from '../../../shared/api/llm.ts';
import { DIALECTS } from '../../../shared/llm/protocol/part.ts';
import { DEMO_NOWHERE, demoProviders } from '../../../shared/llm/providers/demo.ts';
import {
  findTarget,
  type ProviderRegistry,
  providerRegistry,
} from '../../../shared/llm/providers/registry.ts';
import type { ProviderOverride } from '../../../shared/llm/providers/spec.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import type { RequestDialect } from '../../../shared/llm/transform/import.ts';
import { readRequestText } from '../../llm/compare/read-request.ts';
import { type DemoProvider, startDemoProvider } from '../../llm/demo/server.ts';
import { CONFIG_FILE } from '../../workspace/location.ts';
import { INVALID_PROVIDER, readConfig } from '../../workspace/read-config.ts';
import { Failure } from '../failure.ts';
import { readText } from '../text-file.ts';

type RequestFile = Extract<LlmReading, { ok: true }>;

/** A request in a dialect, or in the one that it looks like, and what reading it lost. */
export function readRequestFile(file: string, from: RequestDialect | undefined): RequestFile {
  const read = readRequestText(readText(file), from ?? null);
  if (read.ok) {
    for (const note of read.notes) console.error(`parallax: ${note}`);
    return read;
  }
  const { message, line, column } = read;
  throw new Failure(
    'invalid_request',
    `${nameOf(file)}${line === null ? '' : `:${line}:${column}`}: ${message}`,
  );
}

/** A file as messages name it. */
export function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
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
  for (const { code, message, range } of diagnostics)
    if (code === INVALID_PROVIDER) console.error(`parallax: ${CONFIG_FILE}:${range.line}: ${message}`);
  return registry;
}

export function workspaceOption(): Option {
  return new Option('--workspace <dir>', "use this workspace's own providers too");
}

/** What is known of the demo's models without the demo, where one of them is named: nothing is sent. */
export function demoNamed(names: readonly string[]): readonly ProviderOverride[] {
  return names.some(isDemo) ? demoProviders(DEMO_NOWHERE) : [];
}

function isDemo(name: string): boolean {
  return name.startsWith('demo-');
}

/** Its models need no key and no network; it runs only where one of them is named. */
export async function demoFor(names: readonly string[]): Promise<DemoProvider | null> {
  return names.some(isDemo) ? startDemoProvider() : null;
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

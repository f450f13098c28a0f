import { join } from 'node:path';
import { z } from 'zod';
import type { LlmProxyOptions } from '../../../shared/api/llm-proxy.ts';
import { llmProxy } from '../../../shared/api/llm-schema.ts';
import { readJson, writeJson } from '../../workspace/json-file.ts';

const FILE = 'proxy.json';

const schema = z.strictObject({ version: z.literal(1), options: llmProxy });

const DEFAULTS: LlmProxyOptions = { port: 4700, to: [], route: 'primary', weights: {}, losses: 'warn' };

/** How the proxy was set last, from the workspace's store folder; the defaults where that is unknown. */
export function keptProxyOptions(store: string): LlmProxyOptions {
  return readJson(join(store, FILE), schema)?.options ?? DEFAULTS;
}

export function keepProxyOptions(store: string, options: LlmProxyOptions): void {
  writeJson(join(store, FILE), { version: 1, options });
}

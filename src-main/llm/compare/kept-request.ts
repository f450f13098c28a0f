import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type LlmComposed, MOST_COMPOSED } from '../../../shared/api/llm-composed.ts';
import { llmComposed } from '../../../shared/api/llm-schema.ts';
import { readJson, writeJson } from '../../workspace/json-file.ts';

const FILE = 'composed.json';
/** What the file has around it: its version, line ends, indents. */
const FRAME = 10_000;

const schema = z.strictObject({ version: z.literal(1), composed: llmComposed });

/** The request that was composed last in this workspace, from its store folder; null where that is unknown. */
export function keptRequest(store: string): LlmComposed | null {
  const file = join(store, FILE);
  return canBeOurs(file) ? (readJson(file, schema)?.composed ?? null) : null;
}

export function keepRequest(store: string, composed: LlmComposed): void {
  writeJson(join(store, FILE), { version: 1, composed });
}

/** A workspace from elsewhere may bring a pipe, or more than fits into memory. */
function canBeOurs(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size <= MOST_COMPOSED + FRAME;
}

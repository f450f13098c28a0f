import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { parseJsonText } from '../../shared/values/json-text.ts';

/** What a small file of ours holds; null where there is none, or one that is not of this shape. */
export function readJson<T>(file: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(parseJsonText(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Replaces a small file as a whole, readable by its owner only: whoever reads it finds the old one or the new one. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';

/** Compares with a golden file. It is written only with PARALLAX_GOLDEN=1; without it a missing one fails. */
export function expectGolden(file: string, text: string): void {
  if (process.env['PARALLAX_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (!existsSync(file)) throw new Error(`${file} is missing: write it with PARALLAX_GOLDEN=1 and read it`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

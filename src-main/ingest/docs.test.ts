import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EVENT_KINDS } from './format.ts';
import { readRuns } from './runs.ts';

const doc = readFileSync(new URL('../../docs/ingest.md', import.meta.url), 'utf8');

it.each(EVENT_KINDS)('docs/ingest.md describes %s', (kind) => {
  expect(doc).toMatch(new RegExp(`^\\| [^|]*\`${kind}\``, 'm'));
});

it('docs/ingest.md shows a run that can be read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-docs-'));
  try {
    const file = join(folder, 'runs.jsonl');
    writeFileSync(file, /```json\n([\s\S]*?)```/.exec(doc)?.[1] ?? '');
    const parts = await Array.fromAsync(readRuns(file));
    expect(parts.map(({ kind }) => kind)).toEqual(['begin', 'events', 'end']);
    expect(parts.at(-1)).toMatchObject({ complete: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LlmRunView } from '../../../shared/api/llm.ts';
import { RunFiles } from './run-files.ts';

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'parallax-llm-'));
});
afterEach(() => rmSync(store, { recursive: true }));

const run = (id: string): LlmRunView => ({
  id,
  name: 'n',
  startedAt: 1,
  targets: ['a/b'],
  ended: true,
  request: { messages: [] },
  policy: 'warn',
  lanes: [],
  verdict: null,
});

test('what was recorded is read as it was, newest first', () => {
  const files = new RunFiles(store);
  const [older, newer] = [run(`llm_${'0'.repeat(20)}`), run(`llm_${'1'.repeat(20)}`)];
  expect(files.list(5)).toEqual([]);
  files.save(older);
  files.save(newer);
  expect(files.read(older.id)).toEqual(older);
  expect(files.list(5).map(({ id }) => id)).toEqual([newer.id, older.id]);
  expect(files.list(1)).toHaveLength(1);
});

test('no name leads out of the folder, and what somebody else wrote there is left out', () => {
  const files = new RunFiles(store);
  const id = `llm_${'2'.repeat(20)}`;
  files.save(run(id));
  writeFileSync(join(store, 'llm', `${id}.json`), '{"format":2}');
  expect(files.read(id)).toBeUndefined();
  expect(files.list(5)).toEqual([]);
  expect(files.read('../../secret')).toBeUndefined();
});

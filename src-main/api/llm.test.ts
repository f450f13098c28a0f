import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Api } from '../../shared/api/api.ts';
import { llmRouter } from '../../shared/api/llm-router.ts';
import { t } from '../../shared/api/trpc.ts';
import { openLibrary } from '../../test/support/library.ts';
import type { LibraryStore } from '../store/store.ts';
import type { Engine } from './engine.ts';
import { Providers } from './llm.ts';

const COMPOSED = {
  name: 'refund',
  edited: true,
  text: '{ "messages": [',
  policy: 'strict' as const,
  lanes: ['openai/gpt-4.1'],
};

let root: string;
let folder: string;
let file: string;
let library: LibraryStore;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'parallax-llm-'));
  folder = join(root, 'shop');
  file = join(folder, '.parallax', 'composed.json');
  mkdirSync(folder);
  library = await openLibrary(join(root, 'traces.db'));
});
afterEach(async () => {
  await library.close();
  rmSync(root, { recursive: true });
});

/** As the page asks, after a start of the application. */
function llm() {
  const engine = {
    store: library,
    workspace: { location: { folder, store: join(folder, '.parallax') }, config: { providers: [] } },
  } as unknown as Engine;
  const fail = (error: Error) => {
    throw error;
  };
  const providers = new Providers(engine, null, () => undefined, fail);
  return t.createCallerFactory(llmRouter)({ api: { llm: providers } as unknown as Api });
}

test('what was composed last is there again when the application is, and looking alone writes nothing', async () => {
  expect(await llm().composed()).toBeNull();
  expect(existsSync(join(folder, '.parallax'))).toBe(false);
  await llm().keepComposed({ folder, composed: { ...COMPOSED, text: '{}' } });
  await llm().keepComposed({ folder, composed: COMPOSED });
  expect(await llm().composed()).toEqual(COMPOSED);
  expect(readdirSync(join(folder, '.parallax')).sort()).toEqual(['.gitignore', 'composed.json']);
});

test('a request of the workspace that was open before does not take the place of the one of this', async () => {
  await llm().keepComposed({ folder, composed: COMPOSED });
  const late = llm().keepComposed({ folder: root, composed: { ...COMPOSED, text: 'late' } });
  await expect(late).rejects.toThrow('The request was not kept: another workspace is open by now.');
  expect(await llm().composed()).toEqual(COMPOSED);
});

test('what is no composed request, or too large, is refused and changes nothing', async () => {
  await llm().keepComposed({ folder, composed: COMPOSED });
  const keep = (change: object) => llm().keepComposed({ folder, composed: { ...COMPOSED, ...change } });
  await expect(keep({ policy: 'none' })).rejects.toThrow();
  await expect(keep({ file: '../x' })).rejects.toThrow();
  await expect(keep({ lanes: [''] })).rejects.toThrow();
  await expect(keep({ text: 'ä'.repeat(7_000_000) })).rejects.toThrow('too large to be kept');
  expect(await llm().composed()).toEqual(COMPOSED);
});

test('nothing is written outside the workspace, and what cannot be written is told', async () => {
  const elsewhere = join(root, 'elsewhere');
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(folder, '.parallax'), 'junction');
  await expect(llm().keepComposed({ folder, composed: COMPOSED })).rejects.toThrow('outside the workspace');
  expect(readdirSync(elsewhere)).toEqual([]);
  rmSync(join(folder, '.parallax'), { recursive: true });
  mkdirSync(file, { recursive: true });
  writeFileSync(join(file, 'x'), '');
  await expect(llm().keepComposed({ folder, composed: COMPOSED })).rejects.toThrow(
    'The request was not kept:',
  );
  expect(await llm().composed()).toBeNull();
});

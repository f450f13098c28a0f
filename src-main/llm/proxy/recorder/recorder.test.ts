import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLibrary } from '../../../../test/support/library.ts';
import { connect } from '../../../store/database.ts';
import type { LibraryStore } from '../../../store/store.ts';
import type { Exchange } from '../record.ts';
import { recordLeft } from './left.ts';
import { ProxyRecorder } from './recorder.ts';

let folder: string;
let store: LibraryStore;
let recorder: ProxyRecorder;
const problems: string[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-recorder-'));
  store = await openLibrary(join(folder, 'traces.db'));
  problems.length = 0;
  recorder = new ProxyRecorder({
    share: () => store.share(),
    recorded: () => undefined,
    onBug: ({ message }) => problems.push(message),
  });
});
afterEach(async () => {
  await recorder.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const exchange = (trace: string): Exchange => ({
  trace,
  dialect: 'openai-chat',
  request: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'a lone \ud800 half' }] }),
  asked: { targets: ['test/m'], route: 'primary', losses: 'warn' },
  outcome: { ok: false, error: { code: 'server', message: 'no' }, attempts: [] },
  fromClient: [],
  toClient: [],
  startedAt: 1,
});

test('what was recorded on the other thread is read here, between what is recorded here', async () => {
  const traces = Array.from({ length: 30 }, (_, i) => `trc_${i}`);
  const own = store.startTrace({
    id: 'trc_own',
    comparison: 'cmp_own',
    path: 'direct',
    node: 'n',
    hash: 'h',
    sources: [],
    runtime: 'r',
    inputs: {},
    startedAt: 1,
    clockScale: 1,
  });
  await Promise.all(traces.map((trace) => recorder.record(exchange(trace))));
  own.append([{ step: '', occ: '', time: 5, kind: 'inputs_bound', node: 'n', values: [] }]);
  await own.close({ kind: 'completed', outcome: { success: true, outputs: {} } });
  for (const trace of traces)
    expect(store.events(trace, 0, 100).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['run_started', 'effect_requested', 'effect_answered', 'result']),
    );
  expect(store.events('trc_own', 0, 100)).toMatchObject([{ kind: 'inputs_bound', time: 5 }]);
});

test('what cannot be recorded is said, and the others are recorded', async () => {
  void recorder.record({ ...exchange('trc_broken'), request: 'no JSON' });
  await recorder.record(exchange('trc_whole'));
  expect(problems).toEqual([expect.stringMatching(/^The call trc_broken could not be recorded: /)]);
  expect(store.trace('trc_whole')).toBeDefined();
});

test('a lost thread is said for each call that it had, and another one goes on', async () => {
  const poison: Exchange & { toJSON(): null } = { ...exchange('trc_lost'), toJSON: () => null };
  await recorder.record(poison);
  expect(problems).toEqual([expect.stringMatching(/^The call trc_lost may not be recorded: /)]);
  await recorder.record(exchange('trc_next'));
  expect(store.trace('trc_next')).toBeDefined();
});

test('a store that is closed refuses what comes', async () => {
  await recorder.record(exchange('trc_before'));
  await store.close();
  await recorder.record(exchange('trc_after'));
  expect(problems).toEqual([expect.stringMatching(/^The call trc_after .*store is closed/)]);
});

test('what was kept and not recorded is recorded by whoever opens the store next', async () => {
  const traces = Array.from({ length: 3 }, (_, i) => `trc_${i}`);
  for (const trace of traces) void recorder.record(exchange(trace));
  const pending = connect(join(folder, 'traces.db'), { readonly: true });
  const names = pending.prepare('SELECT name FROM pending').pluck();
  await expect.poll(() => names.all(), { interval: 2, timeout: 20_000 }).toHaveLength(1);
  await recorder.close();
  expect(store.trace('trc_0')).toBeUndefined();
  await store.close();

  const other = connect(join(folder, 'traces.db'), { readonly: false });
  other
    .prepare('INSERT INTO pending (session, name, body) VALUES (?, ?, ?)')
    .run(-1, 'kept_other', UNREADABLE);
  other.close();

  store = await openLibrary(join(folder, 'traces.db'));
  expect(await recordLeft(store)).toEqual([expect.stringMatching(/could not be recorded: .*version/)]);
  for (const trace of traces) expect(store.events(trace, 0, 100).at(-1)?.kind).toBe('result');
  expect(names.all()).toEqual([]);
  pending.close();
  expect(await recordLeft(store)).toEqual([]);
});

const UNREADABLE = Buffer.from('of another version');

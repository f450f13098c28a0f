import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LlmRunOptions, LlmRunView } from '../../../shared/api/llm.ts';
import { chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import { CHUNKS, sse, upstream } from '../../../test/support/llm-upstream.ts';
import { newId } from '../../store/id.ts';
import type { LibraryStore } from '../../store/store.ts';
import { openTraceStore } from '../../store/store.ts';
import { LlmClient } from '../client.ts';
import { startDemoProvider } from '../demo/server.ts';
import { LaneRun } from './lane-run.ts';
import { recordRun, traceOf } from './record-lanes.ts';
import { recordedRun, recordedRuns } from './recorded-lanes.ts';

let folder: string;
let store: LibraryStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-lanes-'));
  const opened = await openTraceStore({
    file: join(folder, 'store.db'),
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  store = opened.store;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const request = chatRequestSchema.parse({
  messages: [{ role: 'user', content: 'Where is it? $x' }],
  tools: [
    { name: 'find', parameters: { type: 'object', properties: { $ref: { type: 'null', default: null } } } },
  ],
  parameters: { temperature: 0.7, seed: 3, maxOutputTokens: 100 },
});

/** A run on real lanes: two dialects of the demo, a stream that breaks off, one without a key. */
async function runLanes(policy: LlmRunOptions['policy'], asked = request): Promise<LaneRun> {
  const demo = await startDemoProvider();
  const broken = await upstream(sse(...CHUNKS.slice(0, 2)));
  const registry = providerRegistry([
    ...demo.providers,
    { id: 'broken', extends: 'openai-compatible', baseUrl: broken.url },
  ]);
  const names = ['demo-openai-chat/demo', 'demo-anthropic/demo', 'broken/m', 'openai/gpt-4.1'];
  const targets = names.map((name) => {
    const found = findTarget(registry, name);
    if (typeof found === 'string') throw new Error(found);
    return found;
  });
  const client = new LlmClient({ environment: {} });
  const options = { name: 'a run', request: asked, targets: names, policy };
  const send = { losses: policy, retry: { attempts: 1, initialMs: 1, maxMs: 1 } };
  const run = new LaneRun(options, targets, {
    send: (each, target, signal) => client.stream(each, [target], send, signal),
    newId,
    now: Date.now,
  });
  await run.finished;
  await client.close();
  await demo.close();
  await broken.close();
  return run;
}

/** Microseconds are what a trace keeps. */
const rounded = (run: LlmRunView): unknown =>
  JSON.parse(JSON.stringify(run), (key, value) =>
    key === 'startedMs' || key === 'endedMs' ? Math.round(value * 1000) / 1000 : value,
  );

test('a run comes back out of the store as it was', async () => {
  const run = await runLanes('warn');
  expect(run.view.lanes.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'failed']);
  await recordRun(store, run.view, run.outcomes);
  const back = recordedRun(store, run.id);
  expect(back && rounded(back)).toEqual(rounded(run.view));
  const { id, name, startedAt, targets } = run.view;
  expect(recordedRuns(store, 5)).toEqual([{ id, name, startedAt, targets, ended: true }]);
});

test('each lane is a call like any other: an effect with its request, its answer, and what went over the wire', async () => {
  const run = await runLanes('warn');
  await recordRun(store, run.view, run.outcomes);
  const events = store.events(traceOf(run.id), 0, 100);
  const asked = events.flatMap((event) => (event.kind === 'effect_requested' ? [event] : []));
  expect(asked.map(({ occ, request: { type } }) => [occ, type])).toEqual(
    [0, 1, 2, 3].map((i) => [`0.${i}.0`, 'llm']),
  );
  const answers = events.flatMap((event) => (event.kind === 'effect_answered' ? [event.answer] : []));
  expect(answers).toMatchObject([
    { ok: true, calls: [{ status: 200 }] },
    { ok: true, calls: [{ losses: [{ path: '/parameters/seed' }, {}] }] },
    { ok: false, error: { code: 'stream_interrupted', fields: { partial: {} } } },
    { ok: false, error: { code: 'authentication' }, calls: [] },
  ]);
});

test('what the policy refused comes back with why', async () => {
  const run = await runLanes('strict', { ...request, required: ['/parameters/seed'] });
  await recordRun(store, run.view, run.outcomes);
  const back = recordedRun(store, run.id);
  expect(back && rounded(back)).toEqual(rounded(run.view));
  expect(back?.lanes[1]).toMatchObject({ error: { code: 'refused_by_policy' }, losses: [{}], wire: null });
});

test('there is no run of another id, or in a trace of something else', () => {
  expect(recordedRun(store, '../x')).toBeUndefined();
  expect(recordedRun(store, `llm_${'0'.repeat(20)}`)).toBeUndefined();
});

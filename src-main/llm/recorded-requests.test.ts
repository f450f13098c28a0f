import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventBody, TraceEvent } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import { openLibrary } from '../../test/support/library.ts';
import type { LibraryStore } from '../store/store.ts';
import { recordedRequest, requestsOf } from './recorded-requests.ts';

let folder: string;
let store: LibraryStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-recorded-'));
  store = await openLibrary(join(folder, 'traces.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** A run of a node on both paths, of which each asked for these. */
async function run(...requests: readonly CanonicalObject[]): Promise<void> {
  const about = { node: 'sort_v1', hash: 'a'.repeat(64), inputs: {}, startedAt: 5 };
  store.startComparison({ ...about, id: 'cmp_1', effects: 'share' });
  for (const path of ['reference', 'direct'] as const) {
    const trace = { ...about, id: `trc_${path}`, comparison: 'cmp_1', path, sources: [] };
    const writer = store.startTrace({ ...trace, runtime: 'r', clockScale: 1 });
    const event = (body: EventBody): TraceEvent => ({ step: 'ask', occ: '0', time: 1, ...body });
    writer.append([
      { step: '', occ: '', time: 0, kind: 'run_started', node: 'sort_v1', hash: about.hash, inputs: {} },
      ...requests.map((request, effect) =>
        event({
          kind: 'effect_requested',
          effect,
          request: {
            type: 'llm',
            operation: 'chat',
            targets: ['demo/m'],
            route: 'primary',
            losses: 'warn',
            request,
            timeoutMs: null,
            retry: null,
            breakers: [],
          },
        }),
      ),
    ]);
    await writer.close({ kind: 'completed', outcome: { success: true, outputs: {} } });
  }
  await store.finishComparison('cmp_1', { diverged: false, divergences: [] });
}

const asking = (text: CanonicalObject | string): CanonicalObject => ({
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  parameters: { temperature: { $decimal: '0.2' }, seed: 7 },
});

test('what a step asked of a model is found once, and comes back as it was', async () => {
  await run(asking('Late again.'), asking('And broken.'));
  const comparison = store.comparison('cmp_1');
  const items = comparison ? requestsOf(store, comparison) : [];
  expect(items).toMatchObject([
    { kind: 'step', title: 'sort_v1 · ask', model: 'demo/m', said: 'Late again.' },
    { source: { trace: 'trc_reference', event: 2 }, said: 'And broken.' },
  ]);
  expect(recordedRequest(store, 'trc_reference', 1)).toMatchObject({
    ok: true,
    request: { parameters: { temperature: 0.2, seed: 7 } },
    notes: [],
  });
  expect(recordedRequest(store, 'trc_reference', 0)).toBeUndefined();
  expect(recordedRequest(store, 'trc_nobody', 0)).toBeUndefined();
});

test('of a sensitive value there is a fingerprint, and a note says that it has to be filled in', async () => {
  await run(asking({ $fingerprint: '9f3ab6' }), {
    messages: [{ role: 'user', content: 'To •••9f3a' }],
    user: { $fingerprint: '9f3ab6' },
  });
  expect(recordedRequest(store, 'trc_direct', 1)).toMatchObject({
    ok: true,
    request: { messages: [{ content: [{ text: '•••9f3a' }] }] },
    notes: ['Of a sensitive value there is only a fingerprint (•••): fill it in.'],
  });
  expect(recordedRequest(store, 'trc_direct', 2)).toMatchObject({
    notes: ['Of 2 sensitive values there are only fingerprints (•••): fill them in.'],
  });
});

import { hash } from 'node:crypto';
import type { Divergence, PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import { type LibraryStore, openTraceStore, type StoreOptions } from '../../src-main/store/store.ts';
import type { TraceEnd } from '../../src-main/store/types.ts';

export const SOURCE = 'node_id: order_total\n';
export const SOURCE_HASH = hash('sha256', SOURCE, 'hex');

export async function openLibrary(file: string, options: Partial<StoreOptions> = {}): Promise<LibraryStore> {
  const opened = await openTraceStore({
    file,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  if (!opened.ok) throw opened.error;
  return opened.store;
}

export interface Recording {
  readonly id: string;
  readonly node?: string;
  readonly inputs?: CanonicalObject;
  readonly startedAt?: number;
  readonly paths?: readonly PathName[];
  readonly ends?: Partial<Readonly<Record<PathName, TraceEnd>>>;
  readonly events?: readonly TraceEvent[];
  /** null: it is never finished. */
  readonly divergedAt?: string | null | undefined;
  readonly finished?: boolean;
  readonly image?: Uint8Array;
  readonly effects?: string;
  readonly branch?: { readonly kind: 'replay' | 'what_if' | 'proof'; readonly of: string };
}

export const succeeded = (outputs: CanonicalObject = {}): TraceEnd => ({
  kind: 'completed',
  outcome: { success: true, outputs },
});

/** Some events that take `ms`, with values small and large. */
export function someEvents(count = 5, ms = 1): readonly TraceEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    step: i % 2 === 0 ? 'load' : 'sum/do/add',
    occ: i % 2 === 0 ? '0' : `0.${i}.0`,
    time: Math.round(((i + 1) * ms * 1000) / count),
    kind: 'assigned',
    name: 'total',
    value: Array.from({ length: (i % 50) + 1 }, (_, k) => ({ $decimal: `${k}.25` })),
  }));
}

export function divergenceAt(step: string): Divergence {
  return {
    kind: 'value',
    step,
    occ: '0',
    path: 'tax',
    reference: { $decimal: '8.86' },
    direct: { $decimal: '8.87' },
    rule: 'equality',
    message: 'tax differs',
    row: 0,
    events: { reference: 1, direct: 1 },
    relation: 'first',
  };
}

/** Records a comparison as a session does. */
export async function record(store: LibraryStore, recording: Recording): Promise<void> {
  const {
    id,
    node = 'order_total',
    inputs = {},
    startedAt = 1_767_225_600_000,
    effects = 'share',
  } = recording;
  const { paths = ['reference', 'direct'], ends = {}, events = someEvents(), divergedAt = null } = recording;
  store.startComparison({ id, node, hash: SOURCE_HASH, inputs, effects, startedAt });
  const closed = paths.map((path) => {
    const trace = `${id}_${path}`;
    const writer = store.startTrace({
      id: trace,
      comparison: id,
      path,
      node,
      hash: SOURCE_HASH,
      sources: [{ node, hash: SOURCE_HASH, file: 'order_total.vsp', text: SOURCE }],
      runtime: path === 'direct' ? 'interpreter' : 'CPython 3.11.7',
      inputs,
      startedAt,
      clockScale: 1,
    });
    store.attach(trace, 'run', { nodes: [{ node, hash: SOURCE_HASH }], handlers: [] });
    if (recording.branch)
      store.attach(trace, 'branch', { ...recording.branch, from: null, name: 'timeout', changes: [] });
    if (recording.image !== undefined) {
      const image = hash('sha256', recording.image, 'hex');
      store.putBlob('database', image, recording.image);
      store.attach(trace, 'database', { start: [{ database: 'shop', hash: image, kept: true }], writes: [] });
    }
    writer.append(events);
    return recording.finished === false ? store.flush() : writer.close(ends[path] ?? succeeded({ total: 1 }));
  });
  await Promise.all(closed);
  if (recording.finished === false) return;
  await store.finishComparison(id, {
    diverged: divergedAt !== null,
    divergences: divergedAt === null ? [] : [divergenceAt(divergedAt)],
  });
}

/** Everything that can be seen of a comparison. */
export function seen(store: LibraryStore, id: string): unknown {
  const comparison = store.comparison(id);
  return {
    comparison,
    divergences: store.divergences(id),
    traces: comparison?.traces.map((trace) => ({
      inputs: store.inputs(trace.id),
      events: store.events(trace.id, 0, trace.events),
      violations: store.violations(trace.id),
      effects: store.effects(trace.id),
      run: store.attachment(trace.id, 'run'),
      database: store.attachment(trace.id, 'database'),
      visit: store.visit(trace.id, 'load', '0'),
    })),
    source: store.source(SOURCE_HASH),
  };
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reportEvents } from '../../../bench/events.ts';
import { openTraceStore } from '../../../src-main/store/store.ts';
import type { Product } from './product.ts';

/** Id of the comparison that is recorded. */
export const LONG_RUN = 'cmp_long';
const LOT = 5000;
const HASH = 'f2a7'.repeat(16);

/** A comparison of so many rounds, by the product's own writer in the workspace's own store. Gives the events of each path. */
export async function recordLongRun(product: Product, rounds: number): Promise<number> {
  const folder = product.path('.parallax');
  mkdirSync(folder, { recursive: true });
  const opened = await openTraceStore({
    file: join(folder, 'traces.db'),
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  const { store } = opened;
  const events = reportEvents(rounds);
  const about = { node: 'sales_report', hash: HASH, inputs: {}, startedAt: Date.now() };
  store.startComparison({ id: LONG_RUN, effects: 'share', ...about });
  for (const path of ['reference', 'direct'] as const) {
    const trace = { id: `trc_${path}`, comparison: LONG_RUN, path, sources: [], runtime: 'recorded' };
    const writer = store.startTrace({ ...trace, clockScale: 1, ...about });
    for (let from = 0; from < events.length; from += LOT) {
      writer.append(events.slice(from, from + LOT));
      await store.flush();
    }
    await writer.close({ kind: 'completed', outcome: { success: true, outputs: {} } });
  }
  await store.finishComparison(LONG_RUN, { diverged: false, divergences: [] });
  await store.close();
  return events.length;
}

import { reportEvents } from '../../../bench/events.ts';
import type { Product } from './product.ts';
import { withStoreOf } from './store.ts';

/** Id of the comparison that is recorded. */
export const LONG_RUN = 'cmp_long';
const LOT = 5000;
const HASH = 'f2a7'.repeat(16);

/** A comparison of so many rounds, by the product's own writer in the workspace's own store. Gives the events of each path. */
export function recordLongRun(product: Product, rounds: number): Promise<number> {
  return withStoreOf(product, async (store) => {
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
    return events.length;
  });
}

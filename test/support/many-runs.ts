import { join } from 'node:path';
import type { LibraryStore } from '../../src-main/store/store.ts';
import { openLibrary, type Recording, record, someEvents, succeeded } from './library.ts';

const CITIES = ['Zürich', 'Wien', 'Berlin', 'Genève', 'Praha'];
const MINUTE = 60_000;

/** Runs as the product writes them, into a workspace's store that nobody has open: the last one is the newest. */
export async function fillWorkspace(
  folder: string,
  count: number,
  more: readonly Recording[] = [],
): Promise<void> {
  const store = await openLibrary(join(folder, '.parallax', 'traces.db'));
  await fillStore(store, count);
  for (const recording of more) await record(store, recording);
  await store.close();
}

async function fillStore(store: LibraryStore, count: number): Promise<void> {
  const start = Date.UTC(2026, 0, 1);
  for (let from = 0; from < count; from += 200) {
    const some = Array.from({ length: Math.min(200, count - from) }, (_, i) => recordingOf(from + i, start));
    await Promise.all(some.map((recording) => record(store, recording)));
  }
}

function recordingOf(i: number, start: number): Recording {
  const timeout = { code: 'timeout', message: 'it did not answer in time', fields: {} };
  const end = i % 13 === 0 ? ({ kind: 'cut_off', error: timeout } as const) : succeeded({ total: i });
  return {
    id: `cmp_${i}`,
    node: `node_${i % 7}`,
    inputs: { order_id: `ord_${i}x`, city: CITIES[i % CITIES.length] ?? '' },
    startedAt: start + i * MINUTE,
    events: someEvents(4, (i % 50) + 1),
    ends: { reference: end, direct: end },
    divergedAt: i % 9 === 0 ? `step_${(i / 9) % 3}` : null,
  };
}

import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { openTraceStore } from '../../src-main/store/store.ts';

/** What the recording process tells the one that will kill it. */
export type Report =
  | { readonly type: 'appended'; readonly trace: string; readonly count: number; readonly at: number }
  | { readonly type: 'closed'; readonly trace: string; readonly count: number };

/** Events in each trace before it is closed and the next begun. */
const TRACE_EVENTS = 3000;

/** Event `i` of every trace: told from its index alone, with a list that grows and texts that are long. */
export function eventAt(i: number): TraceEvent {
  const place = {
    step: i % 3 === 0 ? 'loop' : 'loop/do/grow',
    occ: i % 3 === 0 ? '0' : `0.${i}.0`,
    time: i * 5,
  };
  if (i % 3 === 0)
    return { ...place, kind: 'iteration', index: i, name: 'item', value: `item ${i} ${'·'.repeat(i % 90)}` };
  if (i % 3 === 1) return { ...place, kind: 'assigned', name: 'acc', value: listAt(i) };
  return { ...place, kind: 'step_left', outcome: 'completed' };
}

function listAt(i: number): Canonical {
  return Array.from({ length: (i % 600) + 1 }, (_, k) => ({ $decimal: `${k}.25` }));
}

const report = (message: Report) => process.send?.(message);

/** Records until it is killed: a few events, a short pause, and again. */
async function record(file: string, run: string): Promise<never> {
  const opened = await openTraceStore({
    file,
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  if (opened.setAside !== null) throw new Error(`the store was set aside: ${opened.setAside.reason}`);
  for (let n = 0; ; n++) {
    const trace = `${run}-${n}`;
    const writer = opened.store.startTrace({
      id: trace,
      comparison: run,
      path: 'direct',
      node: 'kill',
      hash: 'kill',
      sources: [],
      runtime: 'test',
      inputs: {},
      startedAt: Date.now(),
      clockScale: 1,
    });
    for (let count = 0; count < TRACE_EVENTS; ) {
      const size = 1 + Math.floor(Math.random() * 30);
      const events = Array.from({ length: Math.min(size, TRACE_EVENTS - count) }, (_, i) =>
        eventAt(count + i),
      );
      writer.append(events);
      count += events.length;
      report({ type: 'appended', trace, count, at: Date.now() });
      await (Math.random() < 0.5 ? sleep(1) : nextTurn());
    }
    await writer.close({ kind: 'completed', outcome: { success: true, outputs: {} } });
    report({ type: 'closed', trace, count: TRACE_EVENTS });
  }
}

if (process.argv[2] === 'record') await record(process.argv[3] as string, process.argv[4] as string);

import type { StepRow } from '../../../shared/api/view.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import type { ComparisonModel } from '../model.ts';
import type { RowKey } from './types.ts';

const CALL = '/call';
const ENTRY = 'entry';
const RESULT = 'result';
const BATCH = 2000;

/** The row of an event: that of its step, round or calling step. The node's own events stand at its first or last row. */
export function rowKey(event: TraceEvent): RowKey {
  if (event.kind === 'iteration' || event.kind === 'yielded')
    return key(event.step, event.occ, String(event.index));
  if (event.step === '') return isEntry(event) ? ENTRY : RESULT;
  return key(event.step.endsWith(CALL) ? event.step.slice(0, -CALL.length) : event.step, event.occ, '');
}

function isEntry(event: TraceEvent): boolean {
  if (event.kind === 'contract') return event.contract === 'constraint' || event.contract === 'precondition';
  return event.kind === 'run_started' || event.kind === 'inputs_bound' || event.kind === 'assigned';
}

function key(step: string, occ: string, round: string): RowKey {
  return `${step}@${occ}#${round}`;
}

function keyOf(row: StepRow): RowKey {
  return row.kind === 'result' ? RESULT : key(row.step, row.occ, row.kind === 'round' ? row.name : '');
}

/** The row of one key, looked for from the end, where a live run has its news. */
export function latestRow(model: ComparisonModel, wanted: RowKey): number {
  const last = Math.max(model.rowCount - 1, 0);
  if (wanted === ENTRY) return 0;
  for (let i = last; i >= 0; i--) {
    const row = model.rows(i, 1)[0];
    if (row && keyOf(row) === wanted) return i;
  }
  return last;
}

/** The rows of all keys that are wanted; pauses now and then, as there may be many. */
export function* rowsOf(
  model: ComparisonModel,
  wanted: ReadonlySet<RowKey>,
): Generator<void, ReadonlyMap<RowKey, number>> {
  const last = Math.max(model.rowCount - 1, 0);
  const rows = new Map<RowKey, number>([
    [ENTRY, 0],
    [RESULT, last],
  ]);
  for (let from = 0; from < model.rowCount; from += BATCH) {
    for (const row of model.rows(from, BATCH)) {
      const own = keyOf(row);
      if (wanted.has(own)) rows.set(own, row.index);
    }
    yield;
  }
  return rows;
}

import type { ComparisonView, StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';

/** One stretch of a track. */
export interface Bar {
  readonly row: number;
  readonly startUs: number;
  readonly durationUs: number;
  readonly tone: 'step' | 'effect' | 'diverged' | 'consequence';
  /** Contracts failed in it. */
  readonly notched: boolean;
  readonly name: string;
}

export interface TimelineModel {
  readonly tracks: Readonly<Record<PathName, readonly Bar[]>>;
  readonly totalUs: number;
}

/** Rows that may be drawn apart; beyond that a loop is one bar. */
const BUDGET = 400;

/**
 * The rows worth drawing: the top level, found by skipping each row's subtree, then one level deeper while there is room.
 * A run of a million rows with a few steps at the top costs a few reads.
 */
export async function timelineRows(
  total: number,
  rowAt: (index: number) => Promise<StepRow | undefined>,
  cancelled: () => boolean,
): Promise<readonly StepRow[]> {
  let level = await siblings(0, total, rowAt, cancelled);
  for (;;) {
    const inside = level.reduce((sum, row) => sum + Math.min(row.descendants, BUDGET + 1), 0);
    if (inside === 0 || level.length + inside > BUDGET || cancelled()) return level;
    const deeper: StepRow[] = [];
    for (const row of level) {
      if (row.descendants === 0) deeper.push(row);
      else deeper.push(...(await siblings(row.index + 1, row.index + 1 + row.descendants, rowAt, cancelled)));
    }
    level = deeper;
  }
}

async function siblings(
  from: number,
  to: number,
  rowAt: (index: number) => Promise<StepRow | undefined>,
  cancelled: () => boolean,
): Promise<StepRow[]> {
  const found: StepRow[] = [];
  for (let index = from; index < to && found.length < 5 * BUDGET && !cancelled(); ) {
    const row = await rowAt(index);
    if (!row) break;
    found.push(row);
    index += 1 + row.descendants;
  }
  return found;
}

export function timelineModel(rows: readonly StepRow[], view: ComparisonView): TimelineModel {
  const divergent = new Set(view.divergences.map((divergence) => divergence.row));
  const track = (path: PathName): Bar[] =>
    rows.flatMap((row) => {
      const cell = row[path];
      if (!cell || row.kind === 'result') return [];
      return [
        {
          row: row.index,
          startUs: cell.startUs,
          durationUs: cell.durationUs,
          tone: toneOf(row, divergent, cell.effects),
          notched: cell.violations > 0,
          name: row.kind === 'round' ? `round ${row.name}` : row.name,
        },
      ];
    });
  const tracks = { reference: track('reference'), direct: track('direct') };
  const ends = [...tracks.reference, ...tracks.direct].map((bar) => bar.startUs + bar.durationUs);
  return { tracks, totalUs: ends.reduce((most, end) => Math.max(most, end), 1) };
}

function toneOf(row: StepRow, divergent: ReadonlySet<number>, effects: number): Bar['tone'] {
  if (row.status === 'diverged' || row.status === 'reference_only' || row.status === 'direct_only')
    return 'diverged';
  // A loop drawn as one bar is divergent when something within it is.
  if (row.descendants > 0)
    for (const at of divergent) if (at > row.index && at <= row.index + row.descendants) return 'diverged';
  if (row.status === 'consequence') return 'consequence';
  return effects > 0 ? 'effect' : 'step';
}

/** The row whose bar is at a time, or the nearest one before it. */
export function rowAtTime(model: TimelineModel, us: number): number | null {
  let best: Bar | null = null;
  for (const bar of [...model.tracks.reference, ...model.tracks.direct])
    if (
      bar.startUs <= us &&
      (!best || bar.startUs > best.startUs || (bar.startUs === best.startUs && bar.row > best.row))
    )
      best = bar;
  return best?.row ?? model.tracks.reference[0]?.row ?? model.tracks.direct[0]?.row ?? null;
}

/** Where the cursor stands: the start of the drawn bar that is, or holds, the row. */
export function timeOfRow(model: TimelineModel, row: number): number | null {
  const bars = model.tracks.reference.length > 0 ? model.tracks.reference : model.tracks.direct;
  let found: Bar | null = null;
  for (const bar of bars) if (bar.row <= row && (!found || bar.row > found.row)) found = bar;
  return found ? found.startUs + found.durationUs / 2 : null;
}

/** Round times for an axis of a given length: 1, 2 or 5 times a power of ten apart. */
export function ticks(totalUs: number, most: number): readonly number[] {
  const rough = totalUs / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.floor(totalUs / step) + 1 }, (_, index) => index * step);
}

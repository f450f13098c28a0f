import type { ComparisonView, StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';

/** One stretch of a track; `left` and `width` are fractions of it. */
export interface Bar {
  readonly row: number;
  readonly left: number;
  readonly width: number;
  readonly durationUs: number;
  readonly tone: 'step' | 'effect' | 'diverged' | 'consequence';
  /** Contracts failed in it. */
  readonly notched: boolean;
  readonly name: string;
}

/** Where a row begins and ends, in time and on the track; the same for both paths, so that they can be compared. */
interface Slot {
  readonly row: number;
  readonly startUs: number;
  readonly us: number;
  readonly left: number;
  readonly width: number;
}

export interface TimelineModel {
  readonly tracks: Readonly<Record<PathName, readonly Bar[]>>;
  readonly slots: readonly Slot[];
  /** Computing time of the slower path in each row, added up: waiting and standing still are left out. */
  readonly totalUs: number;
}

/** Rows that may be drawn apart; beyond that a loop is one bar. */
const BUDGET = 400;
/** Every row can be seen and hit, however short it was: this share of the track is divided evenly. */
const EVEN_SHARE = 0.3;

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
  const drawn = rows.filter((row) => row.kind !== 'result');
  const lengths = drawn.map((row) => Math.max(row.reference?.durationUs ?? 0, row.direct?.durationUs ?? 0));
  const totalUs = Math.max(
    1,
    lengths.reduce((sum, us) => sum + us, 0),
  );
  const slots: Slot[] = [];
  let startUs = 0;
  let left = 0;
  for (const [index, row] of drawn.entries()) {
    const us = lengths[index] ?? 0;
    const width = EVEN_SHARE / drawn.length + ((1 - EVEN_SHARE) * us) / totalUs;
    slots.push({ row: row.index, startUs, us, left, width });
    startUs += us;
    left += width;
  }
  const divergent = new Set(view.divergences.map((divergence) => divergence.row));
  const track = (path: PathName): Bar[] =>
    drawn.flatMap((row, index) => {
      const cell = row[path];
      const slot = slots[index];
      if (!cell || !slot) return [];
      const share = slot.us === 0 ? 1 : cell.durationUs / slot.us;
      return [
        {
          row: row.index,
          left: slot.left,
          width: slot.width * 0.94 * Math.max(0.08, share),
          durationUs: cell.durationUs,
          tone: toneOf(row, divergent, cell.effects),
          notched: cell.violations > 0,
          name: row.kind === 'round' ? `round ${row.name}` : row.name,
        },
      ];
    });
  return { tracks: { reference: track('reference'), direct: track('direct') }, slots, totalUs };
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

/** The row drawn at a fraction of the track. */
export function rowAtFraction(model: TimelineModel, fraction: number): number | null {
  let found = model.slots[0];
  for (const slot of model.slots) if (slot.left <= fraction) found = slot;
  return found?.row ?? null;
}

/** Where the cursor stands: the middle of the drawn row that is, or holds, the row. */
export function fractionOfRow(model: TimelineModel, row: number): number | null {
  let found: Slot | undefined;
  for (const slot of model.slots) if (slot.row <= row) found = slot;
  return found ? found.left + found.width / 2 : null;
}

/** Round times and where they lie, at least `gap` of the track apart. */
export function ticks(
  model: TimelineModel,
  most: number,
  gap: number,
): readonly { us: number; at: number }[] {
  const rough = model.totalUs / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const found: { us: number; at: number }[] = [];
  for (let us = 0; us <= model.totalUs; us += step) {
    const slot = model.slots.findLast(({ startUs }) => startUs <= us);
    const at = slot
      ? slot.left + (slot.us === 0 ? 0 : Math.min(1, (us - slot.startUs) / slot.us) * slot.width)
      : 0;
    if (at - (found.at(-1)?.at ?? -1) >= gap) found.push({ us, at });
  }
  return found;
}

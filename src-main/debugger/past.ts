import { nextStop, stopsOf } from './breakpoints/hits.ts';
import type { Armed } from './breakpoints/read.ts';
import type { ComparisonModel } from './model.ts';

/** Where looking back goes from a row: one row, or to the breakpoint before. */
export function rowBefore(
  model: ComparisonModel,
  armed: readonly Armed[],
  from: number,
  kind: 'back' | 'reverse',
): number {
  return kind === 'back' ? from - 1 : (nextStop(stopsOf(model, armed), from, 'backward')?.row ?? 0);
}

/** Where a command goes from a row of the past; at most to where the paths stand. */
export function rowAfter(
  model: ComparisonModel,
  armed: readonly Armed[],
  from: number,
  live: number,
  kind: 'continue' | 'over' | 'into' | 'out',
): number {
  if (kind === 'continue') return nextStop(stopsOf(model, armed), from, 'forward')?.row ?? live;
  let to = from + 1;
  if (kind === 'into') return to;
  const depth = (model.rows(from, 1)[0]?.depth ?? 0) - (kind === 'out' ? 1 : 0);
  while (to < live && (model.rows(to, 1)[0]?.depth ?? 0) > depth) to++;
  return to;
}

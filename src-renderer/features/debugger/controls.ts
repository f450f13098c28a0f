import type { SessionCommand } from '../../../shared/api/api.ts';
import type { ComparisonView, StepRow } from '../../../shared/api/view.ts';

export type Control = SessionCommand['kind'];

/** Is the session one whose paths can still move? Otherwise the controls move the cursor through what is recorded. */
export function isLive(view: ComparisonView | null): boolean {
  return view?.live != null && view.live.state !== 'ended';
}

/** A control shows as usable only when it would do something now. */
export function canDo(control: Control, view: ComparisonView | null, row: StepRow | null): boolean {
  if (!view) return false;
  const live = view.live;
  if (!isLive(view) || !live) {
    switch (control) {
      case 'restart':
        return true;
      case 'pause':
      case 'stop':
        return false;
      case 'back':
      case 'reverse':
        return row !== null && row.index > 0;
      case 'continue':
      case 'into':
        return row !== null && row.index < view.rows - 1;
      case 'over':
        return row !== null && row.index + row.descendants < view.rows - 1;
      case 'out':
        return row !== null && row.parent >= 0;
    }
  }
  switch (control) {
    case 'restart':
    case 'stop':
      return live.state !== 'starting';
    case 'pause':
      return live.state === 'running';
    case 'back':
    case 'reverse':
      return live.state === 'stopped' && live.canStepBack;
    default:
      return live.state === 'stopped';
  }
}

/** Where a control takes the cursor in a recorded comparison; `stop` is where the breakpoints stop next that way. */
export async function cursorTarget(
  control: Control,
  row: StepRow,
  view: ComparisonView,
  stop: number | null,
  rowAt: (index: number) => Promise<StepRow | undefined>,
): Promise<number> {
  const last = view.rows - 1;
  switch (control) {
    case 'into':
      return Math.min(row.index + 1, last);
    case 'over':
      return Math.min(row.index + 1 + row.descendants, last);
    case 'out': {
      const parent = row.parent >= 0 ? await rowAt(row.parent) : undefined;
      return parent ? Math.min(parent.index + 1 + parent.descendants, last) : last;
    }
    case 'back': {
      let before = row.index > 0 ? await rowAt(row.index - 1) : undefined;
      while (before && before.depth > row.depth && before.parent >= 0) before = await rowAt(before.parent);
      return before?.index ?? row.index;
    }
    case 'continue': {
      const next = view.divergences.find((divergence) => divergence.row > row.index);
      return Math.min(next?.row ?? last, stop ?? last);
    }
    case 'reverse':
      return stop ?? 0;
    default:
      return row.index;
  }
}

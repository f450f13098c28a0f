import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { filterTo, reveal, select, useDebugger } from './debugger-store.ts';
import { WHOLE, zoomed } from './timeline-model.ts';
import { panTimeline, showWindow, useTimeline, zoomTimeline } from './timeline-store.ts';
import { dropFilter, jumpTo, leap } from './travel.ts';

interface Tools {
  /** The row at a share of the visible width. */
  readonly rowAt: (share: number) => number | null;
  /** A range is being drawn, and has been. */
  readonly onDraw: (from: number, to: number) => void;
  readonly onDrawn: (from: number, to: number) => void;
}

/** Dragging moves the cursor, with Shift it draws a range; the wheel zooms, sideways it pans; keys do the same. */
export function useTimelineInput(area: RefObject<HTMLDivElement | null>, shown: boolean, tools: Tools) {
  /** Where a range began that is being drawn; null while the cursor is dragged. */
  const start = useRef<number | null>(null);
  const shareOf = (event: { readonly clientX: number }) => {
    const box = area.current?.getBoundingClientRect();
    return box && box.width > 0 ? Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) : 0;
  };
  useWheel(area, shown, shareOf);

  const follow = (event: PointerEvent) => {
    const row = tools.rowAt(shareOf(event));
    if (row === null) return;
    if (start.current !== null) tools.onDraw(Math.min(start.current, row), Math.max(start.current, row));
    else if (row !== useDebugger.getState().selected) scrubTo(row);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = event.shiftKey ? tools.rowAt(shareOf(event)) : null;
      // One drag is one step for Back.
      if (start.current === null) leap();
      follow(event);
    },
    onPointerMove: (event: PointerEvent) => event.buttons === 1 && follow(event),
    onPointerUp: (event: PointerEvent) => {
      const row = tools.rowAt(shareOf(event));
      if (start.current !== null && row !== null) tools.onDrawn(start.current, row);
      // The last move may not have been told.
      else follow(event);
      start.current = null;
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (!press(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

function scrubTo(row: number): void {
  reveal(row);
  select(row);
}

/**
 * React listens to the wheel without being able to keep the page from scrolling. Listened to once: where such a listener
 * comes or goes, the browser paints all that stands there anew, hundreds of bars.
 */
function useWheel(
  area: RefObject<HTMLDivElement | null>,
  shown: boolean,
  shareOf: (event: { readonly clientX: number }) => number,
): void {
  const latest = useRef(shareOf);
  latest.current = shareOf;
  useEffect(() => {
    const element = area.current;
    if (!shown || !element) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        panTimeline(sideways / 600);
        return;
      }
      const { window } = useTimeline.getState();
      const around = window.from + latest.current(event) * (window.to - window.from);
      showWindow(zoomed(window, Math.exp(event.deltaY / 250), around));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [area, shown]);
}

/** What a key does on the timeline; false where it is none of its keys. */
function press({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  const { selected, range, view } = useDebugger.getState();
  const last = Math.max(0, (view?.rows ?? 1) - 1);
  if (altKey || metaKey) return false;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const way = key === 'ArrowRight' ? 1 : -1;
      const next = Math.max(0, Math.min(selected + way, last));
      if (ctrlKey) panTimeline(way * 0.25);
      else if (shiftKey) extend(selected, next, range);
      else scrubTo(next);
      return true;
    }
    case 'PageUp':
    case 'PageDown': {
      const way = key === 'PageDown' ? 1 : -1;
      scrubTo(Math.max(0, Math.min(selected + way * Math.max(1, Math.round(last / 20)), last)));
      return true;
    }
    case 'Home':
      jumpTo(0);
      return true;
    case 'End':
      jumpTo(last);
      return true;
    case '+':
    case '=':
      zoomTimeline(0.5);
      return true;
    case '-':
      zoomTimeline(2);
      return true;
    case '0':
      showWindow(WHOLE);
      return true;
    case 'Escape':
      if (range) dropFilter();
      return range !== null;
    default:
      return false;
  }
}

/** Shift and an arrow draw the range on, or in again, from the end where the cursor stands. */
function extend(
  selected: number,
  next: number,
  range: { readonly from: number; readonly to: number } | null,
): void {
  const other = range === null ? selected : selected === range.from ? range.to : range.from;
  filterTo({ from: Math.min(other, next), to: Math.max(other, next) });
  scrubTo(next);
}

import type { PathName } from '../trace/comparison.ts';

/**
 * The timeline: all rows of a comparison side by side on an axis from 0 to 1, in order of execution. A row is as wide as
 * the slower path computed in it, with a share divided evenly so that each can be seen; a row that holds others is
 * followed by them. Both tracks share the axis, so that the same place is the same moment of the flow.
 */
export interface TimelineWindow {
  /** What is shown, as fractions of the whole. */
  readonly from: number;
  readonly to: number;
  /** Rows that the comparison has so far. */
  readonly rows: number;
  /** Computing time of the slower path, added up: waiting and standing still are left out. */
  readonly totalUs: number;
  readonly bars: readonly TimelineBar[];
  /** Round times and where they lie. */
  readonly ticks: readonly { readonly us: number; readonly at: number }[];
}

/** Rows [row, row + rows) drawn as one: one row, or as many as have to share the width of a bar. */
export interface TimelineBar {
  readonly row: number;
  readonly rows: number;
  /** Fractions of the whole axis. */
  readonly left: number;
  readonly width: number;
  /** Of the first row. */
  readonly name: string;
  /** Null where the path has none of the rows. */
  readonly reference: TimelineSide | null;
  readonly direct: TimelineSide | null;
  readonly tone: 'step' | 'effect' | 'diverged' | 'consequence' | 'accepted';
  /** First rows in it with something worth a mark, and how many there are. */
  readonly marks: Readonly<Partial<Record<TimelineMark, { readonly row: number; readonly count: number }>>>;
}

export type TimelineMark = 'divergence' | 'violation' | 'effect';

export interface TimelineSide {
  readonly durationUs: number;
  /** Of the bar's width: the other path may have taken longer. */
  readonly share: number;
}

/** A moment on both paths: how many events of each have happened. Null where the path was not run. */
export type Moment = Readonly<Record<PathName, number | null>>;

/** Where an event lies. */
export type LocatedEvent =
  | {
      readonly row: number;
      /** Just after the event, and after its counterpart on the other path. */
      readonly moment: Moment;
    }
  /** It is recorded and not aligned yet: what happened in it, in a few words. */
  | { readonly row: null; readonly text: string };

import type { PathName } from '../trace/comparison.ts';
import type { Canonical } from '../values/canonical.ts';

/**
 * The workspace's databases as they were at a moment of a recorded comparison: the image that was kept when the run began
 * with the recorded changes up to then. Nothing is executed. Values are as stored: a decimal was a REAL, a string a TEXT.
 */
export interface DatabasesView {
  /** Each path worked on a copy of its own: there may be differences. Else both saw one database. */
  readonly separate: boolean;
  readonly databases: readonly DatabaseView[];
}

export interface DatabaseView {
  readonly name: string;
  /** False where its content was not kept, because it holds sensitive values: then it has no tables here. */
  readonly kept: boolean;
  readonly tables: readonly TableView[];
}

export interface TableView {
  readonly name: string;
  readonly rows: Readonly<Record<PathName, number | null>>;
  /** Rows that the step changed, on either path. */
  readonly changed: number;
  /** Rows that are not the same on both paths. */
  readonly different: number;
}

export interface TablePage {
  readonly columns: readonly string[];
  /** How many rows there are to page through. */
  readonly total: number;
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** The row id, or the primary key of a table without one. */
  readonly key: Canonical;
  /** In the order of the columns; null where the path has no such row. */
  readonly reference: readonly Canonical[] | null;
  readonly direct: readonly Canonical[] | null;
  /** What the step did to it; `before` is how it was then. */
  readonly change: 'inserted' | 'updated' | 'deleted' | null;
  readonly before: readonly Canonical[] | null;
  readonly differs: boolean;
}

/** Which rows of which table. */
export interface TableQuery {
  readonly database: string;
  readonly table: string;
  readonly from: number;
  readonly count: number;
  /** Only rows that the step changed, or that differ between the paths. */
  readonly only: boolean;
}

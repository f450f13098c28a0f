import type { PathName } from '../trace/comparison.ts';

/** What goes to people without the application, and what comes from programs without it. */

export type ReportFormat = 'html' | 'markdown';

export interface ReportFile {
  /** `cmp_….html` */
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly text: string;
}

/** Files of the ingest format (docs/ingest.md), with their text. Of exactly two, runs that belong together are compared. */
export interface IngestRequest {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Leave out lines that cannot be read; else nothing is stored where there are any. */
  readonly skipMalformed: boolean;
  /** Names whose values are stored as fingerprints, beside those that the runs and the workspace's nodes name. */
  readonly sensitive: readonly string[];
}

export interface IngestedTrace {
  readonly comparison: string;
  readonly trace: string;
  readonly node: string;
  readonly path: PathName;
  readonly file: string;
  readonly events: number;
  /** It came to its result. */
  readonly complete: boolean;
}

export interface IngestReport {
  /** False: nothing was, because of lines that cannot be read. */
  readonly stored: boolean;
  readonly traces: readonly IngestedTrace[];
  /** Of two runs that were compared: the sentence of the first divergence, or null where they are equal. */
  readonly compared: readonly { readonly comparison: string; readonly divergence: string | null }[];
  /** At most 100, by file and line from 1. */
  readonly malformed: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  readonly malformedCount: number;
}

export interface ExchangeApi {
  /** A recorded comparison as one self-contained page, or for a pull request; values are redacted as they are stored. */
  report(comparison: string, format: ReportFormat): Promise<ReportFile>;
  ingest(request: IngestRequest): Promise<IngestReport>;
}

/** Where a recorded request stands: a run of lanes, or an event of a trace. */
export type LlmRecordedSource =
  | { readonly run: string }
  | { readonly trace: string /** Its index, from 0. */; readonly event: number };

/** A request to a language model that was recorded: it can be composed anew. */
export interface LlmRecordedItem {
  readonly source: LlmRecordedSource;
  readonly kind: 'lanes' | 'proxy' | 'step';
  /** What it is called: a run's name, the client's dialect, `node · step`. */
  readonly title: string;
  /** Whom it was for, as it was asked; null: nobody in particular. */
  readonly model: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Beginning of the last thing that was said in it. */
  readonly said: string;
}

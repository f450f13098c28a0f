/** Exchanges as JSON. */
export type Batch = readonly string[];

/** What became of one; without an error it is on disk. */
export interface Recorded {
  readonly trace: string;
  readonly error?: string;
}

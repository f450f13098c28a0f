/** One line of the table. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  /** `× baseline`, `bytes/event`, `ms`, `events/s`. */
  readonly unit: string;
  /** Absent for lines that only give the others their meaning. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  /** What the number was measured against or with, in a few words. */
  readonly note: string;
}

/** A module of this folder: measures, cleans up behind itself, and says nothing. */
export interface Bench {
  readonly name: string;
  run(): Promise<readonly Measurement[]>;
}

/** undefined where there is no target. */
export function passed({ value, target }: Measurement): boolean | undefined {
  if (target === undefined) return undefined;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

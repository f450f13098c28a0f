import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What a rule has accepted in the comparisons recorded so far. */
export interface RuleCount {
  readonly hidden: number;
  readonly comparisons: number;
}

const line = z.object({ comparison: z.string(), counts: z.record(z.string(), z.int().min(0)) });

/**
 * Counts of what rules accepted, one line for each recorded comparison in which any did. Lines are only ever added, so that
 * processes do not get in each other's way.
 */
export class LedgerCounts {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(comparison: string, counts: ReadonlyMap<string, number>): void {
    appendFileSync(this.#file, `${JSON.stringify({ comparison, counts: Object.fromEntries(counts) })}\n`);
  }

  /** By rule. A line that was cut short counts for nothing. */
  sum(): ReadonlyMap<string, RuleCount> {
    const sums = new Map<string, { hidden: number; comparisons: number }>();
    for (const text of this.#text().split('\n')) {
      const read = parsed(text);
      for (const [rule, count] of Object.entries(read?.counts ?? {})) {
        const sum = sums.get(rule) ?? { hidden: 0, comparisons: 0 };
        sum.hidden += count;
        sum.comparisons++;
        sums.set(rule, sum);
      }
    }
    return sums;
  }

  #text(): string {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return '';
    }
  }
}

function parsed(text: string): z.output<typeof line> | undefined {
  try {
    return line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

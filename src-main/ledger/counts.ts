import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseJsonText } from '../../shared/values/json-text.ts';

const line = z.object({ comparison: z.string(), counts: z.record(z.string(), z.int().min(0)) });

type Counts = Readonly<Record<string, number>>;

/**
 * Counts of what rules accepted, one line for each recorded comparison in which any did, and another one when it is looked
 * at under other rules: the last one counts. Lines are only ever added, so that processes do not get in each other's way.
 */
export class LedgerCounts {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(comparison: string, counts: ReadonlyMap<string, number>): void {
    appendFileSync(this.#file, `${JSON.stringify({ comparison, counts: Object.fromEntries(counts) })}\n`);
  }

  /** A recorded comparison was looked at again. What cannot be written is not counted: looking goes on. */
  correct(comparison: string, counts: ReadonlyMap<string, number>): void {
    if (isSame(this.#byComparison().get(comparison) ?? {}, counts)) return;
    try {
      this.add(comparison, counts);
    } catch {
      // A folder that can only be read.
    }
  }

  /** In which comparisons each rule accepted how many differences, the last one last. A line that was cut short counts for nothing. */
  byRule(): ReadonlyMap<string, readonly { readonly comparison: string; readonly hidden: number }[]> {
    const rules = new Map<string, { comparison: string; hidden: number }[]>();
    for (const [comparison, counts] of this.#byComparison())
      for (const [rule, hidden] of Object.entries(counts)) {
        const known = rules.get(rule);
        if (known) known.push({ comparison, hidden });
        else rules.set(rule, [{ comparison, hidden }]);
      }
    return rules;
  }

  #byComparison(): ReadonlyMap<string, Counts> {
    const last = new Map<string, Counts>();
    for (const text of this.#text().split('\n')) {
      const read = parsed(text);
      if (read) last.set(read.comparison, read.counts);
    }
    return last;
  }

  #text(): string {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return '';
    }
  }
}

function isSame(known: Counts, counts: ReadonlyMap<string, number>): boolean {
  const rules = Object.keys(known);
  return rules.length === counts.size && rules.every((rule) => known[rule] === counts.get(rule));
}

function parsed(text: string): z.output<typeof line> | undefined {
  try {
    return line.safeParse(parseJsonText(text)).data;
  } catch {
    return undefined;
  }
}

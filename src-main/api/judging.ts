import { setImmediate } from 'node:timers/promises';
import { Acceptance } from '../../shared/trace/acceptance.ts';
import { readRunRecord } from '../debugger/run-record.ts';
import { StoredComparison } from '../debugger/stored.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { StoreError } from '../store/errors.ts';
import type { LibraryStore } from '../store/store.ts';
import type { ComparisonSummary } from '../store/types.ts';
import { type Judged, rulesKey } from '../store/verdict.ts';

/** Verdicts are kept together, so many at a time; and at latest after so long. */
const LOT = 200;
const LOT_MS = 100;

interface Verdict extends Judged {
  readonly comparison: ComparisonSummary;
}

/**
 * Keeps what recorded comparisons are in step with the ledger: rules are made, changed and expire after the runs that they
 * are about. Each is judged once under the same rules, the newest first, and only those are aligned again whose first
 * difference a rule is about.
 */
export class Judging {
  readonly #store: LibraryStore;
  readonly #ledger: Ledger;
  readonly #changed: () => void;
  /** The rules under which all were judged, or are being. */
  #state: string | null = null;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  /** `changed`: verdicts are not what they were. */
  constructor(store: LibraryStore, ledger: Ledger, changed: () => void) {
    this.#store = store;
    this.#ledger = ledger;
    this.#changed = changed;
  }

  /** Runs came from elsewhere. */
  outdated(): void {
    this.#state = null;
  }

  /** Resolves when every recorded comparison is what today's rules make of it; at once where it is. */
  settle(): Promise<void> {
    const state = this.#ledger.state;
    if (state === this.#state) return this.#running;
    this.#state = state;
    this.#running = this.#running.then(() => this.#judgeAll(state));
    return this.#running;
  }

  /** Nothing of it is under way when it resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #judgeAll(state: string): Promise<void> {
    const { library } = this.#store;
    try {
      // What ended just now is in the list too.
      await this.#store.flush();
      for (const node of library.nodesToJudge()) {
        const rules = rulesKey(this.#ledger.rulesFor(node));
        let lot: Verdict[] = [];
        let begun = performance.now();
        for (const id of library.judgedOtherwise(node, rules)) {
          if (this.#closed || this.#state !== state) return;
          const comparison = this.#store.comparison(id);
          // One that cannot be read any more stays what its record says, and stands in no other's way.
          if (comparison)
            lot.push({ comparison, rules, verdict: await this.#verdict(comparison).catch(() => null) });
          if (lot.length >= LOT || performance.now() - begun > LOT_MS) {
            await this.#keep(lot);
            [lot, begun] = [[], performance.now()];
            await setImmediate();
          }
        }
        await this.#keep(lot);
      }
    } catch (error) {
      // A disk that is full: the lists say what they said, until somebody asks again.
      this.#state = null;
      if (!(error instanceof StoreError)) throw error;
    }
  }

  async #keep(lot: readonly Verdict[]): Promise<void> {
    if (lot.length === 0) return;
    await this.#store.library.judge(
      lot.map(({ comparison: { id }, ...judged }) => ({ comparison: id, ...judged })),
    );
    if (lot.some(({ comparison, verdict }) => comparison.verdict !== verdict)) this.#changed();
  }

  /** Null: it is what its record says. */
  async #verdict(comparison: ComparisonSummary): Promise<Judged['verdict']> {
    const { id, node, diverged, divergence, traces } = comparison;
    const rules = this.#ledger.rulesFor(node);
    if (diverged === null) return null;
    if (diverged) {
      // Where no rule is about the first difference, nobody has to look at the others.
      if (divergence === null || Acceptance.of(rules)?.at(divergence.step, divergence.kind) == null)
        return null;
    } else if (comparison.verdict === null) {
      const known = readRunRecord(this.#store, traces[0]?.id ?? '').policy.accepted ?? [];
      if (known.length === 0) return null;
    }
    const aligned = await StoredComparison.open(this.#store, id, () => rules);
    if (aligned === undefined) return null;
    if (aligned.view().divergences.length > 0) return diverged ? null : 'diverged';
    return aligned.acceptedCounts.size > 0 ? 'accepted' : null;
  }
}

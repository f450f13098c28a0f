import { Acceptance } from '../../shared/trace/acceptance.ts';
import type { AcceptedRule } from '../../shared/trace/comparison.ts';
import { StoredComparison } from '../debugger/stored.ts';
import type { ComparisonSummary, TraceStore } from '../store/types.ts';

/** Longer ones say what they said when they were recorded, until somebody opens them. */
const MOST_EVENTS = 20_000;
/** Answers that are remembered. */
const REMEMBERED = 10_000;

/** Which recorded divergences the ledger accepts by now: rules are made after the runs that they are about. */
export class AcceptedRuns {
  readonly #store: TraceStore;
  readonly #rulesFor: (node: string) => readonly AcceptedRule[];
  readonly #known = new Map<string, { readonly rules: string; readonly accepted: boolean }>();

  constructor(store: TraceStore, rulesFor: (node: string) => readonly AcceptedRule[]) {
    this.#store = store;
    this.#rulesFor = rulesFor;
  }

  /** Whether it diverged when it was recorded, and would not today. */
  async has(comparison: ComparisonSummary): Promise<boolean> {
    const { id, node, diverged, divergence, traces } = comparison;
    if (diverged !== true || divergence === null) return false;
    const rules = this.#rulesFor(node);
    // Where none is about the first difference, nobody has to look at the others.
    if (Acceptance.of(rules)?.at(divergence.step, divergence.kind) == null) return false;
    const key = JSON.stringify(rules);
    const known = this.#known.get(id);
    if (known?.rules === key) return known.accepted;
    if (traces.reduce((sum, { events }) => sum + events, 0) > MOST_EVENTS) return false;
    const stored = await StoredComparison.open(this.#store, id, () => rules);
    if (!stored) return false;
    const accepted = stored.view().divergences.length === 0;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(id, { rules: key, accepted });
    return accepted;
  }
}

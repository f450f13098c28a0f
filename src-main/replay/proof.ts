import { availableParallelism } from 'node:os';
import {
  PROOF_CLASSES,
  type ProofClass,
  type ProofOptions,
  type ProofRow,
  type ProofView,
} from '../../shared/api/replay.ts';
import type { Program } from '../../shared/node/program.ts';
import type { Position } from '../../shared/trace/branch.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { equal } from '../../shared/values/equality.ts';
import { BackgroundWork } from '../debugger/background-work.ts';
import type { ComparisonResult } from '../debugger/options.ts';
import { runComparison } from '../debugger/run.ts';
import { checkNode } from '../language/check.ts';
import { changedSteps, stepPaths } from '../language/edit/changed-steps.ts';
import { comparisonsOf } from '../store/comparisons-of.ts';
import type { ComparisonSummary, TraceEnd } from '../store/types.ts';
import { branchOf } from './branches.ts';
import type { ReplayDeps } from './deps.ts';
import { type Attempted, refuse } from './outcome.ts';
import { type RecordedRun, readRun } from './recorded-run.ts';
import { prepareRerun } from './rerun.ts';

/** Two children each: more at once than that only wait for each other. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));

/** Runs every stored run of a node again, from where it reaches a change, and says what the change makes of it. */
export class Proof {
  readonly id: string;
  /** Resolves when nothing is under way any more, however it ended. */
  readonly finished: Promise<void>;
  readonly #deps: ReplayDeps;
  readonly #options: ProofOptions;
  readonly #program: Program;
  readonly #rows: ProofRow[] = [];
  readonly #work = new BackgroundWork();
  readonly #abort = new AbortController();
  readonly #steps = new Set<string>();
  #total = 0;
  #seen = 0;

  private constructor(deps: ReplayDeps, options: ProofOptions, program: Program) {
    this.id = deps.comparison.newId('prf');
    this.#deps = deps;
    this.#options = options;
    this.#program = program;
    this.finished = this.#work.run(
      () => this.#run(),
      (message) => `The proof ended: ${message}`,
    );
  }

  static start(deps: ReplayDeps, options: ProofOptions): Attempted<Proof> {
    const { program, diagnostics } = checkNode(options.text);
    if (program === null) {
      const first = diagnostics.find(({ severity }) => severity === 'error');
      return refuse('invalid', `The changed text cannot run: ${first?.message ?? 'it has errors.'}`);
    }
    if (program.id !== options.node)
      return refuse('invalid', `The changed text is the node ${program.id}, not ${options.node}.`);
    return { ok: true, value: new Proof(deps, options, program) };
  }

  get view(): ProofView {
    const counts = Object.fromEntries(PROOF_CLASSES.map((each) => [each, 0])) as Record<ProofClass, number>;
    for (const row of this.#rows) counts[row.class]++;
    return {
      id: this.id,
      node: this.#options.node,
      state: this.#work.state,
      message: this.#work.message,
      steps: [...this.#steps],
      total: this.#total,
      seen: this.#seen,
      counts,
    };
  }

  /** Rows of one class, or of all, in the order in which they were done. */
  rows(of: ProofClass | null, from: number, count: number): readonly ProofRow[] {
    const rows = of === null ? this.#rows : this.#rows.filter((row) => row.class === of);
    return rows.slice(from, from + count);
  }

  /** Calls back after every change of the view; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    return this.#work.subscribe(listener);
  }

  /** What is done stays. */
  cancel(): void {
    if (this.#work.state === 'running') this.#abort.abort();
    this.#work.cancel();
  }

  async #run(): Promise<void> {
    // Pages go back in time: what the proof itself records is younger than all of them.
    const stored = comparisonsOf(this.#deps.comparison.store, this.#options.node);
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#take(stored)));
  }

  /** Several of these take from the same list. */
  async #take(stored: Iterable<ComparisonSummary>): Promise<void> {
    for (const summary of stored) {
      if (this.#abort.signal.aborted) return;
      // A branch is no run of its own, and one that is still recorded has no result yet.
      if (branchOf(this.#deps.comparison.store, summary) !== null || summary.diverged === null) continue;
      this.#seen++;
      await this.#prove(summary);
      this.#work.changed();
    }
  }

  async #prove(summary: ComparisonSummary): Promise<void> {
    const row = { of: summary.id, branch: null, before: textOf(endOf(summary)), after: '' };
    const read = readRun(this.#deps.comparison.store, summary.id, this.#deps.present);
    if (!read.ok) return this.#add(summary, { ...row, class: 'not_run', message: read.message });
    const { steps, node } = changedSteps(read.value.program, this.#program);
    for (const step of steps) this.#steps.add(step);
    const from = node ? null : positionOf(read.value, this.#program, steps);
    if (from === undefined) return;
    this.#total++;
    const prepared = prepareRerun(
      this.#deps,
      {
        comparison: summary.id,
        paths: [],
        from,
        changes: [{ kind: 'text', text: this.#options.text }],
        effects: this.#options.effects,
        values: this.#options.values,
        name: 'proof',
      },
      'proof',
    );
    if (!prepared.ok) return this.#add(summary, { ...row, class: 'not_run', message: prepared.message });
    const { needed } = prepared.value.plan;
    if (needed.length > 0) {
      const message = `needs ${[...new Set(needed.flatMap(({ where }) => where.slice(0, 1)))].join(', ')}`;
      return this.#add(summary, { ...row, class: 'needs_values', message });
    }
    const refused = new Set<string>();
    const options = prepared.value.options({
      ask: () => Promise.resolve({ kind: 'refuse' }),
      refused: ({ summary: asked, place }) => refused.add(`${asked} at ${place.step}`),
    });
    const result = await runComparison(this.#deps.comparison, options, this.#abort.signal);
    if (this.#abort.signal.aborted) return;
    const after = { branch: result.id, after: textOf(primaryEnd(result)) };
    if (refused.size > 0) {
      const message = `nothing recorded answers ${[...refused].join(', ')}`;
      return this.#add(summary, { ...row, ...after, class: 'not_run', message });
    }
    const message = result.divergences[0]?.message ?? '';
    this.#add(summary, { ...row, ...after, class: classOf(summary, result), message });
  }

  #add(summary: ComparisonSummary, row: Omit<ProofRow, 'index' | 'startedAt'>): void {
    this.#rows.push({ ...row, index: this.#rows.length, startedAt: summary.startedAt });
  }
}

/**
 * The first visit of a changed step, on every path the same; undefined where the run never comes to one. null, the beginning,
 * where steps came or went, or the paths reach the change differently.
 */
function positionOf(
  run: RecordedRun,
  program: Program,
  steps: readonly string[],
): Position | null | undefined {
  const before = new Set(stepPaths(run.program));
  const after = new Set(stepPaths(program));
  const paths = Object.values(run.paths).filter((path) => path !== null);
  if (steps.some((step) => before.has(step) !== after.has(step))) return null;
  const wanted = new Set(steps);
  const visits = paths.map(({ events }) =>
    events.find((event) => event.kind === 'step_entered' && wanted.has(event.step)),
  );
  const first = visits.find((visit) => visit !== undefined);
  if (first === undefined) return undefined;
  const same = visits.every((visit) => visit?.step === first.step && visit.occ === first.occ);
  return same ? { step: first.step, occ: first.occ } : null;
}

function classOf(before: ComparisonSummary, after: ComparisonResult): ProofClass {
  if (after.diverged) return before.diverged ? 'still_diverging' : 'newly_diverging';
  const ends = before.traces.map(({ path, end }) => [end, after.paths[path]?.end ?? null] as const);
  if (!before.diverged && ends.every(([a, b]) => equal(resultOf(a), resultOf(b)))) return 'unaffected';
  const failed = before.traces.some(({ end }) => !succeeded(end));
  const succeeds = ends.every(([, end]) => succeeded(end));
  return before.diverged || (failed && succeeds) ? 'fixed' : 'changed';
}

function succeeded(end: TraceEnd | null): boolean {
  return end?.kind === 'completed' && end.outcome.success;
}

function resultOf(end: TraceEnd | null): Canonical {
  if (end?.kind === 'completed') return end.outcome as unknown as Canonical;
  return end?.kind === 'cut_off' ? end.error.code : null;
}

function endOf(summary: ComparisonSummary): TraceEnd | null {
  return summary.traces[0]?.end ?? null;
}

function primaryEnd({ paths }: ComparisonResult): TraceEnd | null {
  return (paths.reference ?? paths.direct)?.end ?? null;
}

function textOf(end: TraceEnd | null): string {
  if (end?.kind === 'completed') return end.outcome.success ? 'success' : end.outcome.error.code;
  return end?.kind === 'cut_off' ? end.error.code : 'interrupted';
}

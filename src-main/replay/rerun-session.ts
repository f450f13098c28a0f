import type { RerunDecision, RerunView } from '../../shared/api/replay.ts';
import { errorText } from '../../shared/error-text.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import type { ComparisonResult } from '../debugger/options.ts';
import { runComparison } from '../debugger/run.ts';
import { branchView } from './branches.ts';
import type { ReplayDeps } from './deps.ts';
import type { PreparedRerun } from './rerun.ts';
import type { OpenQuestion } from './rerun-effects.ts';

interface Asked {
  readonly id: string;
  readonly question: OpenQuestion;
  readonly decide: (decision: RerunDecision) => void;
}

/** One re-run from its start to its branch. Questions are put one at a time. */
export class RerunSession {
  readonly id: string;
  /** The branch as a result; rejects when it could not be recorded. */
  readonly finished: Promise<ComparisonResult>;
  readonly #deps: ReplayDeps;
  readonly #prepared: PreparedRerun;
  readonly #listeners = new Set<() => void>();
  readonly #abort = new AbortController();
  readonly #asked: Asked[] = [];
  readonly #refused = new Set<string>();
  #questions = 0;
  #view: Pick<RerunView, 'state' | 'message' | 'branch'> = { state: 'running', message: '', branch: null };

  constructor(deps: ReplayDeps, prepared: PreparedRerun) {
    this.id = deps.comparison.newId('rpl');
    this.#deps = deps;
    this.#prepared = prepared;
    this.finished = this.#run();
    // Who waits for the result is told; nobody has to.
    this.finished.catch(() => {});
  }

  get view(): RerunView {
    const open = this.#asked[0];
    return {
      id: this.id,
      of: this.#prepared.run.summary.id,
      ...this.#view,
      state: open && this.#view.state === 'running' ? 'asking' : this.#view.state,
      question: open ? questionView(open) : null,
      refused: [...this.#refused],
    };
  }

  /** Calls back after every change of the view; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** False where that question is not asked (any more). */
  answer(question: string, decision: RerunDecision): boolean {
    const at = this.#asked.findIndex(({ id }) => id === question);
    const [asked] = at < 0 ? [] : this.#asked.splice(at, 1);
    asked?.decide(decision);
    this.#notify();
    return asked !== undefined;
  }

  cancel(): void {
    this.#abort.abort();
    for (const { decide } of this.#asked.splice(0)) decide({ kind: 'refuse' });
    this.#notify();
  }

  async #run(): Promise<ComparisonResult> {
    const options = this.#prepared.options({
      ask: (question) => this.#ask(question),
      refused: ({ summary, place }) => {
        this.#refused.add(`${summary} at ${place.step}`);
        this.#notify();
      },
    });
    const { comparison } = this.#deps;
    try {
      const result = await runComparison(comparison, options, this.#abort.signal);
      const branch = (await branchView(comparison.store, result.id)) ?? null;
      this.#view = { state: 'ended', message: '', branch };
      return result;
    } catch (error) {
      const why = errorText(error);
      this.#view = {
        state: 'failed',
        message: `The branch could not be run to its end: ${why}`,
        branch: null,
      };
      throw error;
    } finally {
      this.#notify();
    }
  }

  #ask(question: OpenQuestion): Promise<RerunDecision> {
    if (this.#abort.signal.aborted) return Promise.resolve({ kind: 'refuse' });
    return new Promise((decide) => {
      this.#asked.push({ id: `q${++this.#questions}`, question, decide });
      this.#notify();
    });
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function questionView({ id, question }: Asked): NonNullable<RerunView['question']> {
  const { path, place, request, summary, recorded } = question;
  const answer = recorded?.answer;
  return {
    id,
    path,
    step: place.step,
    occ: place.occ,
    effect: place.effect,
    summary,
    request: request as unknown as Canonical,
    recorded: recorded && {
      request: recorded.request as unknown as Canonical,
      answer: answer ? (answer.ok ? answer.value : (answer.error as unknown as Canonical)) : null,
    },
  };
}

import { ApiError } from '../../shared/api/error.ts';
import type {
  EvaluationOptions,
  EvaluationRow,
  EvaluationStart,
  EvaluationView,
  HistoryView,
  ValueAt,
  WhyTarget,
  WhyView,
} from '../../shared/api/history.ts';
import { Evaluation } from '../debugger/history/evaluation.ts';
import { whyOf } from '../debugger/history/why-view.ts';
import { historyOf } from '../debugger/history/writes.ts';
import { newId } from '../store/id.ts';
import { Changes } from './changes.ts';
import type { ComparisonApi } from './comparisons.ts';
import type { Engine } from './engine.ts';
import { shortHistory, shortVisit, shortWhy } from './history-excerpts.ts';

/** Evaluations that stay at hand. */
const KEPT = 8;

/** `history` of the API, on one open workspace. */
export class Histories {
  readonly #engine: Engine;
  readonly #comparisons: ComparisonApi;
  readonly #evaluations = new Map<string, Evaluation>();

  constructor(engine: Engine, comparisons: ComparisonApi) {
    this.#engine = engine;
    this.#comparisons = comparisons;
  }

  async of(comparison: string, at: ValueAt, writes: number): Promise<HistoryView> {
    const model = await this.#comparisons.model(comparison);
    return shortHistory(found(await historyOf(model, at, writes), `value called ${at.name}`));
  }

  async why(comparison: string, target: WhyTarget): Promise<WhyView> {
    const model = await this.#comparisons.model(comparison);
    const what =
      target.kind === 'value'
        ? `value called ${target.at.name} on either path, or only one path was run`
        : `divergence ${target.index + 1} with an event of its own`;
    return shortWhy(found(whyOf(model, target), what));
  }

  async row(comparison: string, step: string, occ: string): Promise<number> {
    const model = await this.#comparisons.model(comparison);
    return found(model.rowOfVisit(step, occ), `visit ${occ} of the step ${step}`);
  }

  async evaluate(options: EvaluationOptions): Promise<EvaluationStart> {
    const [{ node, startedAt }, model] = await Promise.all([
      this.#comparisons.view(options.comparison),
      this.#comparisons.model(options.comparison),
    ]);
    const { store, ledger } = this.#engine;
    const deps = { store, newId, rulesFor: (of: string) => ledger.rulesFor(of) };
    const started = Evaluation.start(deps, options, { node, startedAt, model });
    if (!started.ok) {
      const { message, column } = started.refusal;
      return { ok: false, message, column };
    }
    const evaluation = started.value;
    this.#evaluations.set(evaluation.id, evaluation);
    for (const [id, oldest] of this.#evaluations) {
      if (this.#evaluations.size <= KEPT) break;
      oldest.cancel();
      this.#evaluations.delete(id);
    }
    return { ok: true, id: evaluation.id };
  }

  watch(id: string): AsyncIterable<EvaluationView> {
    const evaluation = this.#evaluation(id);
    const changes = new Changes(() => evaluation.view);
    return changes.watch(evaluation.subscribe(() => changes.notify()));
  }

  rows(id: string, from: number, count: number): readonly EvaluationRow[] {
    return this.#evaluation(id).rows(from, count).map(shortVisit);
  }

  cancel(id: string): void {
    this.#evaluation(id).cancel();
  }

  async close(): Promise<void> {
    for (const evaluation of this.#evaluations.values()) evaluation.cancel();
    await Promise.all([...this.#evaluations.values()].map(({ finished }) => finished));
  }

  #evaluation(id: string): Evaluation {
    return found(this.#evaluations.get(id), `evaluation ${id}`);
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ApiError('not_found', `There is no ${what}.`);
  return value;
}

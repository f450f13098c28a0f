import type {
  Evaluated,
  EvaluationOptions,
  EvaluationRow,
  EvaluationView,
} from '../../../shared/api/history.ts';
import type { Program } from '../../../shared/node/program.ts';
import type { AcceptedRule } from '../../../shared/trace/comparison.ts';
import { distance, formatNumber, numberText, parseNumber } from '../../../shared/values/numbers.ts';
import { checkNode } from '../../language/check.ts';
import { comparisonsOf } from '../../store/comparisons-of.ts';
import type { TraceStore } from '../../store/types.ts';
import { BackgroundWork } from '../background-work.ts';
import type { Read } from '../breakpoints/types.ts';
import type { ComparisonModel } from '../model.ts';
import { recordedComparison } from '../recorded.ts';
import type { EventSource } from '../timeline.ts';
import { type ValueRules, valueRules } from '../variable-rows.ts';
import { type Evaluator, hasStep, readEvaluator, type Visited, visitsOf } from './evaluate.ts';
import { same } from './fact.ts';
import { reservationOfReads } from './reservation.ts';

/** Rows that are kept; more are counted. */
const LISTED = 20_000;

/** A comparison as far as evaluating in it needs. */
interface Subject {
  readonly comparison: string;
  readonly startedAt: number;
  readonly programs: ReadonlyMap<string, Program>;
  readonly sources: readonly [EventSource | null, EventSource | null];
  readonly rules: ValueRules;
}

export interface EvaluationDeps {
  readonly store: TraceStore;
  newId(prefix: string): string;
  /** What the ledger accepts today in runs of a node. */
  rulesFor(node: string): readonly AcceptedRule[];
}

/** One expression over every recorded visit of a step: in one comparison first, then in all others of its node. */
export class Evaluation {
  readonly id: string;
  /** Resolves when nothing is under way any more, however it ended. */
  readonly finished: Promise<void>;
  readonly #store: TraceStore;
  readonly #accepted: readonly AcceptedRule[];
  readonly #options: EvaluationOptions;
  readonly #evaluator: Evaluator;
  readonly #rows: EvaluationRow[] = [];
  readonly #work = new BackgroundWork();
  /** By the hash of its text: most runs ran the same programs. */
  readonly #programs = new Map<string, Program | null>();
  #seen = 0;
  #having = 0;
  #differing = 0;
  #unlisted = 0;

  private constructor(
    deps: EvaluationDeps,
    options: EvaluationOptions,
    evaluator: Evaluator,
    first: { readonly node: string; readonly startedAt: number; readonly model: ComparisonModel },
  ) {
    this.id = deps.newId('evl');
    this.#store = deps.store;
    this.#accepted = deps.rulesFor(first.node);
    this.#options = options;
    this.#evaluator = evaluator;
    this.finished = this.#work.run(() => this.#run(first));
  }

  /** `first`: the comparison that is looked at, live or stored. */
  static start(
    deps: EvaluationDeps,
    options: EvaluationOptions,
    first: { readonly node: string; readonly startedAt: number; readonly model: ComparisonModel },
  ): Read<Evaluation> {
    const evaluator = readEvaluator(options.expression);
    return evaluator.ok
      ? { ok: true, value: new Evaluation(deps, options, evaluator.value, first) }
      : evaluator;
  }

  get view(): EvaluationView {
    return {
      id: this.id,
      step: this.#options.step,
      expression: this.#options.expression,
      state: this.#work.state,
      message: this.#work.message,
      seen: this.#seen,
      having: this.#having,
      rows: this.#rows.length,
      differing: this.#differing,
      unlisted: this.#unlisted,
    };
  }

  rows(from: number, count: number): readonly EvaluationRow[] {
    return this.#rows.slice(from, from + count);
  }

  /** Calls back after every change of the view; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    return this.#work.subscribe(listener);
  }

  /** What is found stays. */
  cancel(): void {
    this.#work.cancel();
  }

  async #run(first: {
    readonly node: string;
    readonly startedAt: number;
    readonly model: ComparisonModel;
  }): Promise<void> {
    // Whoever started it hears of the first row, too.
    await Promise.resolve();
    const { comparison, everywhere } = this.#options;
    const { model, startedAt, node } = first;
    const sources = [model.source('reference'), model.source('direct')] as const;
    await this.#visit({ comparison, startedAt, programs: model.programs, sources, rules: model.rules });
    for (const summary of everywhere ? comparisonsOf(this.#store, node) : []) {
      if (this.#work.state !== 'running') break;
      if (summary.id === comparison) continue;
      const subject = this.#subject(summary.id);
      if (subject) await this.#visit(subject);
    }
  }

  #subject(comparison: string): Subject | undefined {
    const recorded = recordedComparison(this.#store, comparison);
    if (recorded === undefined) return undefined;
    const programs = new Map<string, Program>();
    for (const { node, hash, text } of recorded.sources) {
      const program = this.#programs.get(hash) ?? checkNode(text).program;
      this.#programs.set(hash, program);
      if (program) programs.set(node, program);
    }
    const { summary, streams, policy } = recorded;
    return {
      comparison,
      startedAt: summary.startedAt,
      programs,
      sources: [streams.reference, streams.direct],
      rules: valueRules({ ...policy, accepted: this.#accepted }),
    };
  }

  async #visit(subject: Subject): Promise<void> {
    this.#seen++;
    const { step } = this.#options;
    const having = subject.sources.filter((source) => source !== null && hasStep(source, step));
    if (having.length > 0) {
      this.#having++;
      await this.#pair(subject);
    }
    this.#work.changed();
  }

  /** Both paths side by side, so that a visit is a row as soon as both have come to it. */
  async #pair(subject: Subject): Promise<void> {
    const { step } = this.#options;
    const visits = subject.sources.map(
      (source) => source && visitsOf(source, subject.programs, step, this.#evaluator),
    );
    const waiting: readonly [Map<string, Visited>, Map<string, Visited>] = [new Map(), new Map()];
    const both = visits.every((each) => each !== null);
    for (let any = true; any && this.#work.state === 'running'; ) {
      any = false;
      for (const side of [0, 1] as const) {
        const next: IteratorResult<Visited> | undefined = await visits[side]?.next();
        if (next === undefined || next.done === true) continue;
        any = true;
        const { value } = next;
        const { occ } = value;
        const other = waiting[side === 0 ? 1 : 0];
        const met = other.get(occ);
        if (met === undefined && both) waiting[side].set(occ, value);
        else {
          other.delete(occ);
          this.#add(subject, occ, side === 0 ? [value, met] : [met, value], both);
        }
      }
    }
    for (const [occ, value] of waiting[0]) this.#add(subject, occ, [value, undefined], both);
    for (const [occ, value] of waiting[1]) this.#add(subject, occ, [undefined, value], both);
    await Promise.all(visits.map((each) => each?.return(undefined)));
  }

  #add(
    { comparison, startedAt, rules }: Subject,
    occ: string,
    [left, right]: readonly [Visited | undefined, Visited | undefined],
    both: boolean,
  ): void {
    const [reference, direct] = [left?.value, right?.value];
    const raw = statusOf(reference, direct, both);
    const reservation =
      raw === 'differs' && left && right ? reservationOfReads(left.reads, right.reads, rules) : null;
    const status = reservation?.status ?? raw;
    if (status === 'differs' || status === 'one_side') this.#differing++;
    if (this.#rows.length >= LISTED) {
      this.#unlisted++;
      return;
    }
    this.#rows.push({
      index: this.#rows.length,
      comparison,
      startedAt,
      occ,
      ...(reference ? { reference } : {}),
      ...(direct ? { direct } : {}),
      status,
      ...(reservation?.status === 'accepted' ? { rule: reservation.rule } : {}),
      difference: raw === 'differs' ? differenceOf(reference, direct) : '',
    });
    // The first rows at once, then now and then.
    if (this.#rows.length % 100 === 1) this.#work.changed();
  }
}

function statusOf(
  a: Evaluated | undefined,
  b: Evaluated | undefined,
  both: boolean,
): EvaluationRow['status'] {
  if (a === undefined || b === undefined) {
    if (both) return 'one_side';
    return (a ?? b)?.kind === 'value' ? 'equal' : 'unknown';
  }
  if (a.kind === 'value' && b.kind === 'value') return same(a.value, b.value) ? 'equal' : 'differs';
  // Fingerprints say nothing of what is computed from them.
  if (a.kind === 'sensitive' || b.kind === 'sensitive') return 'unknown';
  if (a.kind === 'value' || b.kind === 'value') return 'differs';
  return a.kind === 'error' && b.kind === 'error' && a.code !== b.code ? 'differs' : 'unknown';
}

function differenceOf(a: Evaluated | undefined, b: Evaluated | undefined): string {
  if (a?.kind !== 'value' || b?.kind !== 'value') return '';
  const x = parseNumber(numberText(a.value) ?? '');
  const y = parseNumber(numberText(b.value) ?? '');
  return x === undefined || y === undefined ? '' : formatNumber(distance(x, y));
}

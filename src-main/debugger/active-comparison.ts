import type { AcceptedDifference } from '../../shared/trace/acceptance.ts';
import type { AlignedEnd } from '../../shared/trace/aligner-options.ts';
import type { BranchRecord, GivenAnswer } from '../../shared/trace/branch.ts';
import type { Divergence, PathName } from '../../shared/trace/comparison.ts';
import type { Outcome, TraceEvent, Verdict } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import type { EffectSession } from '../effects/types.ts';
import type { HandlerLine, RunMode } from '../runtimes/runtime.ts';
import type { TraceEnd } from '../store/types.ts';
import { rulesKey } from '../store/verdict.ts';
import {
  type ComparisonDeps,
  type ComparisonOptions,
  type ComparisonResult,
  type ContractResult,
  type PathResult,
  programsOf,
} from './options.ts';
import { PathDriver } from './path-driver.ts';
import { Recorder } from './recorder.ts';
import { Redactor } from './redact.ts';
import { finalDifference } from './run-record.ts';
import { type HandlerSource, readHandlers } from './sources.ts';

/** Who aligns and steers. All events and errors are redacted. */
export interface ComparisonHooks {
  feed(path: PathName, events: readonly TraceEvent[]): void;
  end(path: PathName, end: AlignedEnd): void;
  /** A path stands, or has ended. */
  phase(path: PathName): void;
  line(path: PathName, line: HandlerLine | null): void;
  divergences(): readonly Divergence[];
  accepted(): { readonly list: readonly AcceptedDifference[]; readonly counts: ReadonlyMap<string, number> };
  addDivergence(divergence: Omit<Divergence, 'row' | 'relation'>): void;
}

interface PathTally {
  events: number;
  durationUs: number;
  outcome: Outcome | null;
  /** One for each contract and place: violated before unknown before held, however often it was evaluated. */
  readonly contracts: Map<string, ContractResult>;
}

/** A comparison that runs: its paths, their effects and their recording. Runs and live sessions steer one each. */
export class ActiveComparison {
  readonly id: string;
  readonly inputs: CanonicalObject;
  readonly startedAt: number;
  readonly traces: Readonly<Record<PathName, string>>;
  readonly runtimes: Readonly<Record<PathName, string>>;
  readonly drivers: readonly PathDriver[];
  /** As they were when it began. */
  readonly handlers: readonly HandlerSource[];
  readonly #options: ComparisonOptions;
  readonly #effects: EffectSession;
  readonly #recorder: Recorder;
  readonly #redactors: Readonly<Record<PathName, Redactor>>;
  readonly #hooks: ComparisonHooks;
  readonly #onAccepted: ComparisonDeps['onAccepted'];
  readonly #tallies: Readonly<Record<PathName, PathTally>>;

  private constructor(
    deps: ComparisonDeps,
    options: ComparisonOptions,
    hooks: ComparisonHooks,
    effects: EffectSession,
    runtimes: Readonly<Record<PathName, string>>,
    redactors: Readonly<Record<PathName, Redactor>>,
  ) {
    this.id = deps.newId('cmp');
    this.startedAt = deps.now();
    this.traces = { reference: deps.newId('trc'), direct: deps.newId('trc') };
    this.runtimes = runtimes;
    this.#options = options;
    this.#effects = effects;
    this.#hooks = hooks;
    this.#onAccepted = deps.onAccepted;
    this.#redactors = redactors;
    const primary = options.paths[0] ?? 'reference';
    this.inputs = this.#redactors[primary].inputs(options.program.id, options.inputs);
    this.handlers = readHandlers(programsOf(options), options.handlers);
    this.#recorder = new Recorder(deps, options, {
      comparison: this.id,
      traces: this.traces,
      runtimes,
      redactors: this.#redactors,
      inputs: this.inputs,
      handlers: this.handlers,
    });
    this.#tallies = { reference: newTally(), direct: newTally() };
    this.drivers = options.paths.map(
      (path) =>
        new PathDriver({
          path,
          runtime: deps.runtimes[path],
          effects,
          root: options.program.id,
          onEvents: (_, events, line) => this.#receive(path, events, line),
          onPhase: () => this.#phase(path),
        }),
    );
  }

  static async open(
    deps: ComparisonDeps,
    options: ComparisonOptions,
    hooks: ComparisonHooks,
  ): Promise<ActiveComparison> {
    const names = { reference: '', direct: '' };
    const programs = programsOf(options);
    const redactors = {
      reference: new Redactor(deps.fingerprintKey, programs),
      direct: new Redactor(deps.fingerprintKey, programs),
    };
    const rerun = options.branch?.effects((path, place, request) => redactors[path].request(place, request));
    const [effects] = await Promise.all([
      deps.broker.open({
        policy: options.effects,
        paths: options.paths,
        programs,
        root: options.program.id,
        ...(options.models ? { models: options.models } : {}),
        ...(options.recorded ? { recorded: options.recorded } : {}),
        ...(rerun ? { rerun } : {}),
      }),
      ...options.paths.map(async (path) => {
        // A runtime that cannot be had says so as the ending of its path.
        const description = await deps.runtimes[path].describe().catch(() => null);
        const model = options.models?.[path];
        names[path] = [...(model ? [model] : []), description?.name ?? 'unavailable'].join(' · ');
      }),
    ]);
    return new ActiveComparison(deps, options, hooks, effects, names, redactors);
  }

  start(mode: RunMode): void {
    const { program, callees, handlers, inputs, branch } = this.#options;
    for (const driver of this.drivers) {
      const prefix = branch?.resume[driver.path]?.prefix ?? [];
      if (prefix.length > 0) driver.recall(prefix);
    }
    if (branch) this.#recorder.branch(this.#redactedBranch(branch.record));
    for (const driver of this.drivers) {
      const continuation = branch?.resume[driver.path]?.continuation ?? null;
      const request = { program, callees, handlers, inputs, mode };
      driver.start(continuation === null ? request : { ...request, continuation });
    }
  }

  /** After what is recalled has gone through the redactors: they know what must not be shown. */
  #redactedBranch(record: BranchRecord): BranchRecord {
    const primary = this.#options.paths[0] ?? 'reference';
    const redactor = this.#redactors[primary];
    const frames = this.#options.branch?.resume[primary]?.continuation?.frames ?? [];
    const node = frames.at(-1)?.node ?? this.#options.program.id;
    return {
      ...record,
      changes: record.changes.map((change) => {
        if (change.kind === 'variable')
          return {
            ...change,
            value: redactor.inputs(node, { [change.name]: change.value })[change.name] ?? null,
          };
        if (change.kind === 'answer')
          return { ...change, answer: redactor.document({ ...change.answer }) as unknown as GivenAnswer };
        return change;
      }),
    };
  }

  cancel(): void {
    for (const driver of this.drivers) driver.cancel();
  }

  get ended(): boolean {
    return this.drivers.every((driver) => driver.phase === 'ended');
  }

  tally(path: PathName): Readonly<PathTally> {
    return this.#tallies[path];
  }

  /** How a path ended; null while it runs. */
  endOf(path: PathName): TraceEnd | null {
    const ending = this.drivers.find((driver) => driver.path === path)?.ending;
    if (!ending) return null;
    if (ending.kind === 'cut_off')
      return { kind: 'cut_off', error: this.#redactors[path].error(ending.error) };
    const { outcome } = this.#tallies[path];
    return outcome === null
      ? {
          kind: 'cut_off',
          error: { code: 'runtime_died', message: 'the path ended without a result', fields: {} },
        }
      : { kind: 'completed', outcome };
  }

  /** After both paths have ended: closes the recording and the effects, and sums up. */
  async finish(): Promise<ComparisonResult> {
    const { program, paths } = this.#options;
    try {
      if (this.#options.effects === 'each' && paths.length > 1) await this.#compareFinalStates();
      await Promise.all(
        paths.map((path) =>
          this.#recorder.endPath(
            path,
            this.endOf(path) ?? { kind: 'interrupted' },
            this.#effects,
            this.#options.branch?.resume[path]?.database,
          ),
        ),
      );
      const divergences = this.#hooks.divergences();
      const accepted = this.#hooks.accepted();
      const verdict = divergences.length === 0 && accepted.counts.size > 0 ? 'accepted' : null;
      await this.#recorder.finish(divergences, { verdict, rules: rulesKey(this.#options.policy.accepted) });
      if (accepted.counts.size > 0) this.#onAccepted?.(this.id, accepted.counts);
      return {
        id: this.id,
        node: program.id,
        hash: program.hash,
        diverged: divergences.length > 0,
        divergences,
        accepted: accepted.list,
        paths: { reference: this.#result('reference'), direct: this.#result('direct') },
      };
    } finally {
      await this.#effects.close();
    }
  }

  async #compareFinalStates(): Promise<void> {
    const found = (await this.#effects.finalDifferences()).map(({ what, reference, direct }) =>
      finalDifference({
        path: what,
        reference: this.#redactors.reference.document(reference),
        direct: this.#redactors.direct.document(direct),
        message: `The two paths left ${what} different.`,
      }),
    );
    for (const difference of found) this.#hooks.addDivergence(difference);
    this.#recorder.finalDifferences(found);
  }

  #result(path: PathName): PathResult | null {
    const end = this.endOf(path);
    if (end === null) return null;
    const { events, durationUs, contracts } = this.#tallies[path];
    return {
      trace: this.traces[path],
      runtime: this.runtimes[path],
      end,
      events,
      durationUs,
      contracts: [...contracts.values()],
    };
  }

  #receive(path: PathName, real: readonly TraceEvent[], line: HandlerLine | null): void {
    const redactor = this.#redactors[path];
    const events = redactor.events(real);
    const tally = this.#tallies[path];
    tally.events += events.length;
    for (const event of events) {
      if (event.kind === 'contract') tallyContract(tally.contracts, event);
      else if (event.kind === 'result') tally.outcome = event.outcome;
      tally.durationUs = event.time;
    }
    this.#recorder.append(path, events);
    this.#hooks.line(path, line === null ? null : redactor.line(line));
    this.#hooks.feed(path, events);
  }

  #phase(path: PathName): void {
    const end = this.endOf(path);
    if (end !== null)
      this.#hooks.end(
        path,
        end.kind === 'cut_off' ? { kind: 'cut_off', code: end.error.code } : { kind: 'completed' },
      );
    this.#hooks.phase(path);
  }
}

function newTally(): PathTally {
  return { events: 0, durationUs: 0, outcome: null, contracts: new Map() };
}

const WORSE: Record<Verdict, number> = { held: 0, unknown: 1, violated: 2 };

function tallyContract(
  known: Map<string, ContractResult>,
  event: Extract<TraceEvent, { kind: 'contract' }>,
): void {
  const key = `${event.contract} ${event.subject} ${event.step} ${event.text}`;
  const before = known.get(key);
  if (before === undefined || WORSE[event.verdict] > WORSE[before.verdict])
    known.set(key, { kind: event.contract, text: event.text, step: event.step, verdict: event.verdict });
}

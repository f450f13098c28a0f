import type { ComparisonSources } from '../../shared/api/api.ts';
import type { ComparisonView, PathView, SessionState, StopReason } from '../../shared/api/view.ts';
import { errorText } from '../../shared/error-text.ts';
import type { AcceptedRule, PathName } from '../../shared/trace/comparison.ts';
import type { HandlerLine } from '../runtimes/runtime.ts';
import { ActiveComparison } from './active-comparison.ts';
import { type Hits, hitsInTurns } from './breakpoints/hits.ts';
import { LiveBreakpoints } from './breakpoints/live.ts';
import { latestRow } from './breakpoints/place.ts';
import { type Armed, DEFAULT_BREAKPOINTS } from './breakpoints/read.ts';
import { ComparisonModel } from './model.ts';
import { News } from './news.ts';
import { type ComparisonDeps, type ComparisonOptions, type ComparisonResult, programsOf } from './options.ts';
import { rowAfter, rowBefore } from './past.ts';
import type { PathDriver } from './path-driver.ts';
import { livePathView } from './path-view.ts';
import { ProgramIndex } from './program-index.ts';
import { comparisonSources } from './sources.ts';
import { arrived, FlowOrder, HOLD, type Intent, modeFor, passedPaths, stepIntent } from './stepping.ts';
import { LiveEvents } from './timeline.ts';

export type SessionCommandKind = 'continue' | 'over' | 'into' | 'out' | 'back' | 'reverse' | 'pause' | 'stop';

/** How long a pause waits for a path that computes before it counts as hung. */
const PAUSE_GRACE_MS = 300;

/**
 * A comparison that is stepped through. Both paths stand at every step; they are let go together, and only when all that
 * came before agrees: at the first divergence they stop before the next step has done anything.
 */
export class LiveSession {
  readonly finished: Promise<ComparisonResult>;
  readonly #options: ComparisonOptions;
  readonly #comparison: ActiveComparison;
  readonly model: ComparisonModel;
  readonly #order: FlowOrder;
  readonly #breakpoints: LiveBreakpoints;
  readonly #lines: Record<PathName, HandlerLine | null> = { reference: null, direct: null };
  readonly #intents = new Map<PathName, Intent>();
  readonly #moved = new Set<PathName>();
  readonly #news = new News();
  readonly #finish: (result: ComparisonResult | PromiseLike<ComparisonResult>) => void;
  #state: SessionState = 'starting';
  #reason: StopReason | null = null;
  #detail = '';
  #hitRow = 0;
  /** The first divergence stops the paths; the later ones are listed. */
  #stoppedAtDivergence = false;
  #pausing: NodeJS.Timeout | null = null;
  #isEntry: boolean;
  /** The row that is looked at in the past, or null at the live point. */
  #cursor: number | null = null;
  #closing = false;

  private constructor(
    options: ComparisonOptions,
    comparison: ActiveComparison,
    model: ComparisonModel,
    breakpoints: LiveBreakpoints,
    stopOnEntry: boolean,
  ) {
    this.#options = options;
    this.#comparison = comparison;
    this.model = model;
    this.#breakpoints = breakpoints;
    this.#order = new FlowOrder(programsOf(options), options.program.id);
    this.#isEntry = stopOnEntry;
    const { promise, resolve } = Promise.withResolvers<ComparisonResult>();
    this.finished = promise;
    this.#finish = resolve;
    const first: Intent = stopOnEntry ? { kind: 'until', depth: Number.MAX_SAFE_INTEGER } : { kind: 'run' };
    for (const path of options.paths) {
      this.#intents.set(path, first);
      this.#moved.add(path);
    }
  }

  /** Starts the paths; they stop before the first step, or go on to the first breakpoint. */
  static async start(
    deps: ComparisonDeps,
    options: ComparisonOptions,
    stopOnEntry: boolean,
    armed: readonly Armed[] = DEFAULT_BREAKPOINTS,
  ): Promise<LiveSession> {
    const events = { reference: new LiveEvents(), direct: new LiveEvents() };
    const index = new ProgramIndex(programsOf(options), options.sources);
    const model = new ComparisonModel({ paths: options.paths, policy: options.policy, index, events });
    const breakpoints = new LiveBreakpoints(programsOf(options), events, armed, (row) =>
      latestRow(model, row),
    );
    let session: LiveSession | undefined;
    const comparison = await ActiveComparison.open(deps, options, {
      feed: (path, batch) => {
        events[path].append(batch);
        model.feed(path, batch);
        breakpoints.feed(path, batch);
        if (session !== undefined) session.#news.soon();
      },
      end: (path, end) => model.end(path, end),
      line: (path, line) => session?.setLine(path, line),
      phase: () => session?.advance(),
      divergences: () => model.divergences(),
      accepted: () => ({ list: model.accepted(), counts: model.aligner.acceptedCounts }),
      addDivergence: (divergence) => model.addDivergence(divergence),
    });
    session = new LiveSession(options, comparison, model, breakpoints, stopOnEntry);
    comparison.start('step');
    session.advance();
    return session;
  }

  get id(): string {
    return this.#comparison.id;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The sources as they were when it began. */
  sources(): ComparisonSources {
    const { program, sources } = this.#options;
    const root = sources.find((source) => source.node === program.id);
    return comparisonSources(root?.file ?? '', root?.text ?? '', program, this.#comparison.handlers);
  }

  /** Tells who watches that there is something new to see. */
  changed(): void {
    this.#news.tell();
  }

  /** Calls back after every change of the view; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    return this.#news.subscribe(listener);
  }

  /** Other accepted differences from now on; where none is left, the next one stops again. Gives how much each rule accepts. */
  accept(rules: readonly AcceptedRule[]): ReadonlyMap<string, number> {
    this.model.accept(rules);
    if (this.#state === 'stopped') this.model.aligner.settle();
    // What is found while the paths stand is shown: it stops them no more. Where nothing is left, the next one does.
    const shown = this.#stoppedAtDivergence || this.#state === 'stopped';
    this.#stoppedAtDivergence = shown && this.model.aligner.found > 0;
    this.#news.tell();
    return this.model.aligner.acceptedCounts;
  }

  /** `path` limits a command to one path. Commands that make no sense now do nothing. */
  command(kind: SessionCommandKind, path?: PathName): void {
    if (kind === 'stop') {
      this.#comparison.cancel();
      return;
    }
    if (kind === 'back' || kind === 'reverse') {
      this.#back(kind);
      return;
    }
    if (this.#cursor !== null && kind !== 'pause') {
      this.#forward(kind);
      return;
    }
    if (this.#state === 'ended') return;
    const targets = this.#comparison.drivers.filter((driver) => path === undefined || driver.path === path);
    if (kind === 'pause') this.#pause(targets);
    else this.#set(targets, kind);
  }

  view(): ComparisonView {
    const { program } = this.#options;
    const { log } = this.#breakpoints;
    return {
      id: this.id,
      node: program.id,
      hash: program.hash,
      file: this.#options.sources.find((source) => source.node === program.id)?.file ?? '',
      inputs: this.#comparison.inputs,
      effects: this.#options.effects,
      startedAt: this.#comparison.startedAt,
      paths: { reference: this.#path('reference'), direct: this.#path('direct') },
      rows: this.model.rowCount,
      at: this.#cursor ?? this.#liveRow(),
      divergences: this.model.divergences(),
      accepted: this.model.accepted(),
      live: {
        state: this.#state,
        reason: this.#reason,
        detail: this.#detail,
        ...(log === null ? {} : { log }),
        canStepBack: this.#state !== 'running' && (this.#cursor ?? this.#liveRow()) > 0,
      },
    };
  }

  /** Other breakpoints from now on. */
  setBreakpoints(armed: readonly Armed[]): void {
    this.#breakpoints.set(armed);
  }

  /** What its breakpoints do in all that has happened so far, whenever they were set. */
  hits(): Promise<Hits> {
    return hitsInTurns(this.model, this.#breakpoints.armed);
  }

  setLine(path: PathName, line: HandlerLine | null): void {
    this.#lines[path] = line;
  }

  /** Decides what happens next; called whenever a path stands or has ended. */
  advance(): void {
    const { drivers } = this.#comparison;
    this.#breakpoints.settle(passedPaths(drivers));
    if (this.#comparison.ended) {
      this.#end();
      return;
    }
    this.model.aligner.settle();
    const active = drivers.filter(
      (driver) => this.#intent(driver).kind !== 'hold' && driver.phase !== 'ended',
    );
    if (active.some((driver) => !driver.stands)) {
      this.#become('running', null, '');
      return;
    }
    if (active.length === 0 && this.#state === 'stopped') {
      // A path that was too slow for a pause has come to stand after all.
      this.#news.tell();
      return;
    }
    if (!this.#stoppedAtDivergence && this.#breakpoints.stopsAtDivergence && this.model.aligner.found > 0) {
      this.#stoppedAtDivergence = true;
      this.#stopped('divergence', this.model.divergences()[0]?.message ?? '');
      return;
    }
    const hit = this.#takeHit();
    if (hit !== null) {
      this.#isEntry = false;
      this.#stopped('breakpoint', hit);
      return;
    }
    if (this.#pausing !== null) {
      this.#stopped('pause', '');
      return;
    }
    for (const driver of active)
      if (this.#moved.has(driver.path) && arrived(driver, this.#intent(driver)))
        this.#intents.set(driver.path, HOLD);
    const going = this.#inStep(active.filter((driver) => this.#intent(driver).kind !== 'hold'));
    if (going.length === 0) {
      this.#stopped(this.#stepReason(), '');
      return;
    }
    this.#become('running', null, '');
    for (const driver of going) {
      this.#moved.add(driver.path);
      driver.go(modeFor(this.#intent(driver)));
    }
  }

  #takeHit(): string | null {
    const hit = this.#breakpoints.takeHit();
    if (hit) this.#hitRow = latestRow(this.model, hit.row);
    return hit?.detail ?? null;
  }

  /** Paths that have parted are let go one at a time, the one behind first. */
  #inStep(going: readonly PathDriver[]): readonly PathDriver[] {
    const [a, b] = going;
    if (a === undefined || b === undefined || this.#intent(a).kind === 'once') return going;
    const behind = this.#order.behind(a, b);
    return behind === null ? going : going.filter((driver) => driver.path === behind);
  }

  #intent(driver: PathDriver): Intent {
    return this.#intents.get(driver.path) ?? HOLD;
  }

  #set(targets: readonly PathDriver[], kind: 'continue' | 'over' | 'into' | 'out'): void {
    const standing = targets.filter((driver) => driver.phase !== 'ended');
    const moving =
      kind === 'into' || kind === 'continue'
        ? this.#laggards(standing, kind)
        : this.#inStep(standing.map((d) => d));
    for (const driver of moving) {
      this.#intents.set(driver.path, kind === 'continue' ? { kind: 'run' } : stepIntent(driver, kind));
      this.#moved.delete(driver.path);
    }
    this.advance();
  }

  /** Line by line one path may have more to do than the other: then it goes alone until they are level. */
  #laggards(standing: readonly PathDriver[], kind: 'into' | 'continue'): readonly PathDriver[] {
    if (kind === 'continue' || standing.length < 2) return standing;
    const inHandler = standing.filter((driver) => driver.phase === 'line');
    return inHandler.length === 1 ? inHandler : standing;
  }

  #pause(targets: readonly PathDriver[]): void {
    if (this.#state !== 'running' || this.#pausing !== null) return;
    this.#pausing = setTimeout(() => {
      const hung = targets.filter((driver) => !driver.stands && driver.phase !== 'ended');
      this.#stopped('pause', hung.map((driver) => `the ${driver.path} path is still computing`).join('; '));
    }, PAUSE_GRACE_MS);
  }

  #back(kind: 'back' | 'reverse'): void {
    if (this.#state === 'running' || this.#state === 'starting') return;
    const from = this.#cursor ?? this.#liveRow();
    if (from <= 0) return;
    this.#cursor = rowBefore(this.model, this.#breakpoints.armed, from, kind);
    this.#news.tell();
  }

  /** From a row of the past the cursor moves, and the paths only once it has come back to where they stand. */
  #forward(kind: 'continue' | 'over' | 'into' | 'out'): void {
    const live = this.#liveRow();
    const to = rowAfter(this.model, this.#breakpoints.armed, this.#cursor ?? live, live, kind);
    this.#cursor = to >= live ? null : to;
    this.#news.tell();
  }

  #path(path: PathName): PathView | null {
    const driver = this.#comparison.drivers.find((each) => each.path === path);
    if (driver === undefined) return null;
    return livePathView(this.#comparison, driver, this.model.aligner.standing(path), this.#lines[path]);
  }

  #liveRow(): number {
    if (this.#reason === 'breakpoint') return this.#hitRow;
    const first = this.model.divergences()[0];
    const last = Math.max(this.model.rowCount - 1, 0);
    if (this.#reason === 'divergence' && first) return Math.min(first.row, last);
    const standing = this.#comparison.drivers.filter((driver) => driver.phase !== 'ended');
    const paths = standing.length > 0 ? standing : this.#comparison.drivers;
    return Math.max(0, ...paths.map((driver) => this.model.standing(driver.path)));
  }

  #stepReason(): StopReason {
    if (this.#isEntry) {
      this.#isEntry = false;
      return 'entry';
    }
    return this.#comparison.drivers.some((driver) => driver.phase === 'line') ? 'line' : 'step';
  }

  #stopped(reason: StopReason, detail: string): void {
    if (this.#pausing !== null) clearTimeout(this.#pausing);
    this.#pausing = null;
    for (const path of this.#intents.keys()) this.#intents.set(path, HOLD);
    this.#become('stopped', reason, detail);
  }

  #become(state: SessionState, reason: StopReason | null, detail: string): void {
    const changed = state !== this.#state || state !== 'running' || this.#news.silent;
    this.#state = state;
    this.#reason = reason;
    this.#detail = detail;
    if (changed) this.#news.tell();
    else this.#news.soon();
  }

  #end(): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#pausing !== null) clearTimeout(this.#pausing);
    this.#pausing = null;
    this.#finish(
      this.#comparison.finish().then(
        (result) => {
          const first = this.model.divergences()[0];
          const news = first !== undefined && !this.#stoppedAtDivergence;
          // A hit among the last events finds nobody to stop: it is told.
          const hit = news ? null : this.#takeHit();
          const reason = news ? 'divergence' : hit === null ? 'end' : 'breakpoint';
          this.#become('ended', reason, news ? first.message : (hit ?? ''));
          return result;
        },
        (error: unknown) => {
          const why = errorText(error);
          this.#become('ended', 'end', `The run could not be recorded to its end: ${why}`);
          throw error;
        },
      ),
    );
    // Who waits for the result is told; nobody has to.
    this.finished.catch(() => {});
  }
}

import type { LocatedEvent, Moment, TimelineWindow } from '../../shared/api/timeline.ts';
import type { RangeDetail, RowDetail, StepRow } from '../../shared/api/view.ts';
import type { Program } from '../../shared/node/program.ts';
import type { AcceptedDifference } from '../../shared/trace/acceptance.ts';
import type { AlignedEnd } from '../../shared/trace/aligner-options.ts';
import { Aligner } from '../../shared/trace/alignment.ts';
import type { AcceptedRule, ComparisonPolicy, Divergence, PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { diffEvents } from '../../shared/trace/event-diff.ts';
import { PATH_SIDES, type SideNames } from '../../shared/trace/messages.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import type { ValueDiff } from '../../shared/values/diff.ts';
import { type Axis, buildAxis, timelineWindow, windowAround } from './axis.ts';
import { PATHS } from './breakpoints/types.ts';
import type { Moments } from './database-history.ts';
import { type DetailInputs, type PathRecord, positionAt, rowDetail } from './detail.ts';
import { placeOf, visitAt } from './history/place-of.ts';
import type { Trail } from './history/trail.ts';
import { WriteIndex } from './history/write-index.ts';
import { locateEvent, momentsOf, rangeDetail } from './moments.ts';
import type { ProgramIndex } from './program-index.ts';
import { Rows } from './rows.ts';
import { type EventSource, Timeline } from './timeline.ts';
import { judge, type Standing, type ValueRules, valueRules } from './variable-rows.ts';

/** Events that are read again at a time. */
const LOT = 2000;

export interface ModelOptions {
  readonly paths: readonly PathName[];
  readonly policy: ComparisonPolicy;
  /** What messages call the sides; the paths' own names when absent. */
  readonly names?: SideNames;
  readonly index: ProgramIndex;
  /** Where the events that are fed can be read again. */
  readonly events: Readonly<Record<PathName, EventSource | null>>;
}

/** Rows that are laid out in no time. */
const SMALL = 20_000;

/** A comparison as it is looked at, live or stored: aligned rows, divergences, and the state at any of them. */
export class ComparisonModel {
  #aligner: Aligner;
  #rows: Rows;
  readonly #options: ModelOptions;
  readonly #ends = new Map<PathName, AlignedEnd>();
  readonly #outside: Omit<Divergence, 'row' | 'relation'>[] = [];
  readonly #index: ProgramIndex;
  readonly #paths: Record<PathName, PathRecord | null>;
  #rules: ValueRules;
  #extra: Divergence[] = [];
  #axis: Axis | null = null;
  /** Is there more to lay out than the axis has? */
  #grown = true;
  #ended = false;
  /** What messages call the sides. */
  readonly names: SideNames;

  constructor(options: ModelOptions) {
    const programs = options.index.programs;
    this.#options = options;
    this.#index = options.index;
    this.names = options.names ?? PATH_SIDES;
    this.#rules = valueRules(options.policy);
    this.#aligner = this.#newAligner(options.policy);
    this.#rows = new Rows(this.#aligner.root, options.index);
    const record = (path: PathName): PathRecord | null => {
      const events = options.events[path];
      return events === null || !options.paths.includes(path)
        ? null
        : { events, timeline: new Timeline(events, programs), writes: new WriteIndex() };
    };
    this.#paths = { reference: record('reference'), direct: record('direct') };
  }

  #newAligner(policy: ComparisonPolicy): Aligner {
    const { paths, names, index } = this.#options;
    return new Aligner({
      paths,
      policy,
      programs: index.programs,
      ...(names ? { names } : {}),
      onPlace: (place, last) => this.#rows.onPlace(place, last),
      onMove: () => this.#rows.onMove(),
      onEvent: (place, side, event, index) => this.#rows.onEvent(place, side, event, index),
      onUnlike: (side, index) => this.#paths[PATHS[side]]?.writes.setUnlike(index),
    });
  }

  get aligner(): Aligner {
    return this.#aligner;
  }

  feed(path: PathName, events: readonly TraceEvent[]): void {
    this.#paths[path]?.writes.add(events);
    this.#aligner.feed(path, events);
    this.#grown = true;
  }

  /** As `feed`, for events that come once and in bulk: what they bind is kept on the way. */
  pass(path: PathName, events: readonly TraceEvent[]): void {
    this.feed(path, events);
    this.#paths[path]?.timeline.pass(events);
  }

  end(path: PathName, end: AlignedEnd): void {
    this.#ends.set(path, end);
    this.#aligner.end(path, end);
    this.#rows.end();
    this.#ended = true;
    this.#grown = true;
  }

  /** Looks at all that has come once more, with other accepted differences. */
  accept(rules: readonly AcceptedRule[]): void {
    const policy = { ...this.#options.policy, accepted: rules };
    this.#aligner = this.#newAligner(policy);
    this.#rules = valueRules(policy);
    this.#rows = new Rows(this.#aligner.root, this.#index);
    this.#extra = [];
    for (const path of PATHS) this.#paths[path]?.writes.forgetUnlike();
    const left = new Set(this.#options.paths);
    for (let from = 0; left.size > 0; from += LOT)
      for (const path of left) {
        const events = this.source(path)?.read(from, LOT) ?? [];
        if (events.length === 0) left.delete(path);
        else this.#aligner.feed(path, events);
      }
    for (const [path, end] of this.#ends) this.end(path, end);
    for (const found of this.#outside.splice(0)) this.addDivergence(found);
  }

  /** Found outside the events: final databases that differ. */
  addDivergence(divergence: Omit<Divergence, 'row' | 'relation'>): void {
    this.#outside.push(divergence);
    if (this.#aligner.accepts(divergence)) return;
    const relation = this.divergences().length === 0 ? 'first' : 'independent';
    this.#extra.push({ ...divergence, row: this.#rows.rowOf(this.#aligner.root), relation });
  }

  /** Is there nothing more to come of either path? */
  get ended(): boolean {
    return this.#options.paths.every((path) => this.#ends.has(path));
  }

  divergences(): readonly Divergence[] {
    const found = this.#aligner.divergences((place) => this.#rows.rowOf(place));
    return this.#extra.length === 0 ? found : [...found, ...this.#extra];
  }

  /** Differences that rules of the ledger accept. */
  accepted(): readonly AcceptedDifference[] {
    return this.#aligner.accepted((place) => this.#rows.rowOf(place));
  }

  get rowCount(): number {
    return this.#rows.count;
  }

  rows(from: number, count: number): readonly StepRow[] {
    return this.#rows.rows(from, count);
  }

  get programs(): ReadonlyMap<string, Program> {
    return this.#index.programs;
  }

  /** A path's events; null where it was not run. */
  source(path: PathName): EventSource | null {
    return this.#paths[path]?.events ?? null;
  }

  /** A path as its past is asked about; null where it was not run. */
  trail(path: PathName): Trail | null {
    const record = this.#paths[path];
    if (record === null) return null;
    const { events, timeline, writes } = record;
    return { source: events, timeline, index: this.#index, writes };
  }

  /** Number of events of a path after which its variables are shown in a row. */
  positionAt(row: number, path: PathName): number {
    return positionAt({ rows: this.#rows }, row, path === 'reference' ? 0 : 1);
  }

  /** The row to which an event belongs; that of the first step for what came before it. */
  rowOf(event: TraceEvent): number {
    if (event.step === '' && event.kind !== 'result') return 0;
    const row = this.#rows.rowOf(placeOf(this.aligner.root, event));
    return Math.max(0, Math.min(row, this.#rows.count - 1));
  }

  /** The row of one visit of a step; undefined where no path came there. */
  rowOfVisit(step: string, occ: string): number | undefined {
    const place = visitAt(this.#aligner.root, step, occ);
    return place && this.#rows.rowOf(place);
  }

  /** Row in which a path stands. */
  standing(path: PathName): number {
    return Math.max(0, Math.min(this.#rows.rowOf(this.#aligner.standing(path)), this.#rows.count - 1));
  }

  /** What counts as a difference of values, under the policy and the rules of the ledger. */
  get rules(): ValueRules {
    return this.#rules;
  }

  /** Whether values that a step gave a name, or a part of it, differ under the policy and the rules of the ledger. */
  judge(step: string, path: string, a: Canonical, b: Canonical): Standing {
    return judge(path, a, b, () => this.#rules.at(step));
  }

  /** The same of two events at the same place, difference by difference. */
  differences(a: TraceEvent, b: TraceEvent): ValueDiff {
    return diffEvents(a, b, this.#rules.at(a.step, a.kind === 'effect_requested' ? 'effect' : 'value'));
  }

  detail(row: number, moment?: Moment): RowDetail | undefined {
    return rowDetail(this.#inputs, row, moment);
  }

  range(from: number, to: number): RangeDetail | undefined {
    return rangeDetail(this.#inputs, from, to);
  }

  moments(row: number, moment?: Moment): Moments | undefined {
    return momentsOf(this.#inputs, row, moment);
  }

  locate(path: PathName, event: number): LocatedEvent | undefined {
    return locateEvent(this.#inputs, path, event);
  }

  /** A part of the time axis, moved so that the row `around` is in it. */
  timeline(
    window: { readonly from: number; readonly to: number },
    most: number,
    around?: number,
  ): TimelineWindow {
    const known = this.#axis?.rows ?? 0;
    const rows = this.#rows.count;
    // While a long comparison grows, laying it out again for every few rows would take longer than the rows.
    if (this.#axis === null || (this.#grown && (this.#ended || rows < SMALL || rows > 1.5 * known))) {
      const divergent = this.divergences().map(({ row }) => row);
      this.#axis = buildAxis(rows, (row) => this.#rows.axisRow(row), divergent);
      this.#grown = false;
    }
    const name = (row: number) => {
      const found = this.#rows.row(row);
      return found?.kind === 'round' ? `round ${Number(found.name) + 1}` : (found?.name ?? '');
    };
    const { from, to } = around === undefined ? window : windowAround(this.#axis, window, around);
    return timelineWindow(this.#axis, from, to, most, name);
  }

  get #inputs(): DetailInputs {
    return { rows: this.#rows, index: this.#index, paths: this.#paths, rules: this.#rules };
  }
}

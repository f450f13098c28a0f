import type { BreakpointLog, LogLine } from '../../../shared/api/breakpoints.ts';
import type { Program } from '../../../shared/node/program.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import type { EventSource } from '../timeline.ts';
import { HitCounter } from './counter.ts';
import { MAX_LOG } from './hits.ts';
import { type Armed, breakpointText, DIVERGENCE } from './read.ts';
import { Scan } from './scan.ts';
import { type Match, PATHS, type RowKey } from './types.ts';

export interface LiveHit {
  readonly row: RowKey;
  /** A sentence that names the breakpoint. */
  readonly detail: string;
}

/** The breakpoints of a live session: its hits as they come, and what its log points wrote. */
export class LiveBreakpoints {
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #events: Readonly<Record<PathName, EventSource>>;
  readonly #rowOf: (row: RowKey) => number;
  readonly #counter = new HitCounter();
  #armed: ReadonlyMap<number, Armed> = new Map();
  #scan: Scan;
  #pending: (LiveHit & { readonly breakpoint: number })[] = [];
  /** Lines since both paths stood: which of them came first is chance. */
  #fresh: { readonly path: PathName; readonly row: RowKey; readonly message: string }[] = [];
  readonly #log: LogLine[] = [];
  #logged = 0;

  constructor(
    programs: ReadonlyMap<string, Program>,
    events: Readonly<Record<PathName, EventSource>>,
    armed: readonly Armed[],
    /** See latestRow. */
    rowOf: (row: RowKey) => number,
  ) {
    this.#rowOf = rowOf;
    this.#programs = programs;
    this.#events = events;
    this.#scan = new Scan([], programs);
    this.set(armed);
  }

  get armed(): readonly Armed[] {
    return [...this.#armed.values()];
  }

  /** What the log points wrote; null where nothing. */
  get log(): BreakpointLog | null {
    return this.#logged === 0 ? null : { lines: [...this.#log], before: this.#logged - this.#log.length };
  }

  get stopsAtDivergence(): boolean {
    return this.armed.some(({ breakpoint }) => breakpoint.enabled && breakpoint.spec === DIVERGENCE);
  }

  /** Other breakpoints from now on; they know what has happened, but do not hit for it. */
  set(armed: readonly Armed[]): void {
    const before = this.#armed;
    this.#armed = new Map(armed.map((each) => [each.breakpoint.id, each]));
    for (const [id, { breakpoint }] of before) {
      const now = this.#armed.get(id);
      if (now === undefined || breakpointText(now.breakpoint) !== breakpointText(breakpoint))
        this.#counter.forget(id);
    }
    this.#scan = new Scan(armed, this.#programs);
    this.#pending = [];
    for (const path of PATHS) this.#scan.feed(path, this.#events[path].read(0, this.#events[path].count));
  }

  feed(path: PathName, events: readonly TraceEvent[]): void {
    this.#take(this.#scan.feed(path, events));
  }

  settle(passed: readonly [boolean, boolean]): void {
    this.#take(this.#scan.settle(passed));
    if (passed[0] && passed[1]) this.#write();
  }

  /** The hits since it was last asked, as one; null where there are none. */
  takeHit(): LiveHit | null {
    this.#write();
    const [first] = this.#pending.sort((a, b) => a.breakpoint - b.breakpoint);
    if (first === undefined) return null;
    const detail = this.#pending.map((hit) => hit.detail).join('; ');
    this.#pending = [];
    return { row: first.row, detail };
  }

  #take(matches: readonly Match[]): void {
    for (const match of matches) {
      const own = this.#armed.get(match.breakpoint);
      const taken = own ? this.#counter.take(own, match) : 'no';
      if (own === undefined || taken === 'no') continue;
      if (match.message !== null)
        this.#fresh.push({ path: match.path, row: match.row, message: match.message });
      else if (taken === 'new')
        this.#pending.push({
          breakpoint: match.breakpoint,
          row: match.row,
          detail: `Breakpoint ${match.breakpoint} (${breakpointText(own.breakpoint)}): ${match.detail}`,
        });
    }
  }

  #write(): void {
    for (const path of PATHS)
      for (const each of this.#fresh)
        if (each.path === path) {
          this.#logged++;
          this.#log.push({ path, row: this.#rowOf(each.row), message: each.message });
        }
    this.#fresh = [];
    this.#log.splice(0, Math.max(this.#log.length - MAX_LOG, 0));
  }
}

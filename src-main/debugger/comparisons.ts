import type { ComparisonSources } from '../../shared/api/api.ts';
import type { ComparisonView, RowDetail, StepRow } from '../../shared/api/view.ts';
import type { AcceptedRule, PathName } from '../../shared/trace/comparison.ts';
import type { TraceStore } from '../store/types.ts';
import type { BreakpointSet } from './breakpoints/file.ts';
import type { Hits } from './breakpoints/hits.ts';
import type { ComparisonDeps, ComparisonOptions } from './options.ts';
import { LiveSession, type SessionCommandKind } from './session.ts';
import { StoredComparison } from './stored.ts';

/** Stored comparisons that stay aligned in memory, and ended sessions that stay as they were left. */
const KEPT = 8;

/** What is accepted, and who keeps count of it. */
export interface AcceptedToday {
  rulesFor(node: string): readonly AcceptedRule[];
  /** How much each rule accepts in a recorded comparison, as it was just looked at. */
  accepted(comparison: string, counts: ReadonlyMap<string, number>): void;
}

interface Live {
  readonly session: LiveSession;
  readonly deps: ComparisonDeps;
  readonly options: ComparisonOptions;
  readonly stopOnEntry: boolean;
  successor: string | null;
}

/** Every comparison that can be looked at, live or stored, by id. */
export class Comparisons {
  readonly #store: TraceStore;
  readonly #breakpoints: BreakpointSet;
  readonly #live = new Map<string, Live>();
  readonly #stored = new Map<string, Promise<StoredComparison | undefined>>();
  readonly #listeners = new Set<() => void>();
  readonly #today: AcceptedToday;

  /** Every session uses the workspace's breakpoints, those that run get to know of changes. */
  constructor(store: TraceStore, breakpoints: BreakpointSet, today: AcceptedToday) {
    this.#store = store;
    this.#today = today;
    this.#breakpoints = breakpoints;
    breakpoints.subscribe(() => {
      for (const { session } of this.#live.values()) session.setBreakpoints(breakpoints.armed);
    });
  }

  /** Starts a live comparison and gives its id. */
  async start(deps: ComparisonDeps, options: ComparisonOptions, stopOnEntry: boolean): Promise<string> {
    this.#breakpoints.refresh();
    const session = await LiveSession.start(deps, options, stopOnEntry, this.#breakpoints.armed);
    this.#live.set(session.id, { session, deps, options, stopOnEntry, successor: null });
    this.#forgetEnded();
    return session.id;
  }

  /** False where there is no such live session. A restarted session's view names its successor. */
  async command(id: string, kind: SessionCommandKind | 'restart', path?: PathName): Promise<boolean> {
    const live = this.#live.get(id);
    if (live === undefined) return false;
    if (kind !== 'restart') {
      live.session.command(kind, path);
      return true;
    }
    live.session.command('stop');
    await live.session.finished.catch(() => {});
    live.successor = await this.start(live.deps, live.options, live.stopOnEntry);
    live.session.changed();
    return true;
  }

  async view(id: string): Promise<ComparisonView | undefined> {
    const live = this.#live.get(id);
    if (live === undefined) return (await this.#open(id))?.view();
    const view = live.session.view();
    return live.successor === null ? view : { ...view, restartedAs: live.successor };
  }

  async rows(id: string, from: number, count: number): Promise<readonly StepRow[] | undefined> {
    return (this.#live.get(id)?.session ?? (await this.#open(id)))?.rows(from, count);
  }

  /** Undefined where there is no such comparison or row. */
  async detail(id: string, row: number): Promise<RowDetail | undefined> {
    return (this.#live.get(id)?.session ?? (await this.#open(id)))?.detail(row);
  }

  /** What the breakpoints do in it, as they are now. */
  async hits(id: string): Promise<Hits | undefined> {
    const live = this.#live.get(id);
    return live ? live.session.hits() : (await this.#open(id))?.hits(this.#breakpoints.armed);
  }

  async sources(id: string): Promise<ComparisonSources | undefined> {
    return (this.#live.get(id)?.session ?? (await this.#open(id)))?.sources();
  }

  /** Calls back after every change of the view: a stored one changes only with what is accepted. Returns how to stop that. */
  subscribe(id: string, listener: () => void): () => void {
    const live = this.#live.get(id);
    if (live) return live.session.subscribe(listener);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The rules are not what they were: everything that is looked at is looked at anew. */
  acceptAnew(): void {
    this.#stored.clear();
    for (const [id, { session, options }] of this.#live) {
      const counts = session.accept(this.#today.rulesFor(options.program.id));
      if (session.state === 'ended') this.#today.accepted(id, counts);
    }
    for (const listener of this.#listeners) listener();
  }

  /** Ends every live session; what they recorded is in the store when it resolves. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#live.values()].map(({ session }) => {
        session.command('stop');
        return session.finished.catch(() => {});
      }),
    );
    this.#live.clear();
    this.#stored.clear();
  }

  #open(id: string): Promise<StoredComparison | undefined> {
    const known = this.#stored.get(id);
    this.#stored.delete(id);
    const opened = known ?? this.#align(id);
    this.#stored.set(id, opened);
    // What is not there yet, or is still being recorded, is looked at afresh the next time.
    opened.then(
      (found) => {
        if (!found?.complete) this.#stored.delete(id);
      },
      () => this.#stored.delete(id),
    );
    for (const oldest of this.#stored.keys()) {
      if (this.#stored.size <= KEPT) break;
      this.#stored.delete(oldest);
    }
    return opened;
  }

  async #align(id: string): Promise<StoredComparison | undefined> {
    const found = await StoredComparison.open(this.#store, id, (node) => this.#today.rulesFor(node));
    if (found?.isRecorded) this.#today.accepted(id, found.acceptedCounts);
    return found;
  }

  /** The oldest ended sessions are read from the store from now on. */
  #forgetEnded(): void {
    const ended = [...this.#live].filter(([, live]) => live.session.state === 'ended');
    for (const [id] of ended.slice(0, Math.max(ended.length - KEPT, 0))) this.#live.delete(id);
  }
}

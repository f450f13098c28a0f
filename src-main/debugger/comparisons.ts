import { setTimeout } from 'node:timers/promises';
import type { ComparisonSources } from '../../shared/api/api.ts';
import type { ComparisonView } from '../../shared/api/view.ts';
import type { AcceptedRule, PathName } from '../../shared/trace/comparison.ts';
import type { TraceStore } from '../store/types.ts';
import type { BreakpointSet } from './breakpoints/file.ts';
import type { Hits } from './breakpoints/hits.ts';
import type { ComparisonModel } from './model.ts';
import type { ComparisonDeps, ComparisonOptions } from './options.ts';
import { LiveSession, type SessionCommandKind } from './session.ts';
import { StoredComparison } from './stored.ts';

/** Stored comparisons that stay aligned in memory, and ended sessions that stay as they were left. */
const KEPT = 8;
/** Rows of stored comparisons that stay in memory together, beside those of the one that was asked for last. */
const KEPT_ROWS = 400_000;
/** A comparison that is aligned within this time is seen whole at once; of a longer one its beginning. */
const FIRST_MS = 60;

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

  /** What a comparison shows of itself; undefined where there is none. */
  async model(id: string): Promise<ComparisonModel | undefined> {
    return (this.#live.get(id)?.session ?? (await this.#open(id)))?.model;
  }

  /** What the breakpoints do in it, as they are now. */
  async hits(id: string): Promise<Hits | undefined> {
    const live = this.#live.get(id);
    return live ? live.session.hits() : (await this.#open(id))?.hits(this.#breakpoints.armed);
  }

  async sources(id: string): Promise<ComparisonSources | undefined> {
    return (this.#live.get(id)?.session ?? (await this.#open(id)))?.sources();
  }

  /** Calls back after every change of the view: a stored one changes with what is accepted, and while it is being aligned. Returns how to stop that. */
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
    this.#tell();
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
    for (const oldest of this.#stored.keys()) {
      if (this.#stored.size <= KEPT) break;
      this.#stored.delete(oldest);
    }
    return opened;
  }

  async #align(id: string): Promise<StoredComparison | undefined> {
    const seen = setTimeout(FIRST_MS, undefined, { ref: false });
    const found = StoredComparison.begin(
      this.#store,
      id,
      (node) => this.#today.rulesFor(node),
      () => this.#tell(),
    );
    // What is not there yet, or is still being recorded, is looked at afresh the next time.
    const forget = () => {
      this.#stored.delete(id);
    };
    if (!found) {
      setImmediate(forget);
      return undefined;
    }
    const whole = found.whole.then(() => {
      if (!found.complete) forget();
      if (found.isRecorded) this.#today.accepted(id, found.acceptedCounts);
      return this.#forgetLarge(id);
    });
    whole.catch(forget);
    await Promise.race([whole, seen]);
    return found;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Long comparisons are worth their memory only while they are looked at. */
  async #forgetLarge(newest: string): Promise<void> {
    let rows = 0;
    for (const [id, opened] of [...this.#stored].reverse()) {
      if (id === newest) continue;
      rows += (await opened.catch(() => undefined))?.model.rowCount ?? 0;
      if (rows > KEPT_ROWS) this.#stored.delete(id);
    }
  }

  /** The oldest ended sessions are read from the store from now on. */
  #forgetEnded(): void {
    const ended = [...this.#live].filter(([, live]) => live.session.state === 'ended');
    for (const [id] of ended.slice(0, Math.max(ended.length - KEPT, 0))) this.#live.delete(id);
  }
}

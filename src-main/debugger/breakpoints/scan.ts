import type { Program } from '../../../shared/node/program.ts';
import type { Side } from '../../../shared/trace/aligned-place.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { EventKind, TraceEvent } from '../../../shared/trace/event.ts';
import { rowKey } from './place.ts';
import type { Armed } from './read.ts';
import { Scope } from './scope.ts';
import { type Match, PATHS, type Watch } from './types.ts';

interface Watching {
  readonly armed: Armed;
  readonly watch: Watch;
}

/** Watches the events of both paths, in any interleaving, for the breakpoints that are enabled. */
export class Scan {
  readonly #byKind = new Map<EventKind, Watching[]>();
  readonly #watching: readonly Watching[];
  readonly #scopes: readonly [Scope, Scope];

  constructor(armed: readonly Armed[], programs: ReadonlyMap<string, Program>) {
    this.#scopes = [new Scope(programs), new Scope(programs)];
    this.#watching = armed.flatMap((each) =>
      each.watch && each.breakpoint.enabled ? [{ armed: each, watch: each.watch() }] : [],
    );
    for (const watching of this.#watching)
      for (const kind of watching.watch.kinds) {
        const others = this.#byKind.get(kind);
        if (others) others.push(watching);
        else this.#byKind.set(kind, [watching]);
      }
  }

  feed(path: PathName, events: readonly TraceEvent[]): readonly Match[] {
    const matches: Match[] = [];
    if (this.#watching.length === 0) return matches;
    const side: Side = path === 'reference' ? 0 : 1;
    const scope = this.#scopes[side];
    for (const event of events) {
      scope.apply(event);
      const watching = this.#byKind.get(event.kind);
      if (watching === undefined) continue;
      for (const { armed, watch } of watching) {
        // Most look at every change of a variable: what none of theirs is costs nothing more.
        if (watch.reads && !scope.hasChanged(watch.reads)) continue;
        const match = watch.see(side, event, scope, (detail) => matchOf(armed, side, event, scope, detail));
        if (match) matches.push(match);
      }
    }
    return matches;
  }

  /** `passed`: which paths will bring nothing more up to where they are both known to be. */
  settle(passed: readonly [boolean, boolean]): readonly Match[] {
    return this.#watching.flatMap(({ watch }) => watch.settle?.(passed) ?? []);
  }
}

function matchOf(
  { breakpoint, condition, message }: Armed,
  side: Side,
  event: TraceEvent,
  scope: Scope,
  detail: string,
): Match | null {
  if (condition && !condition.isMet(scope)) return null;
  return {
    breakpoint: breakpoint.id,
    path: PATHS[side],
    row: rowKey(event),
    detail,
    message: message ? message(scope) : null,
  };
}

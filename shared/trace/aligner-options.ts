import type { Program } from '../node/program.ts';
import type { AlignedPlace, Side } from './aligned-place.ts';
import type { ComparisonPolicy, PathName } from './comparison.ts';
import type { TraceEvent } from './event.ts';
import type { SideNames } from './messages.ts';

/** How a path ended, as the aligner needs it: by itself, or with the code of what cut it off. */
export type AlignedEnd = { readonly kind: 'completed' } | { readonly kind: 'cut_off'; readonly code: string };

export interface AlignerOptions {
  readonly paths: readonly PathName[];
  readonly policy: ComparisonPolicy;
  /** By node id; without them every later divergence at which anything differs counts as a consequence. */
  readonly programs: ReadonlyMap<string, Program>;
  /** What messages call the two sides; the paths' own names when absent. */
  readonly names?: SideNames;
  /** Told of every event, with the place it belongs to, in the order of feeding. */
  readonly onEvent?: (place: AlignedPlace, side: Side, event: TraceEvent, index: number) => void;
  /** Told of every new place; `last`: it is the last of its parent's. */
  readonly onPlace?: (place: AlignedPlace, last: boolean) => void;
  /** Told of events that have no equal on the other path, once that is known; also where a rule accepts it. */
  readonly onUnlike?: (side: Side, index: number) => void;
  /** Told when known places have changed their order. */
  readonly onMove?: () => void;
}

import type { Local } from '../expression/context.ts';
import type { StepError } from '../step-error.ts';
import type { MapValue } from '../values/value.ts';

/** How a flow ended by returning. */
export type Returned =
  | { readonly success: true; readonly outputs: MapValue }
  | { readonly success: false; readonly error: StepError };

/** Where a block of steps runs. */
export interface Block {
  /** Occurrence of what encloses it, '' for the flow of the root node. */
  readonly occ: string;
  readonly locals: Local | null;
  /** Steps of a compensation are not compensated themselves. */
  readonly undoing: boolean;
}

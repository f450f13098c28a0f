import type { ComparisonDeps } from '../debugger/options.ts';
import type { NodeSource } from '../debugger/program-index.ts';

/** What running again needs of the workspace. */
export interface ReplayDeps {
  readonly comparison: ComparisonDeps;
  /** Folder that holds `handlers/`, or null where the workspace is not trusted to run code. */
  readonly handlers: string | null;
  readonly clockScale: number;
  /** A node as it is now with those it calls, root first; empty where there is none, or it cannot be run. */
  readonly present: (node: string) => readonly NodeSource[];
}

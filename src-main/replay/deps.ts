import type { ComparisonDeps } from '../debugger/options.ts';

/** What running again needs of the workspace. */
export interface ReplayDeps {
  readonly comparison: ComparisonDeps;
  /** Folder that holds `handlers/`, or null where the workspace is not trusted to run code. */
  readonly handlers: string | null;
  readonly clockScale: number;
}

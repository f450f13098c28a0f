import type { Program, Step } from '../../shared/node/program.ts';
import { blocksOf } from '../../shared/node/steps.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { depthOf, segmentsOf } from '../../shared/trace/place.ts';
import type { RunMode } from '../runtimes/runtime.ts';
import type { PathDriver } from './path-driver.ts';

/** What a path is to do until it stands still for the user. */
export type Intent =
  | { readonly kind: 'hold' }
  | { readonly kind: 'run' }
  /** To the next step at this depth or further out. */
  | { readonly kind: 'until'; readonly depth: number }
  /** To the next event, or line of a handler. */
  | { readonly kind: 'once' };

export const HOLD: Intent = { kind: 'hold' };

/** Has a path that stands, after moving, got where it was to go? */
export function arrived(driver: PathDriver, intent: Intent): boolean {
  switch (intent.kind) {
    case 'hold':
      return true;
    case 'run':
      return false;
    case 'once':
      return driver.stands;
    case 'until':
      return (
        driver.phase === 'gate' &&
        driver.last?.kind === 'step_entered' &&
        depthOf(driver.last.step) <= intent.depth
      );
  }
}

export function modeFor(intent: Intent): RunMode {
  return intent.kind === 'once' ? 'line' : 'step';
}

/** The intent of `over` and `out` from where the path stands. */
export function stepIntent(driver: PathDriver, kind: 'over' | 'into' | 'out'): Intent {
  if (kind === 'into') return { kind: 'once' };
  const depth = depthOf(driver.entered?.step ?? '');
  const target = kind === 'over' ? Math.max(depth, 1) : depth - 1;
  return target < 1 ? { kind: 'run' } : { kind: 'until', depth: target };
}

/** Which paths have brought all that they have up to where both are: they stand at one place, or have ended. */
export function passedPaths(drivers: readonly PathDriver[]): readonly [boolean, boolean] {
  const [a, b] = drivers;
  const same = a?.last?.step === b?.last?.step && a?.last?.occ === b?.last?.occ;
  const level = same && a?.stands === true && b?.stands === true;
  const passed = (path: PathName): boolean =>
    drivers.some((each) => each.path === path && (level || each.phase === 'ended'));
  return [passed('reference'), passed('direct')];
}

/**
 * Which of two standing paths to let go: both when they stand at the same place, else the one that is behind in the
 * node's order, so that paths that have parted meet again.
 */
export class FlowOrder {
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #root: string;
  readonly #positions = new Map<string, readonly number[]>();

  constructor(programs: ReadonlyMap<string, Program>, root: string) {
    this.#programs = programs;
    this.#root = root;
  }

  behind(a: PathDriver, b: PathDriver): PathName | null {
    const [x, y] = [a.last, b.last];
    if (x?.kind !== 'step_entered' || y?.kind !== 'step_entered') return null;
    if (x.step === y.step && x.occ === y.occ) return null;
    const left = this.#place(x.step, x.occ);
    const right = this.#place(y.step, y.occ);
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      const difference = (left[i] ?? -1) - (right[i] ?? -1);
      if (difference !== 0) return difference < 0 ? a.path : b.path;
    }
    return null;
  }

  /** Numbers that order places as a run visits them: position, attempt and round of each step on the path. */
  #place(step: string, occ: string): readonly number[] {
    const positions = this.#position(step);
    const numbers = occ.split('.').map(Number);
    const blocks = segmentsOf(step).filter((_, i) => i % 2 === 1);
    const order: number[] = [];
    let at = 0;
    positions.forEach((position, i) => {
      order.push(position, numbers[at++] ?? 0);
      if (blocks[i] === 'do') order.push(numbers[at++] ?? 0);
    });
    return order;
  }

  #position(path: string): readonly number[] {
    const known = this.#positions.get(path);
    if (known) return known;
    const segments = segmentsOf(path);
    const positions: number[] = [];
    let steps: readonly Step[] = this.#programs.get(this.#root)?.flow ?? [];
    let base = 0;
    for (let i = 0; i < segments.length; i += 2) {
      const at = steps.findIndex((step) => step.name === segments[i]);
      const step = steps[at];
      positions.push(base + at);
      base = 0;
      if (step === undefined) continue;
      if (segments[i + 1] === 'call' && step.operation === 'call_node') {
        steps = this.#programs.get(step.node)?.flow ?? [];
        continue;
      }
      const blocks = blocksOf(step);
      const block = blocks.findIndex((each) => each.name === segments[i + 1]);
      // Blocks of one step come one after the other: then, else, on_error, compensate.
      base = blocks.slice(0, Math.max(block, 0)).reduce((sum, each) => sum + each.steps.length, 0);
      steps = blocks[block]?.steps ?? [];
    }
    this.#positions.set(path, positions);
    return positions;
  }
}

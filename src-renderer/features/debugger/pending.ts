import type { OutlineStep } from '../../../shared/api/view.ts';

/** A step of the flow that the paths have not reached. */
export interface PendingStep {
  readonly path: string;
  readonly name: string;
  readonly operation: string;
  readonly depth: number;
}

/**
 * What comes after the step where the paths stand: the later siblings in its own block, then those of every block around
 * it. `current` '' means that nothing was reached yet; `inRound`, that it is a loop whose round has just begun.
 */
export function pendingSteps(
  outline: readonly OutlineStep[],
  current: string,
  inRound = false,
): readonly PendingStep[] {
  return (
    after(outline, current, 0, inRound) ?? (current === '' ? outline.map((step) => pending(step, 0)) : [])
  );
}

function after(
  steps: readonly OutlineStep[],
  current: string,
  depth: number,
  inRound: boolean,
): PendingStep[] | undefined {
  for (const [index, step] of steps.entries()) {
    const rest = () => steps.slice(index + 1).map((later) => pending(later, depth));
    if (step.path === current) {
      const body = inRound ? step.blocks.find((block) => block.name === 'do')?.steps : undefined;
      return [...(body ?? []).map((inner) => pending(inner, depth + 2)), ...rest()];
    }
    if (!current.startsWith(`${step.path}/`)) continue;
    for (const block of step.blocks) {
      // Between a loop and its steps stands the row of the round.
      const inner = after(block.steps, current, depth + (block.name === 'do' ? 2 : 1), inRound);
      if (inner) return [...inner, ...rest()];
    }
    return rest();
  }
  return undefined;
}

function pending({ path, name, operation }: OutlineStep, depth: number): PendingStep {
  return { path, name, operation, depth };
}

/** The step at a path, or the nearest one around it (a called node's steps are not in this outline). */
export function stepAt(outline: readonly OutlineStep[], path: string): OutlineStep | undefined {
  for (const step of outline) {
    if (step.path === path) return step;
    if (!path.startsWith(`${step.path}/`)) continue;
    for (const block of step.blocks) {
      const inner = stepAt(block.steps, path);
      if (inner) return inner;
    }
    return step;
  }
  return undefined;
}

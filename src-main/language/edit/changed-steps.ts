import type { Program, Step } from '../../../shared/node/program.ts';
import { blocksOf } from '../../../shared/node/steps.ts';

export interface ProgramChange {
  /** Paths of steps whose own definition differs, in the order of the flow; those that exist in one only are among them. */
  readonly steps: readonly string[];
  /** Does anything outside the flow differ, or the order of steps: inputs, contracts, types, limits? */
  readonly node: boolean;
}

/** Where two versions of a node do different things. Positions, descriptions and test cases make no difference. */
export function changedSteps(before: Program, after: Program): ProgramChange {
  const old = stepsOf(before.flow);
  const now = stepsOf(after.flow);
  const paths = [...new Set([...now.keys(), ...old.keys()])];
  const common = (steps: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) =>
    [...steps.keys()].filter((path) => other.has(path)).join('\n');
  return {
    steps: paths.filter((path) => old.get(path) !== now.get(path)),
    node: rest(before) !== rest(after) || common(old, now) !== common(now, old),
  };
}

/** Paths of every step, in the order of the flow. */
export function stepPaths(program: Program): readonly string[] {
  return [...stepsOf(program.flow).keys()];
}

/** Every step in the order of the flow, with its own definition as text. */
function stepsOf(flow: readonly Step[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      const blocks = blocksOf(step);
      const inner = new Set<unknown>(blocks.map((block) => block.steps));
      found.set(
        step.path,
        JSON.stringify(step, (key, value) =>
          key === 'range' || key === 'description' ? undefined : inner.has(value) ? '…' : value,
        ),
      );
      for (const block of blocks) visit(block.steps);
    }
  };
  visit(flow);
  return found;
}

function rest({
  flow: _,
  hash: __,
  testCases: ___,
  description: ____,
  intent: _____,
  ...node
}: Program): string {
  return JSON.stringify(node, (key, value) => (key === 'range' ? undefined : value));
}

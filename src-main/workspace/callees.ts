import type { Program } from '../../shared/node/program.ts';
import { allSteps } from '../../shared/node/steps.ts';

export interface Callees {
  /** The root and every node it can reach through call_node, by id. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Called nodes that the workspace does not have, or that have errors. */
  readonly missing: readonly string[];
}

/** `find` gives the checked program of a node, or undefined. */
export function resolveCallees(root: Program, find: (id: string) => Program | undefined): Callees {
  const programs = new Map([[root.id, root]]);
  const missing = new Set<string>();
  const open = [root];
  for (let program = open.pop(); program !== undefined; program = open.pop()) {
    for (const id of calledNodes(program)) {
      if (programs.has(id) || missing.has(id)) continue;
      const callee = find(id);
      if (callee === undefined) {
        missing.add(id);
        continue;
      }
      programs.set(id, callee);
      open.push(callee);
    }
  }
  return { programs, missing: [...missing] };
}

function calledNodes(program: Program): Set<string> {
  const called = new Set<string>();
  for (const step of allSteps(program.flow)) if (step.operation === 'call_node') called.add(step.node);
  return called;
}

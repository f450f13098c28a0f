import type { ErrorHandler, Program, Reaction, Step } from '../../shared/node/program.ts';

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

/** Every step of the node, nested ones included. */
function* allSteps(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step;
    for (const block of blocks(step)) yield* allSteps(block);
  }
}

function calledNodes(program: Program): Set<string> {
  const called = new Set<string>();
  for (const step of allSteps(program.flow)) if (step.operation === 'call_node') called.add(step.node);
  return called;
}

function blocks(step: Step): readonly (readonly Step[])[] {
  return [...ownBlocks(step), step.compensate, ...step.onError.map(handlerSteps)];
}

function ownBlocks(step: Step): readonly (readonly Step[])[] {
  switch (step.operation) {
    case 'conditional':
      return [step.then, step.else];
    case 'for_each':
      return [step.do];
    case 'validation':
    case 'state_machine_transition':
      return [reactionSteps(step.onFailure)];
    case 'database':
      return [reactionSteps(step.ifFound), reactionSteps(step.ifEmpty)];
    default:
      return [];
  }
}

function reactionSteps(reaction: Reaction | null): readonly Step[] {
  return reaction?.kind === 'steps' ? reaction.steps : [];
}

function handlerSteps(handler: ErrorHandler): readonly Step[] {
  return handler.action.kind === 'steps' ? handler.action.steps : [];
}

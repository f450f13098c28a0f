import type { Reaction, Step } from './program.ts';

/** A block of steps within a step, with the names that it alone sees. */
export interface Block {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly locals: readonly string[];
}

export interface PlacedReaction {
  readonly name: string;
  readonly reaction: Reaction;
  readonly locals: readonly string[];
}

/** What may run besides the step's own operation, in the order of the program. */
export function reactionsOf(step: Step): readonly PlacedReaction[] {
  const placed = (name: string, reaction: Reaction | null, locals: readonly string[]): PlacedReaction[] =>
    reaction ? [{ name, reaction, locals }] : [];
  switch (step.operation) {
    case 'validation':
    case 'state_machine_transition':
      return placed('on_failure', step.onFailure, []);
    case 'database':
      return [
        ...placed('if_found', step.ifFound, ['query_result']),
        ...placed('if_empty', step.ifEmpty, ['query_result']),
      ];
    default:
      return [];
  }
}

/** The blocks of steps within a step that hold any, with their names in the step path; `call` aside. */
export function blocksOf(step: Step): readonly Block[] {
  const blocks: Block[] = [];
  const add = (name: string, steps: readonly Step[], locals: readonly string[] = []): void => {
    if (steps.length > 0) blocks.push({ name, steps, locals });
  };
  if (step.operation === 'conditional') {
    add('then', step.then);
    add('else', step.else);
  }
  if (step.operation === 'for_each') add('do', step.do, [step.as]);
  for (const { name, reaction, locals } of reactionsOf(step)) {
    if (reaction.kind === 'steps') add(name, reaction.steps, locals);
  }
  step.onError.forEach(({ action }, index) => {
    if (action.kind === 'steps') add(`on_error_${index}`, action.steps, ['error']);
  });
  add('compensate', step.compensate);
  return blocks;
}

/** The operation as the file names it, and as `step_entered` reports it. */
export function operationName(step: Step): string {
  if (step.operation === 'assign' || step.operation === 'database') return step.writtenAs;
  return step.operation === 'custom' ? `custom.${step.handler}` : step.operation;
}

/** Every step, those in blocks after the step that holds them. */
export function* allSteps(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step;
    for (const block of blocksOf(step)) yield* allSteps(block.steps);
  }
}

import type { Program, Step } from '../../shared/node/program.ts';
import { blocksOf } from '../../shared/node/steps.ts';

/** What a run of these nodes may ask for outside from a step on: `POST stripe`, each once, in the order of the flow. */
export function outsideSteps(
  programs: ReadonlyMap<string, Program>,
  root: string,
  from: string,
): readonly string[] {
  const program = programs.get(root);
  if (program === undefined) return [];
  const begin = program.flow.findIndex(({ name }) => name === from.split('/')[0]);
  const found = new Set<string>();
  const called = new Set<string>();
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.operation === 'external_api_call')
        found.add(`${step.method} ${step.provider ?? addressOf(step)}`);
      if (step.operation === 'llm_chat') found.add(`llm ${modelOf(step)}`);
      if (step.operation === 'call_node' && !called.has(step.node)) {
        called.add(step.node);
        visit(programs.get(step.node)?.flow ?? []);
      }
      for (const block of blocksOf(step)) visit(block.steps);
    }
  };
  visit(program.flow.slice(Math.max(begin, 0)));
  // Compensations of steps that are over may still run.
  for (const step of program.flow.slice(0, Math.max(begin, 0))) visit(step.compensate);
  return [...found];
}

function addressOf(step: Extract<Step, { operation: 'external_api_call' }>): string {
  return step.url?.kind === 'literal' ? String(step.url.value) : 'an address that the run makes';
}

function modelOf({ model, route }: Extract<Step, { operation: 'llm_chat' }>): string {
  if (model === null) return `route ${route ?? ''}`;
  return model.kind === 'literal' ? String(model.value) : 'of a model that the run chooses';
}

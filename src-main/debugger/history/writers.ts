import type { Program } from '../../../shared/node/program.ts';
import { assignedBy, walkSteps } from '../../language/program-walk.ts';

const known = new WeakMap<Program, ReadonlyMap<string, readonly string[]>>();

/** Steps that can give a name its value, by their path in the node. */
export function writersOf(program: Program, name: string): readonly string[] {
  let writers = known.get(program);
  if (writers === undefined) {
    writers = collect(program);
    known.set(program, writers);
  }
  return writers.get(name) ?? [];
}

function collect(program: Program): ReadonlyMap<string, readonly string[]> {
  const writers = new Map<string, string[]>();
  const add = (name: string, path: string): void => {
    const paths = writers.get(name);
    if (paths === undefined) writers.set(name, [path]);
    else if (!paths.includes(path)) paths.push(path);
  };
  walkSteps(program.flow, (step) => {
    for (const name of assignedBy(step, program.stateMachines)) add(name, step.path);
    if (step.operation === 'for_each') add(step.as, step.path);
    if (step.operation === 'database') add('query_result', step.path);
    if (step.operation === 'external_api_call') add('response', step.path);
    // What any step raises can be bound while it is handled.
    add('error', step.path);
  });
  return writers;
}

import type { Program, Sensitivity } from '../../shared/node/program.ts';

type Analysed = Pick<Program, 'flow' | 'inputs' | 'outputs'>;

/** What may hold sensitive data, found by following declared paths through the flow. */
export function sensitivityOf(program: Analysed, paths: readonly string[]): Sensitivity {
  return {
    paths,
    variables: program.inputs.map((i) => i.name).filter((name) => paths.includes(name)),
    steps: [],
  };
}

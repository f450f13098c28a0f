import type { Condition } from '../../shared/node/expression.ts';
import type { Program, Step } from '../../shared/node/program.ts';
import { allSteps } from '../../shared/node/steps.ts';
import { localPath } from '../../shared/trace/place.ts';

/** A node of a comparison: its program and the text it was made of. */
export interface NodeSource {
  readonly node: string;
  readonly hash: string;
  /** Relative to the workspace. */
  readonly file: string;
  readonly text: string;
}

/** Looks things up in the programs of a comparison. */
export class ProgramIndex {
  readonly programs: ReadonlyMap<string, Program>;
  readonly #files: ReadonlyMap<string, string>;
  readonly #steps = new Map<string, ReadonlyMap<string, Step>>();
  readonly #conditions = new Map<string, ReadonlyMap<string, readonly string[]>>();

  constructor(programs: ReadonlyMap<string, Program>, sources: readonly NodeSource[]) {
    this.programs = programs;
    this.#files = new Map(sources.map((source) => [source.node, source.file]));
  }

  file(node: string): string {
    return this.#files.get(node) ?? '';
  }

  step(node: string, path: string): Step | undefined {
    let steps = this.#steps.get(node);
    if (steps === undefined) {
      const found = new Map<string, Step>();
      for (const step of allSteps(this.programs.get(node)?.flow ?? [])) found.set(step.path, step);
      steps = found;
      this.#steps.set(node, steps);
    }
    return steps.get(localPath(path));
  }

  /** The guards of a step in order; the condition of a conditional. */
  guards(node: string, path: string): readonly Condition[] {
    const step = this.step(node, path);
    if (step?.operation === 'conditional') return [step.condition];
    return step?.operation === 'validation' || step?.operation === 'state_machine_transition'
      ? step.guards
      : [];
  }

  /** Texts of the parts of a contract's condition, by slot. */
  contractParts(node: string, text: string): readonly string[] {
    let conditions = this.#conditions.get(node);
    if (conditions === undefined) {
      const found = new Map<string, readonly string[]>();
      const program = this.programs.get(node);
      if (program) for (const condition of conditionsOf(program)) found.set(condition.text, condition.probes);
      conditions = found;
      this.#conditions.set(node, conditions);
    }
    return conditions.get(text) ?? [];
  }
}

function conditionsOf(program: Program): readonly Condition[] {
  const { preconditions, invariants, postconditions } = program.contracts;
  const contracts = [...preconditions, ...invariants, ...postconditions].filter(
    (contract) => !contract.prose,
  );
  const types = Object.values(program.types);
  const fields = [
    ...program.inputs,
    ...program.outputs,
    ...types.flatMap((type) => (type.kind === 'record' ? type.fields : [])),
  ];
  return [
    ...contracts,
    ...types.flatMap((type) => type.constraints),
    ...fields.flatMap((field) => field.constraints),
  ];
}

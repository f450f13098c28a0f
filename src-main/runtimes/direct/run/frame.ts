import type { Program, Step } from '../../../../shared/node/program.ts';
import type { Frame as SavedFrame } from '../../../../shared/trace/continuation.ts';
import type { Bindings } from '../../../../shared/values/canonical.ts';
import type { Local } from '../expression/context.ts';
import { decode } from '../values/codec.ts';
import type { Value } from '../values/value.ts';
import type { Place } from './recorder.ts';

/** A completed step that can be undone. */
export interface Undoable {
  readonly step: Step;
  readonly place: Place;
  readonly locals: Local | null;
}

/** One node being executed: the root, or one that a step calls. */
export class Frame {
  readonly program: Program;
  /** The place of the node itself. */
  readonly place: Place;
  /** Before the static path of each of its steps. */
  readonly prefix: string;
  /** How many calls deep. */
  readonly depth: number;
  /** Variables in order of first assignment. */
  readonly scope = new Map<string, Value>();
  /** Inputs after conversion. */
  readonly entry = new Map<string, Value>();
  /** Text of the first violated precondition or constraint. */
  violated: string | null = null;
  /** Contracts that were evaluable at least once. */
  readonly evaluated = new Set<string>();
  readonly undoables: Undoable[] = [];

  constructor(program: Program, place: Place, depth: number) {
    this.program = program;
    this.place = place;
    this.prefix = place.step === '' ? '' : `${place.step}/`;
    this.depth = depth;
  }

  /** Takes over where a recorded frame stood. */
  restore(saved: SavedFrame): void {
    for (const [name, value] of saved.scope) this.scope.set(name, decode(value));
    for (const [name, value] of saved.entry) this.entry.set(name, decode(value));
    this.violated = saved.violated;
    for (const key of saved.evaluated) this.evaluated.add(key);
    this.place.effects = saved.effects;
    const steps = stepsByPath(this.program);
    for (const { step, occ, bound } of saved.compensations) {
      const found = steps.get(step.slice(this.prefix.length));
      if (found === undefined) throw new Error(`the continuation names an unknown step ${step}`);
      this.undoables.push({ step: found, place: { step, occ, effects: 0 }, locals: bind(bound, null) });
    }
  }
}

/** Recorded bindings as locals, the later ones inside. */
export function bind(bindings: Bindings, outer: Local | null): Local | null {
  return bindings.reduce<Local | null>(
    (locals, [name, value]) => ({ name, value: decode(value), outer: locals }),
    outer,
  );
}

function stepsByPath(program: Program): Map<string, Step> {
  const found = new Map<string, Step>();
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      found.set(step.path, step);
      for (const block of blocksOf(step)) visit(block.steps);
    }
  };
  visit(program.flow);
  return found;
}

/** The blocks of a step by name, `call` aside. */
function blocksOf(step: Step): readonly { readonly name: string; readonly steps: readonly Step[] }[] {
  const blocks: { name: string; steps: readonly Step[] }[] = [];
  const add = (name: string, steps: readonly Step[]) => blocks.push({ name, steps });
  switch (step.operation) {
    case 'validation':
    case 'state_machine_transition':
      if (step.onFailure?.kind === 'steps') add('on_failure', step.onFailure.steps);
      break;
    case 'conditional':
      add('then', step.then);
      add('else', step.else);
      break;
    case 'for_each':
      add('do', step.do);
      break;
    case 'database':
      if (step.ifFound?.kind === 'steps') add('if_found', step.ifFound.steps);
      if (step.ifEmpty?.kind === 'steps') add('if_empty', step.ifEmpty.steps);
      break;
    default:
      break;
  }
  step.onError.forEach((handler, index) => {
    if (handler.action.kind === 'steps') add(`on_error_${index}`, handler.action.steps);
  });
  if (step.compensate.length > 0) add('compensate', step.compensate);
  return blocks;
}

import type { Program, Step } from '../../../../shared/node/program.ts';
import { allSteps } from '../../../../shared/node/steps.ts';
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
    const steps = new Map([...allSteps(this.program.flow)].map((step) => [step.path, step]));
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

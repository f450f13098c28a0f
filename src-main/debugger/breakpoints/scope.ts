import type { Program } from '../../../shared/node/program.ts';
import type { Outcome, TraceEvent } from '../../../shared/trace/event.ts';
import { type Bindings, type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';
import { decode } from '../../runtimes/direct/values/codec.ts';
import { MapValue, type Value } from '../../runtimes/direct/values/value.ts';
import { ExecutionState, type OpenStep } from '../execution-state.ts';

const ALL = Symbol('all names');
const RESULT_NAMES = ['output', 'success', 'error'];

/** What one path's names stand for after its latest event, and which of them that event has changed. */
export class Scope {
  readonly #state: ExecutionState;
  #changed: readonly string[] | typeof ALL = [];
  #outcome: Outcome | null = null;
  readonly #decoded = new WeakMap<object, Value>();
  readonly #inputs = new WeakMap<Bindings, MapValue>();

  constructor(programs: ReadonlyMap<string, Program>) {
    this.#state = new ExecutionState(programs);
  }

  /** Nodes that are running within one another. */
  get depth(): number {
    return this.#state.frames.length;
  }

  /** The innermost node that is running; '' before the first. */
  get node(): string {
    return this.#state.frames.at(-1)?.node ?? '';
  }

  apply(event: TraceEvent): void {
    this.#changed = this.#changedBy(event);
    if (event.kind === 'result') this.#outcome = event.outcome;
    this.#state.apply(event);
  }

  /** Has the latest event changed one of these names? */
  hasChanged(names: ReadonlySet<string>): boolean {
    const changed = this.#changed;
    if (changed === ALL) return true;
    for (const name of changed) if (names.has(name)) return true;
    return false;
  }

  /** A variable, or one of `input`, `output`, `success`, `error` where no variable has that name. */
  resolve(name: string): Value | undefined {
    const own = this.#variable(name);
    if (own !== undefined) return this.#value(own);
    if (name === 'input') return this.#input();
    return this.#ofResult(name);
  }

  /** What is recorded under a name, as it is recorded: fingerprints in the place of sensitive values. */
  recorded(name: string): Canonical | undefined {
    const own = this.#variable(name);
    if (own !== undefined) return own;
    const entry = this.#state.frames.at(-1)?.entry;
    return name === 'input' && entry ? Object.fromEntries(entry) : undefined;
  }

  /** What `ExecutionState.variables` has, without making all of them. */
  #variable(name: string): Canonical | undefined {
    const frame = this.#state.frames.at(-1);
    if (frame === undefined) return undefined;
    for (let i = frame.steps.length - 1; i >= 0; i--) {
      const { bound, loop } = frame.steps[i] as OpenStep;
      for (const [own, value] of bound) if (own === name) return value;
      if (loop !== null && loop.index >= 0 && loop.name === name) return loop.value;
    }
    return frame.scope.get(name);
  }

  #changedBy(event: TraceEvent): readonly string[] | typeof ALL {
    switch (event.kind) {
      case 'inputs_bound':
        return ALL;
      case 'assigned':
      case 'bound':
      case 'iteration':
        return [event.name];
      case 'error_raised':
      case 'error_handled':
        return ['error'];
      case 'step_left': {
        // What the step bound for itself ends with it.
        const step = this.#state.frames.at(-1)?.steps.at(-1);
        if (step === undefined || (step.loop === null && step.bound.length === 0)) return [];
        return [...(step.loop ? [step.loop.name] : []), ...step.bound.map(([name]) => name)];
      }
      case 'result':
        return RESULT_NAMES;
      default:
        return [];
    }
  }

  #input(): MapValue | undefined {
    const entry = this.#state.frames.at(-1)?.entry;
    if (entry === undefined) return undefined;
    let record = this.#inputs.get(entry);
    if (record === undefined) {
      // An input that cannot be read (a fingerprint) is a missing field, which is unknown.
      record = MapValue.ofRecord(
        entry.flatMap(([name, canonical]) => {
          const value = this.#value(canonical);
          return value === undefined ? [] : [[name, value] as const];
        }),
      );
      this.#inputs.set(entry, record);
    }
    return record;
  }

  #ofResult(name: string): Value | undefined {
    const outcome = this.#outcome;
    if (outcome === null) return undefined;
    if (name === 'success') return outcome.success;
    if (name === 'output') return outcome.success ? this.#value(outcome.outputs) : undefined;
    if (name !== 'error' || outcome.success) return undefined;
    const { code, message, fields } = outcome.error;
    return this.#value({ code, message, fields });
  }

  #value(canonical: Canonical): Value | undefined {
    if (typeof canonical !== 'object' || canonical === null)
      return canonical === null ? null : plain(canonical);
    const known = this.#decoded.get(canonical);
    if (known !== undefined) return known;
    const value = plain(canonical);
    if (value !== undefined) this.#decoded.set(canonical, value);
    return value;
  }
}

/** Undefined for what is no value of the language: a fingerprint in a sensitive value's place. */
function plain(canonical: Canonical): Value | undefined {
  try {
    return decode(canonical);
  } catch {
    const rest = readable(canonical);
    return rest === undefined ? undefined : plain(rest);
  }
}

/** A record without its fields that cannot be read: they are missing. Undefined where nothing can be left out. */
function readable(canonical: Canonical): Canonical | undefined {
  if (!isCanonicalObject(canonical) || tagOf(canonical) !== undefined) return undefined;
  const fields = Object.entries(canonical).filter(([, value]) => plain(value) !== undefined);
  return fields.length < Object.keys(canonical).length ? Object.fromEntries(fields) : undefined;
}

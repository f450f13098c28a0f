import { setImmediate } from 'node:timers/promises';
import type { Evaluated } from '../../../shared/api/history.ts';
import type { Expression } from '../../../shared/node/expression.ts';
import type { Program } from '../../../shared/node/program.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { freeNames } from '../../language/expression/tree.ts';
import { evaluate, UNKNOWN } from '../../runtimes/direct/expression/evaluate.ts';
import { StepError } from '../../runtimes/direct/step-error.ts';
import { encode } from '../../runtimes/direct/values/codec.ts';
import { contextOf, counted, readObserving } from '../breakpoints/condition.ts';
import { Scope } from '../breakpoints/scope.ts';
import type { Read } from '../breakpoints/types.ts';
import type { EventSource } from '../timeline.ts';
import { isSensitive } from './fact.ts';
import { memberOf, type Reading, readingsOf } from './reads.ts';

/** Events folded before others get their turn. */
const BATCH = 2000;

export interface Evaluator {
  /** What it reads from outside itself. */
  readonly readings: readonly Reading[];
  of(scope: Scope): Evaluated;
}

/** Refuses what cannot be read, or does more than look. */
export function readEvaluator(text: string): Read<Evaluator> {
  const read = readObserving(text, 'An expression over what is recorded');
  if (!read.ok) return read;
  const expression = counted(read.value);
  const readings = readingsOf(read.value);
  const names = [...new Set(freeNames(read.value).map(({ name }) => name))];
  return {
    ok: true,
    value: {
      readings,
      of: (scope) => {
        const hidden = readings.filter(({ name, members }) =>
          isSensitive(memberOf(scope.recorded(name), members)),
        );
        if (hidden.length > 0) return { kind: 'sensitive', names: hidden.map(({ label }) => label) };
        const result = valueIn(expression, scope);
        if (result.kind === 'value') return result;
        // What an element's member hides is only seen when it is looked at.
        const holding = names.filter((name) => isSensitive(scope.recorded(name)));
        if (holding.length > 0) return { kind: 'sensitive', names: holding };
        const unbound = names.find((name) => scope.resolve(name) === undefined);
        return unbound === undefined ? result : { kind: 'unbound', name: unbound };
      },
    },
  };
}

function valueIn(expression: Expression, scope: Scope): Evaluated {
  try {
    const value = evaluate(expression, contextOf(scope, false), null);
    return value === UNKNOWN
      ? { kind: 'error', code: 'unknown', message: 'the value is not known' }
      : { kind: 'value', value: encode(value) };
  } catch (error) {
    if (error instanceof StepError) return { kind: 'error', code: error.code, message: error.message };
    if (error instanceof RangeError) return { kind: 'error', code: 'too_long', message: error.message };
    throw error;
  }
}

/** A value as an expression found it, and the step that had given its name that value. */
export interface ReadValue {
  readonly path: string;
  readonly value: Canonical | undefined;
  readonly step: string;
}

/** One visit of a step on one path. */
export interface Visited {
  readonly occ: string;
  readonly value: Evaluated;
  /** What the expression read, one for each of its readings. */
  readonly reads: readonly ReadValue[];
}

/** Does the trace have the step at all? */
export function hasStep(source: EventSource, step: string): boolean {
  for (const { first, count } of windowsOf(source, step))
    for (let at = first; at < first + count; at += BATCH) {
      const events = source.read(at, Math.min(BATCH, first + count - at));
      if (events.some((event) => event.kind === 'step_entered' && event.step === step)) return true;
    }
  return false;
}

/**
 * What the expression comes to right before each visit of the step is left, while what the step binds for itself is still
 * there; at the end of the trace for a visit that never was. Keeps nothing of what it has passed.
 */
export async function* visitsOf(
  source: EventSource,
  programs: ReadonlyMap<string, Program>,
  step: string,
  evaluator: Evaluator,
): AsyncGenerator<Visited> {
  const scope = new Scope(programs);
  const writers = new Writers(evaluator.readings);
  const visited = (occ: string): Visited => ({
    occ,
    value: evaluator.of(scope),
    reads: writers.reads(scope),
  });
  const open = new Set<string>();
  const windows = windowsOf(source, step);
  const end = Math.max(0, ...windows.map(({ first, count }) => Math.min(first + count, source.count)));
  for (let from = 0; from < end; from += BATCH) {
    for (const event of source.read(from, Math.min(BATCH, end - from))) {
      if (event.step === step) {
        if (event.kind === 'step_entered') open.add(event.occ);
        if (isLeaving(event) && open.delete(event.occ)) yield visited(event.occ);
      }
      scope.apply(event);
      writers.note(event, scope.depth);
    }
    await setImmediate();
  }
  for (const occ of open) yield visited(occ);
}

/** Which step gave each name that is read its value, in each of the nodes that run within one another. */
class Writers {
  readonly #readings: readonly Reading[];
  readonly #names: ReadonlySet<string>;
  readonly #steps = new Map<string, string>();

  constructor(readings: readonly Reading[]) {
    this.#readings = readings;
    this.#names = new Set(readings.map(({ name }) => name));
  }

  note(event: TraceEvent, depth: number): void {
    if (event.kind === 'inputs_bound') for (const [name] of event.values) this.#set(name, depth, event.step);
    if (event.kind === 'assigned' || event.kind === 'bound' || event.kind === 'iteration')
      this.#set(event.name, depth, event.step);
  }

  reads(scope: Scope): readonly ReadValue[] {
    return this.#readings.map(({ label, name, members }) => ({
      path: label,
      value: memberOf(scope.recorded(name), members),
      step: this.#steps.get(`${scope.depth} ${name}`) ?? '',
    }));
  }

  #set(name: string, depth: number, step: string): void {
    if (this.#names.has(name)) this.#steps.set(`${depth} ${name}`, step);
  }
}

function isLeaving(event: TraceEvent): boolean {
  return event.kind === 'step_left';
}

function windowsOf(
  source: EventSource,
  step: string,
): readonly { readonly first: number; readonly count: number }[] {
  return source.windows?.(new Set([step])) ?? [{ first: 0, count: source.count }];
}

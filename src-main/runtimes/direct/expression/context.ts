import type { EffectFunction } from '../../../../shared/node/expression.ts';
import type { Canonical } from '../../../../shared/values/canonical.ts';
import type { Value } from '../values/value.ts';

/** A step-local binding; inner ones hide outer ones. */
export interface Local {
  readonly name: string;
  readonly value: Value;
  readonly outer: Local | null;
}

/** What an expression is evaluated in. */
export interface Context {
  /** In contracts what is not bound is unknown, and logic has three values. */
  readonly contract: boolean;
  /** Collects the values of probed subexpressions where somebody wants them. */
  readonly probes: [slot: number, value: Canonical][] | null;
  resolve(name: string): Value | undefined;
  /** Every name that `resolve` knows, for messages. */
  names(): Iterable<string>;
  /** The context of `old(…)`. */
  atEntry(): Context;
  effect(fn: EffectFunction): Value;
}

export function findLocal(locals: Local | null, name: string): Local | null {
  let local = locals;
  while (local !== null && local.name !== name) local = local.outer;
  return local;
}

export function* localNames(locals: Local | null): Iterable<string> {
  for (let local = locals; local !== null; local = local.outer) yield local.name;
}

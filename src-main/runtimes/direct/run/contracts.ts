import type { Condition, EffectFunction } from '../../../../shared/node/expression.ts';
import type { Contract } from '../../../../shared/node/program.ts';
import type { ContractKind, Verdict } from '../../../../shared/trace/event.ts';
import type { Canonical } from '../../../../shared/values/canonical.ts';
import { type Context, findLocal, type Local, localNames } from '../expression/context.ts';
import { evaluate, UNKNOWN } from '../expression/evaluate.ts';
import { NodeEnded, StepError } from '../step-error.ts';
import type { Value } from '../values/value.ts';
import { FUNCTION_REQUESTS, performEffect, type Run } from './execution.ts';
import type { Frame } from './frame.ts';
import type { Place } from './recorder.ts';

type Names = ReadonlyMap<string, Value>;

/** What contracts see: output fields once they are known, variables (step-local ones first), inputs at entry. */
interface Sight {
  readonly place: Place;
  readonly locals: Local | null;
  readonly outputs: Names | null;
  /** In postconditions `success` is true and `error` unbound. */
  readonly success: boolean;
}

class ContractContext implements Context {
  readonly contract = true;
  readonly probes: [number, Canonical][] = [];
  readonly #run: Run;
  readonly #frame: Frame;
  readonly #sight: Sight;

  constructor(run: Run, frame: Frame, sight: Sight) {
    this.#run = run;
    this.#frame = frame;
    this.#sight = sight;
  }

  resolve(name: string): Value | undefined {
    const { success, locals, outputs } = this.#sight;
    if (success && name === 'success') return true;
    if (success && name === 'error') return undefined;
    const output = outputs?.get(name);
    if (output !== undefined) return output;
    const local = findLocal(locals, name);
    if (local !== null) return local.value;
    const variable = this.#frame.scope.get(name);
    return variable === undefined ? this.#frame.entry.get(name) : variable;
  }

  names(): Iterable<string> {
    return localNames(this.#sight.locals);
  }

  atEntry(): Context {
    const { entry } = this.#frame;
    return {
      contract: true,
      probes: this.probes,
      resolve: (name) => entry.get(name),
      names: () => entry.keys(),
      atEntry: () => this.atEntry(),
      effect: (fn) => this.effect(fn),
    };
  }

  effect(fn: EffectFunction): Value {
    return performEffect(this.#run, this.#sight.place, FUNCTION_REQUESTS[fn]);
  }
}

interface Named {
  readonly contract: ContractKind;
  readonly index: number;
  readonly subject: string;
}

/** Evaluates one contract and reports it. */
function judge(
  run: Run,
  frame: Frame,
  sight: Sight,
  named: Named,
  condition: Condition,
  bound: Local | null = null,
): Verdict {
  const context = new ContractContext(run, frame, sight);
  let verdict: Verdict;
  let error: string | null = null;
  try {
    const value = evaluate(condition.expression, context, bound);
    verdict = value === UNKNOWN ? 'unknown' : value === true ? 'held' : 'violated';
    if (value !== UNKNOWN && typeof value !== 'boolean') error = 'type_mismatch';
  } catch (thrown) {
    if (!(thrown instanceof StepError)) throw thrown;
    verdict = 'violated';
    error = thrown.code;
  }
  const probes = context.probes.sort((a, b) => a[0] - b[0]);
  run.recorder.emit(sight.place, {
    kind: 'contract',
    ...named,
    text: condition.text,
    verdict,
    probes,
    ...(error === null ? {} : { error }),
  });
  return verdict;
}

function remember(frame: Frame, kind: ContractKind, index: number, verdict: Verdict): void {
  if (verdict !== 'unknown') frame.evaluated.add(`${kind}:${index}`);
}

export interface ConstraintCheck {
  readonly index: number;
  readonly subject: string;
  readonly condition: Condition;
  /** The value under its names: `value`, the last name of the subject, the type's own. */
  readonly locals: Local;
}

/** Constraints and preconditions at entry, all of them; the first violated one marks the frame. */
export function checkEntry(run: Run, frame: Frame, constraints: Iterable<ConstraintCheck>): void {
  const sight = { place: frame.place, locals: null, outputs: null, success: false };
  for (const { index, subject, condition, locals } of constraints) {
    const named = { contract: 'constraint', index, subject } as const;
    const verdict = judge(run, frame, sight, named, condition, locals);
    if (verdict === 'violated') frame.violated ??= condition.text;
  }
  frame.program.contracts.preconditions.forEach((contract, index) => {
    if (contract.prose) return;
    const verdict = judge(run, frame, sight, { contract: 'precondition', index, subject: '' }, contract);
    remember(frame, 'precondition', index, verdict);
    if (verdict === 'violated') frame.violated ??= contract.text;
  });
}

/** The invariants whose names are all bound; the first violated one ends the node. */
export function checkInvariants(
  run: Run,
  frame: Frame,
  place: Place,
  locals: Local | null,
  outputs: Names | null = null,
): void {
  const { invariants } = frame.program.contracts;
  if (invariants.length === 0) return;
  const sight = { place, locals, outputs, success: false };
  const context = new ContractContext(run, frame, sight);
  invariants.forEach((contract, index) => {
    if (contract.prose || contract.names.some((name) => context.resolve(name) === undefined)) return;
    const verdict = judge(run, frame, sight, { contract: 'invariant', index, subject: '' }, contract);
    remember(frame, 'invariant', index, verdict);
    if (verdict === 'violated') throw broken('invariant_violated', 'invariant violated', contract.text);
  });
}

/** Invariants, output constraints and postconditions of a success return. */
export function checkReturn(
  run: Run,
  frame: Frame,
  outputs: Names,
  constraints: Iterable<ConstraintCheck>,
): void {
  checkInvariants(run, frame, frame.place, null, outputs);
  const sight = { place: frame.place, locals: null, outputs, success: true };
  for (const { index, subject, condition, locals } of constraints) {
    const named = { contract: 'constraint', index, subject } as const;
    if (judge(run, frame, sight, named, condition, locals) === 'violated') {
      throw broken('postcondition_violated', 'output constraint violated', condition.text);
    }
  }
  frame.program.contracts.postconditions.forEach((contract, index) => {
    if (contract.prose) return;
    const verdict = judge(run, frame, sight, { contract: 'postcondition', index, subject: '' }, contract);
    remember(frame, 'postcondition', index, verdict);
    if (verdict === 'violated')
      throw broken('postcondition_violated', 'postcondition violated', contract.text);
  });
}

function broken(code: string, what: string, text: string): NodeEnded {
  return new NodeEnded(new StepError(code, `${what}: ${text}`, [['contract', text]]));
}

/** What a run says about contracts that it could not evaluate. */
export function noteContracts(run: Run, frame: Frame): void {
  const { preconditions, invariants, postconditions } = frame.program.contracts;
  const lists: readonly (readonly [ContractKind, readonly Contract[]])[] = [
    ['precondition', preconditions],
    ['invariant', invariants],
    ['postcondition', postconditions],
  ];
  const all = lists.flatMap(([kind, contracts]) =>
    contracts.map((contract, index) => ({ kind, contract, index })),
  );
  const note = (code: string, message: string) =>
    run.recorder.emit(frame.place, { kind: 'note', code, message });
  for (const { contract } of all) if (contract.prose) note('prose_contract', contract.text);
  for (const { kind, contract, index } of all) {
    if (!contract.prose && !frame.evaluated.has(`${kind}:${index}`)) {
      note('contract_not_evaluable', contract.text);
    }
  }
}

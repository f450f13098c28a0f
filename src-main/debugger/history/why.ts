import type { CauseKind } from '../../../shared/api/history.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { decidingPair, type Pair, type Trails } from './decision.ts';
import { factValue, isSamePlace, same } from './fact.ts';
import { type Fact, type Input, inputsOf } from './inputs.ts';

/** Pairs looked at before the search is given up: no value of a program has so many ancestors that differ. */
const MOST = 500;

export interface PairedInput {
  readonly label: string;
  readonly reference: Canonical | undefined;
  readonly direct: Canonical | undefined;
  readonly differs: boolean;
  origins(): Pair;
}

/** One thing on the way back, with what it was made of on both paths. */
export interface Ancestor {
  readonly pair: Pair;
  readonly inputs: readonly PairedInput[];
  /** What asked for it; null for what was asked about. */
  readonly of: Ancestor | null;
  /** Set where the way back ends: its inputs agree, and it does not. */
  cause: CauseKind | null;
}

export interface Explanation {
  /** The cause first, what was asked about last. */
  readonly chain: readonly Ancestor[];
  readonly cause: CauseKind;
  /** Other ways back that end elsewhere. */
  readonly others: number;
}

/**
 * Walks both paths back from a difference, breadth first, to the earliest place where inputs agree and outputs do not.
 * `isReserved`: a difference that counts for nothing by itself explains only what nothing else does.
 */
export function explain(trails: Trails, target: Pair, isReserved: (pair: Pair) => boolean): Explanation {
  const seen = new Set<string>([keyOf(target)]);
  const causes: Ancestor[] = [];
  const queue: { readonly pair: Pair; readonly of: Ancestor | null }[] = [{ pair: target, of: null }];
  let last: Ancestor | null = null;
  for (let at = 0; at < queue.length && at < MOST; at++) {
    const { pair, of } = queue[at] as (typeof queue)[number];
    const { inputs, next, cause } = expand(trails, pair);
    const ancestor: Ancestor = { pair, inputs, of, cause };
    last ??= ancestor;
    if (cause !== null) causes.push(ancestor);
    for (const each of next) {
      const key = keyOf(each);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ pair: each, of: ancestor });
    }
  }
  const [first, ...others] = causes
    .map((each) => ({ each, order: [Number(isReserved(each.pair)), firstIndex(each.pair)] as const }))
    .toSorted(({ order: [a, i] }, { order: [b, j] }) => a - b || i - j)
    .map(({ each }) => each);
  const chain: Ancestor[] = [];
  for (let at: Ancestor | null = first ?? last; at !== null; at = at.of) chain.push(at);
  return { chain, cause: first?.cause ?? 'missing', others: others.length };
}

function firstIndex([a, b]: Pair): number {
  return Math.min(a?.index ?? Number.POSITIVE_INFINITY, b?.index ?? Number.POSITIVE_INFINITY);
}

function keyOf([a, b]: Pair): string {
  return `${a?.index ?? '-'} ${a?.name ?? ''}|${b?.index ?? '-'} ${b?.name ?? ''}`;
}

interface Expanded {
  readonly inputs: readonly PairedInput[];
  readonly next: readonly Pair[];
  readonly cause: CauseKind | null;
}

function expand(trails: Trails, pair: Pair): Expanded {
  const [a, b] = pair;
  if (a === null || b === null || !isSamePlace(a, b)) {
    if (a !== null && b !== null && a.event.step === b.event.step && a.event.occ === b.event.occ)
      return byInputs(trails, a, b);
    const deciding = decidingPair(trails, pair);
    return { inputs: [], next: deciding ? [deciding] : [], cause: deciding ? null : 'missing' };
  }
  return byInputs(trails, a, b);
}

function byInputs(trails: Trails, a: Fact, b: Fact): Expanded {
  const failure = failureOf(trails, a, b);
  if (failure) return { inputs: [], next: [failure], cause: null };
  const round = firstDifferentElement(factValue(a), factValue(b));
  // Of an error and a value, only what both were made of tells anything.
  const alike = a.event.kind === b.event.kind;
  const inputs = paired(inputsOf(trails[0], a, round), inputsOf(trails[1], b, round), alike);
  const differing = inputs.filter(({ differs }) => differs);
  if (differing.length === 0) return { inputs, next: [], cause: causeOf(a, b) };
  const next = differing.map((input) => input.origins()).filter(([x, y]) => x !== null || y !== null);
  return { inputs, next, cause: next.length === 0 ? 'input' : null };
}

/** Where a node succeeded on one path and failed on the other: what it failed with, which the other path has not. */
function failureOf(trails: Trails, a: Fact, b: Fact): Pair | undefined {
  const [mine, theirs] = [a, b].map(({ event }) =>
    event.kind === 'result' || event.kind === 'call_returned' ? event.outcome.success : undefined,
  );
  if (mine === undefined || theirs === undefined || mine === theirs) return undefined;
  const error = inputsOf(...(mine ? ([trails[1], b] as const) : ([trails[0], a] as const)))[0]?.origin();
  if (error === undefined) return undefined;
  return mine ? [null, error] : [error, null];
}

/** Which round of a loop made its results differ. */
function firstDifferentElement(a: Canonical, b: Canonical): number | undefined {
  if (!Array.isArray(a) || !Array.isArray(b)) return undefined;
  const at = a.findIndex((element, i) => !same(element, b[i]));
  return at >= 0 ? at : a.length < b.length ? a.length : undefined;
}

function causeOf(a: Fact, b: Fact): CauseKind {
  if (same(factValue(a), factValue(b)) && isSamePlace(a, b)) return 'none';
  if (a.event.kind === 'effect_answered' && b.event.kind === 'effect_answered') return 'answer';
  if (a.event.kind === 'guard' || a.event.kind === 'contract') return 'decision';
  return a.event.kind === 'run_started' ? 'input' : 'step';
}

/** Inputs of the same name; answers by their order, since what was asked may differ too. */
function paired(
  reference: readonly Input[],
  direct: readonly Input[],
  alike: boolean,
): readonly PairedInput[] {
  const keyed = (inputs: readonly Input[]): ReadonlyMap<string, Input> => {
    let answers = 0;
    return new Map(
      inputs.map((input) => [input.from === 'answer' ? `answer ${answers++}` : input.label, input]),
    );
  };
  const left = keyed(reference);
  const right = keyed(direct);
  return [...new Set([...left.keys(), ...right.keys()])].map((key): PairedInput => {
    const a = left.get(key);
    const b = right.get(key);
    return {
      label: (a ?? b)?.label ?? key,
      reference: a?.value,
      direct: b?.value,
      differs: (alike || (a !== undefined && b !== undefined)) && !same(a?.value, b?.value),
      origins: () => [a?.origin() ?? null, b?.origin() ?? null],
    };
  });
}

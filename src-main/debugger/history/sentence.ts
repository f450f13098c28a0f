import type { CauseKind } from '../../../shared/api/history.ts';
import type { SideNames } from '../../../shared/trace/messages.ts';
import { stepName } from '../../../shared/trace/place.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { displayValue } from '../../../shared/values/display.ts';
import type { Pair } from './decision.ts';
import { factValue, isSamePlace, isSensitive, labelOf } from './fact.ts';
import type { Fact } from './inputs.ts';
import type { Ancestor, Explanation } from './why.ts';

export interface Words {
  readonly names: SideNames;
  /** `custom.round_tax`, `arithmetic`; '' where it is not known. */
  operation(fact: Fact): string;
  /** The condition of a guard, as it is written. */
  condition(fact: Fact): string;
  /** What is to be said of a difference that counts for nothing by itself, else ''. */
  reservation(pair: Pair): string;
}

/** Where a difference comes from, in one sentence with the values. */
export function sentenceOf({ chain, cause }: Explanation, words: Words): string {
  const first = chain[0];
  const target = chain.at(-1);
  if (first === undefined || target === undefined || cause === 'none')
    return 'Both paths have the same value, made of the same inputs: there is no difference to explain.';
  const text = causeText(first, cause, words);
  const asked = targetLabel(target.pair);
  const prefix = first === target || asked === null ? '' : `${asked} differs because `;
  return `${prefix}${text}${words.reservation(first.pair)}.`;
}

function targetLabel([a, b]: Pair): string | null {
  const fact = a ?? b;
  return fact && fact.event.kind !== 'error_raised' && fact.event.kind !== 'step_entered'
    ? labelOf(fact)
    : null;
}

function causeText({ pair, inputs }: Ancestor, cause: CauseKind, words: Words): string {
  const [a, b] = pair;
  const fact = (a ?? b) as Fact;
  const place = fact.event.step === '' ? 'the node' : stepName(fact.event.step.replace(/\/call$/, ''));
  switch (cause) {
    case 'input':
      return `the runs were given different ${list(inputs.filter(({ differs }) => differs).map(({ label }) => label))}: ${sides(given(inputs), words.names)}`;
    case 'answer':
      return `the outside world answered ${place} differently: both asked for ${asked(inputs)} and ${got(pair, words.names)}`;
    case 'decision':
      return `${place} decided ${conditionText(fact, words)} differently on the same values${same(inputs)}: ${sides(values(pair), words.names)}`;
    case 'missing':
      return missingText(pair, place, words.names);
    default:
      return `${place} ${made(pair, words.names)} ${inputs.length === 0 ? 'with nothing that differed before' : `from the same inputs${same(inputs)}`}${own(fact, words)}`;
  }
}

function given(inputs: Ancestor['inputs']): readonly [Canonical | undefined, Canonical | undefined] {
  const input = inputs.find(({ differs }) => differs);
  return [input?.reference, input?.direct];
}

function values([a, b]: Pair): readonly [Canonical | undefined, Canonical | undefined] {
  return [a ? factValue(a) : undefined, b ? factValue(b) : undefined];
}

function sides([x, y]: readonly [Canonical | undefined, Canonical | undefined], [a, b]: SideNames): string {
  return `${shown(x)} on ${a.long}, ${shown(y)} on ${b.long}${sensitive(x, y)}`;
}

/** `assigned tax 8.86 on the reference path and 8.87 on the direct path`; where the paths did unlike things, each by itself. */
function made(pair: Pair, [left, right]: SideNames): string {
  const [a, b] = pair;
  if (a && b && isSamePlace(a, b)) {
    const [x, y] = values(pair);
    return `${verb(a)} ${labelOf(a)} ${shown(x)} on ${left.long} and ${shown(y)} on ${right.long}${sensitive(x, y)}`;
  }
  const part = (fact: Fact | null, name: string): string =>
    fact ? `${verb(fact)} ${labelOf(fact)} ${shown(factValue(fact))} on ${name}` : `did nothing on ${name}`;
  return `${part(a, left.long)} and ${part(b, right.long)}`;
}

function verb({ event }: Fact): string {
  switch (event.kind) {
    case 'assigned':
      return 'assigned';
    case 'bound':
    case 'iteration':
    case 'inputs_bound':
      return 'bound';
    case 'yielded':
      return 'yielded in';
    case 'effect_requested':
      return 'made the';
    case 'error_raised':
      return 'raised the';
    case 'result':
    case 'call_returned':
      return 'returned';
    case 'state_transition':
      return 'moved';
    default:
      return 'came to';
  }
}

function got([a, b]: Pair, [left, right]: SideNames): string {
  const answer = (fact: Fact | null): string => (fact ? shown(factValue(fact)) : 'nothing');
  return `got ${answer(a)} on ${left.long} and ${answer(b)} on ${right.long}`;
}

function asked(inputs: Ancestor['inputs']): string {
  return inputs[0]?.label ?? 'the same';
}

function conditionText(fact: Fact, words: Words): string {
  const text = fact.event.kind === 'contract' ? fact.event.text : words.condition(fact);
  return text === '' ? 'its condition' : `"${text}"`;
}

/** The inputs that both paths agree on. */
function same(inputs: Ancestor['inputs']): string {
  const agreed = inputs.filter(({ differs }) => !differs).slice(0, 4);
  if (agreed.length === 0) return '';
  return ` (${agreed.map(({ label, reference, direct }) => `${label} ${shown(reference ?? direct)}`).join(', ')})`;
}

/** A handler is the one step that each path has its own code for. */
function own(fact: Fact, words: Words): string {
  const name = /^custom\.(.+)$/.exec(words.operation(fact))?.[1];
  return name === undefined || fact.event.kind !== 'assigned'
    ? ''
    : `; each path runs its own code there (handlers/${name}.py, handlers/${name}.mjs)`;
}

function missingText([a, b]: Pair, place: string, [left, right]: SideNames): string {
  if (a && b)
    return `${stepName(a.event.step) || 'the node'} wrote it on ${left.long} and ${stepName(b.event.step) || 'the node'} on ${right.long}, and nothing recorded says why they went different ways`;
  const [has, lacks] = a ? [left, right] : [right, left];
  return `${place} ran on ${has.long} and not on ${lacks.long}, and nothing recorded says why`;
}

function shown(value: Canonical | undefined): string {
  return value === undefined ? 'nothing' : displayValue(value, 40);
}

function sensitive(x: Canonical | undefined, y: Canonical | undefined): string {
  return isSensitive(x) || isSensitive(y) ? ' (sensitive: only their fingerprints were recorded)' : '';
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'inputs') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

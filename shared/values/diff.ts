import { type Canonical, tagOf } from './canonical.ts';
import { childPath, displayValue } from './display.ts';
import { equalityKey, identical, mapEntries } from './equality.ts';
import { compareNumbers, distance, numberText, parseNumber } from './numbers.ts';

/** Which rule found two values unequal. */
export type DiffRule = 'equality' | 'presence' | 'numeric_tolerance' | 'unordered' | 'scale';

export interface Difference {
  /** `lines[2].total`; keys that are no identifiers are quoted, members of sets stand in braces: `tags{"x"}`. */
  readonly path: string;
  /** undefined where the side has no such member. */
  readonly a: Canonical | undefined;
  readonly b: Canonical | undefined;
  readonly rule: DiffRule;
}

export interface ValueDiff {
  /** Empty if and only if the values are equal under the rules. In display order of `a`, then what only `b` has. */
  readonly differences: readonly Difference[];
  /** Equal numbers written with another scale or type: 1.0 and 1.00. */
  readonly representation: readonly Difference[];
  /** Differences that a rule accepts, with the rule: absent from `differences`. */
  readonly accepted?: readonly { readonly difference: Difference; readonly rule: string }[];
}

/** What counts as equal at a path; see policy.ts for rules made of a ComparisonPolicy. */
export interface DiffRules {
  ignored(path: string): boolean;
  /** Greatest distance that still counts as equal, as decimal text. */
  tolerance(path: string): string | undefined;
  unordered(path: string): boolean;
  readonly strictScale: boolean;
  /** The rule that accepts a difference, if one does. */
  accept?(difference: Difference): string | undefined;
}

/** The language's own equality. */
export const EXACT_RULES: DiffRules = {
  ignored: () => false,
  tolerance: () => undefined,
  unordered: () => false,
  strictScale: false,
};

const NONE: ValueDiff = { differences: [], representation: [] };
/** Nobody reads more, and two unlike lists of a million elements would give a million. */
const MOST = 1000;

type Sides = readonly [path: string, a: Canonical | undefined, b: Canonical | undefined];

/** Where two values differ, without recursion. At most 1000 differences are listed. */
export function diffValues(a: Canonical, b: Canonical, rules: DiffRules = EXACT_RULES, path = ''): ValueDiff {
  if (identical(a, b)) return NONE;
  const differences: Difference[] = [];
  const representation: Difference[] = [];
  const accepted: { difference: Difference; rule: string }[] = [];
  const report = (difference: Difference): void => {
    const rule = rules.accept?.(difference);
    if (rule !== undefined) accepted.push({ difference, rule });
    else if (differences.length < MOST) differences.push(difference);
  };
  // A stack, filled backwards, keeps document order without recursion.
  const stack: Sides[] = [[path, a, b]];
  for (let next = stack.pop(); next !== undefined && differences.length < MOST; next = stack.pop()) {
    const [at, left, right] = next;
    if (rules.ignored(at)) continue;
    if (left === undefined || right === undefined) {
      report({ path: at, a: left, b: right, rule: 'presence' });
      continue;
    }
    const numbers = compareAsNumbers(left, right, at, rules);
    if (numbers !== undefined) {
      if (numbers === 'representation') {
        const difference = { path: at, a: left, b: right, rule: 'scale' } as const;
        if (rules.strictScale) report(difference);
        else representation.push(difference);
      } else if (numbers !== 'equal') report({ path: at, a: left, b: right, rule: numbers });
      continue;
    }
    const members = membersOf(left, right, at, rules);
    if (members === undefined) {
      if (equalityKey(left) !== equalityKey(right)) report({ path: at, a: left, b: right, rule: 'equality' });
    } else if ('unmatched' in members) {
      for (const difference of members.unmatched) report(difference);
    } else {
      for (let i = members.length - 1; i >= 0; i--) stack.push(members[i] as Sides);
    }
  }
  if (accepted.length > 0) return { differences, representation, accepted };
  return differences.length === 0 && representation.length === 0 ? NONE : { differences, representation };
}

function compareAsNumbers(
  a: Canonical,
  b: Canonical,
  path: string,
  rules: DiffRules,
): 'equal' | 'representation' | 'equality' | 'numeric_tolerance' | undefined {
  const left = numberText(a);
  const right = numberText(b);
  if (left === undefined || right === undefined) return undefined;
  if (left === right) return tagOf(a)?.tag === tagOf(b)?.tag ? 'equal' : 'representation';
  const x = parseNumber(left);
  const y = parseNumber(right);
  if (x === undefined || y === undefined) return 'equality';
  const apart = distance(x, y);
  if (apart.coefficient === 0n) return 'representation';
  const tolerance = parseNumber(rules.tolerance(path) ?? '');
  if (tolerance === undefined) return 'equality';
  return compareNumbers(apart, tolerance) <= 0 ? 'equal' : 'numeric_tolerance';
}

/** The members to compare pairwise, the unmatched ones of an unordered pair, or undefined for values without members. */
function membersOf(
  a: Canonical,
  b: Canonical,
  path: string,
  rules: DiffRules,
): readonly Sides[] | { readonly unmatched: readonly Difference[] } | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (rules.unordered(path))
      return { unmatched: bagDifference(a, b, (i) => childPath(path, i), 'unordered') };
    return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [childPath(path, i), a[i], b[i]]);
  }
  const left = mapEntries(a);
  const right = mapEntries(b);
  if (left !== undefined && right !== undefined) return pairEntries(left, right, path);
  const x = tagOf(a);
  const y = tagOf(b);
  if (x?.tag === '$set' && y?.tag === '$set' && Array.isArray(x.payload) && Array.isArray(y.payload)) {
    const name = (_: number, member: Canonical): string => `${path}{${displayValue(member, 40)}}`;
    return { unmatched: bagDifference(x.payload, y.payload, name, 'presence') };
  }
  return undefined;
}

function pairEntries(
  left: readonly (readonly [Canonical, Canonical])[],
  right: readonly (readonly [Canonical, Canonical])[],
  path: string,
): readonly Sides[] {
  const rest = new Map(right.map(([key, value]) => [equalityKey(key), { key, value }]));
  const pairs: Sides[] = left.map(([key, value]) => {
    const text = equalityKey(key);
    const other = rest.get(text);
    rest.delete(text);
    return [entryPath(path, key), value, other?.value];
  });
  for (const { key, value } of rest.values()) pairs.push([entryPath(path, key), undefined, value]);
  return pairs;
}

function entryPath(path: string, key: Canonical): string {
  return typeof key === 'string' ? childPath(path, key) : `${path}[${displayValue(key, 40)}]`;
}

function bagDifference(
  a: readonly Canonical[],
  b: readonly Canonical[],
  name: (index: number, member: Canonical) => string,
  rule: DiffRule,
): readonly Difference[] {
  const left = new Map<string, number[]>();
  a.forEach((member, i) => {
    const key = equalityKey(member);
    const indices = left.get(key);
    if (indices) indices.push(i);
    else left.set(key, [i]);
  });
  const onlyB: Difference[] = [];
  b.forEach((member, i) => {
    if (left.get(equalityKey(member))?.shift() === undefined)
      onlyB.push({ path: name(i, member), a: undefined, b: member, rule });
  });
  const onlyA = [...left.values()]
    .flat()
    .sort((x, y) => x - y)
    .map((i) => ({ path: name(i, a[i] as Canonical), a: a[i] as Canonical, b: undefined, rule }));
  return [...onlyA, ...onlyB];
}

import type { VariableDifference, VariableRow } from '../../shared/api/view.ts';
import { Acceptance } from '../../shared/trace/acceptance.ts';
import type { ComparisonPolicy } from '../../shared/trace/comparison.ts';
import { isNodePlace } from '../../shared/trace/place.ts';
import { rulesOf } from '../../shared/trace/policy.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { type DiffRules, diffValues, type ValueDiff } from '../../shared/values/diff.ts';

/** Differences within a variable that are told. */
const MOST = 300;

/** What counts as a difference of values that a step gave a variable: what the policy says, and what the ledger accepts. */
export interface ValueRules {
  at(step: string, kind?: 'value' | 'effect'): DiffRules;
  /** The rule that accepts that only one path has the step. */
  missing(step: string): string | undefined;
}

export function valueRules(policy: ComparisonPolicy): ValueRules {
  const compared = rulesOf(policy);
  const acceptance = Acceptance.of(policy.accepted);
  const known = new Map<string, DiffRules>();
  return {
    at: (step, kind = 'value') => {
      const key = `${kind} ${step}`;
      let rules = known.get(key);
      if (rules === undefined) {
        const accept = acceptance?.at(rowStep(step), kind);
        rules = accept ? { ...compared(step), accept } : compared(step);
        known.set(key, rules);
      }
      return rules;
    },
    missing: (step) => acceptance?.at(rowStep(step), 'missing')?.({ path: '', a: undefined, b: undefined }),
  };
}

/** A called node's events belong to the calling step's row. */
function rowStep(step: string): string {
  return step !== '' && isNodePlace(step) ? step.slice(0, step.lastIndexOf('/')) : step;
}

/**
 * The variables of one path as they are now, to be read at once; and which step gave each its value, asked only where they
 * differ.
 */
export interface Variables {
  readonly values: ReadonlyMap<string, Canonical>;
  setBy(name: string): string | undefined;
}

/** How a value stands on both paths. */
export type Standing = Pick<VariableRow, 'status' | 'rule' | 'within'>;

/** Variables of both paths: what differs first, then in the order in which they came to be. */
export function variableRows(
  reference: Variables | null,
  direct: Variables | null,
  changed: ReadonlySet<string>,
  rules: ValueRules,
): readonly VariableRow[] {
  const names = new Set([...(reference?.values.keys() ?? []), ...(direct?.values.keys() ?? [])]);
  const rows = [...names].map((name): VariableRow => {
    const a = reference?.values.get(name);
    const b = direct?.values.get(name);
    const step = (): string => reference?.setBy(name) ?? direct?.setBy(name) ?? '';
    const judged: Standing =
      reference === null || direct === null
        ? { status: 'equal' }
        : a === undefined || b === undefined
          ? oneSided(rules.missing(step()))
          : judge(name, a, b, () => rules.at(step()));
    return {
      name,
      ...(a === undefined ? {} : { reference: a }),
      ...(b === undefined ? {} : { direct: b }),
      ...judged,
      changed: changed.has(name),
    };
  });
  return rows.sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}

const ORDER: readonly VariableRow['status'][] = [
  'differs',
  'one_side',
  'accepted',
  'uncompared',
  'representation',
  'equal',
];

function oneSided(rule: string | undefined): Standing {
  return rule === undefined ? { status: 'one_side' } : { status: 'accepted', rule };
}

/** Large values that have been compared: a variable is looked at in many rows and assigned in few. */
const compared = new WeakMap<
  object,
  {
    readonly other: object;
    readonly path: string;
    /** null: they do not differ, whatever the rules. */
    readonly rules: DiffRules | null;
    readonly judged: Standing;
  }
>();

/** `path`: of the values, as rules name them. The rules are asked for where the values differ. */
export function judge(path: string, a: Canonical, b: Canonical, rulesOf: () => DiffRules): Standing {
  if (a === b) return { status: 'equal' };
  const known = isObject(a) ? compared.get(a) : undefined;
  if (known?.other === b && known.path === path && (known.rules === null || known.rules === rulesOf()))
    return known.judged;
  const exact = diffValues(a, b, undefined, path);
  const rules = exact.differences.length === 0 ? null : rulesOf();
  const judged = rules === null ? undiffering(exact) : differing(path, a, b, rules, exact);
  if (isObject(a) && isObject(b)) compared.set(a, { other: b, rules, path, judged });
  return judged;
}

function isObject(value: Canonical): value is Canonical & object {
  return typeof value === 'object' && value !== null;
}

function undiffering({ representation }: ValueDiff): Standing {
  return { status: representation.length > 0 ? 'representation' : 'equal' };
}

function differing(name: string, a: Canonical, b: Canonical, rules: DiffRules, exact: ValueDiff): Standing {
  const { differences, accepted = [] } = diffValues(a, b, rules, name);
  const within: VariableDifference[] = [
    ...differences.map(({ path }) => ({ path, status: 'differs' as const })),
    ...accepted.map(({ difference: { path }, rule }) => ({ path, status: 'accepted' as const, rule })),
  ];
  const found = new Set(within.map(({ path }) => path));
  for (const { path } of exact.differences) if (!found.has(path)) within.push({ path, status: 'uncompared' });
  const [first] = within;
  return {
    status: first?.status ?? 'equal',
    ...(first?.rule === undefined ? {} : { rule: first.rule }),
    ...(first?.path === name ? {} : { within: within.slice(0, MOST) }),
  };
}

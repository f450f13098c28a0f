import type { Canonical } from '../values/canonical.ts';

/** Which execution of a comparison. Columns are always reference, then direct. */
export type PathName = 'reference' | 'direct';

/** The language model (`PROVIDER/MODEL`) that answers a path, whatever its steps name; a path without one asks whom they name. */
export type PathModels = Readonly<Partial<Record<PathName, string | undefined>>>;

export type DivergenceKind =
  /** The same event with an unequal value. */
  | 'value'
  /** An event or step that one path has and the other does not. */
  | 'missing'
  /** The same events in another order. */
  | 'order'
  /** The paths asked the outside world different things. */
  | 'effect'
  /** One path ended by timeout, memory limit or death, the other did not. */
  | 'cut_off';

/** The first place (or a later one) where two traces are not equal under the policy. */
export interface Divergence {
  readonly kind: DivergenceKind;
  readonly step: string;
  readonly occ: string;
  /** What differs within the event, as a path: `tax`, `outputs.total`, `request.parameters[2]`; '' for a missing event. */
  readonly path: string;
  readonly reference: Canonical | null;
  readonly direct: Canonical | null;
  /** Which rule found it: 'equality', 'numeric_tolerance', 'unordered', 'presence', … */
  readonly rule: string;
  /** One sentence in the product's words, with the values. */
  readonly message: string;
  /** Index of the aligned row. */
  readonly row: number;
  /** Event indices in each trace; null where the path has no such event. */
  readonly events: { readonly reference: number | null; readonly direct: number | null };
  /** Only for later divergences: explained by an earlier one, or not. */
  readonly relation: 'first' | 'consequence' | 'independent';
}

/** What a rule of the ledger can accept: a path that was cut off has no result to accept. */
export type AcceptableKind = Exclude<DivergenceKind, 'cut_off'>;

/** A rule of the equivalence ledger as alignment needs it: already chosen for the node, and not expired. */
export interface AcceptedRule {
  readonly id: string;
  /** Pattern of the step as divergences name it; '' is the node itself. `*` stands for any text. */
  readonly step: string;
  /** Pattern of the path within the event; '' for events that one path does not have. */
  readonly path: string;
  readonly kind: AcceptableKind;
  /** Greatest difference of two numbers that is accepted, as decimal text; null accepts any difference. */
  readonly tolerance: string | null;
}

/** What counts as equal; per workspace, overridden per node (`parallax.yml`: `comparison:`). */
export interface ComparisonPolicy {
  /** Paths that are not compared: `step:path` patterns with `*`. */
  readonly ignore: readonly string[];
  /** Greatest absolute difference between two numbers that still counts as equal, as decimal text; per path pattern. */
  readonly tolerance: Readonly<Record<string, string>>;
  /** Path patterns of arrays compared as bags. */
  readonly unordered: readonly string[];
  /** Treat 1.0 and 1.00 as different. */
  readonly strictScale: boolean;
  /** Differences that are found, named and counted, and are no divergences: the ledger's rules for this node. */
  readonly accepted?: readonly AcceptedRule[] | undefined;
}

export const EXACT_POLICY: ComparisonPolicy = {
  ignore: [],
  tolerance: {},
  unordered: [],
  strictScale: false,
};

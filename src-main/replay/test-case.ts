import type { TestCaseOptions } from '../../shared/api/replay.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { type Canonical, type CanonicalObject, canonicalText } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import type { ReplayDeps } from './deps.ts';
import { checkGiven, type NeededValue, Needs, revealed } from './needed-values.ts';
import { type Attempted, refuse } from './outcome.ts';
import { readRun } from './recorded-run.ts';

/** An input with the result that was accepted for it, ready to be written into the node. */
export interface AcceptedCase {
  readonly node: string;
  readonly inputs: CanonicalObject;
  readonly expected: CanonicalObject;
  /** Outputs left out: they would differ in every run, or are sensitive. */
  readonly omitted: readonly string[];
}

/** Inputs of a run that were recorded as fingerprints only. */
export function hiddenInputs(inputs: CanonicalObject): readonly NeededValue[] {
  const needs = new Needs();
  for (const [name, value] of Object.entries(inputs)) needs.add(value, name);
  return needs.list;
}

export function acceptedCase(deps: ReplayDeps, options: TestCaseOptions): Attempted<AcceptedCase> {
  const read = readRun(deps.comparison.store, options.comparison, deps.present);
  if (!read.ok) return read;
  const { inputs, paths, summary } = read.value;
  const wanted: PathName | undefined = options.path ?? summary.traces[0]?.path;
  const path = wanted && paths[wanted];
  if (!path) return refuse('invalid', `This run has no ${options.path ?? 'reference'} path.`);
  const { end } = path.trace;
  if (end?.kind !== 'completed')
    return refuse('invalid', `The ${path.path} path did not end by itself: there is no result to keep.`);
  const missing = checkGiven(hiddenInputs(inputs), options.values, deps.comparison.fingerprintKey);
  if (!missing.ok) return missing;
  if (missing.value.length > 0) {
    const where = missing.value.flatMap((each) => each.where).join(', ');
    return refuse(
      'needs_values',
      `${where} is sensitive and was not recorded: give a value, which is then written into the file.`,
    );
  }
  const made = ambientValues(path.events);
  const omitted: string[] = [];
  const keep = (values: CanonicalObject): CanonicalObject =>
    Object.fromEntries(
      Object.entries(values).filter(([name, value]) => {
        const hidden = new Needs();
        hidden.add(value, name);
        const kept = hidden.list.length === 0 && !holds(value, made);
        if (!kept) omitted.push(name);
        return kept;
      }),
    );
  const { outcome } = end;
  const expected: CanonicalObject = outcome.success
    ? { success: true, ...keep(outcome.outputs) }
    : {
        success: false,
        error_code: outcome.error.code,
        ...keep({ message: outcome.error.message, ...outcome.error.fields }),
      };
  return {
    ok: true,
    value: { node: summary.node, inputs: revealed(inputs, options.values), expected, omitted },
  };
}

/** What clock, random and ids answered: no two runs have the same. */
function ambientValues(events: readonly TraceEvent[]): ReadonlySet<string> {
  const asked = new Set<string>();
  const values = new Set<string>();
  for (const event of events) {
    if (event.kind === 'effect_requested') {
      const { type } = event.request;
      if (type === 'random' || type === 'id' || (type === 'clock' && event.request.operation === 'timestamp'))
        asked.add(`${event.step}@${event.occ}#${event.effect}`);
    } else if (event.kind === 'effect_answered' && event.answer.ok) {
      if (asked.has(`${event.step}@${event.occ}#${event.effect}`))
        values.add(canonicalText(event.answer.value));
    }
  }
  return values;
}

function holds(value: Canonical, made: ReadonlySet<string>): boolean {
  if (made.size === 0) return false;
  if (made.has(canonicalText(value))) return true;
  if (typeof value === 'string')
    return [...made].some((text) => text.startsWith('"') && value.includes(parseJsonText(text) as string));
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some((member: Canonical) => holds(member, made));
}

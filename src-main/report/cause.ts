import type { ComparisonView, RowDetail } from '../../shared/api/view.ts';
import type { Divergence } from '../../shared/trace/comparison.ts';
import { localPath } from '../../shared/trace/place.ts';
import { readsOf } from '../../shared/trace/reads.ts';
import { displayValue } from '../../shared/values/display.ts';
import type { StoredComparison } from '../debugger/stored.ts';
import { checkNode } from '../language/check.ts';
import type { ReportSide } from './model.ts';

/** Why two sides differ, from what is recorded: what was equal before, what the step read, and what follows from it. */
export function causeOf(
  comparison: StoredComparison,
  view: ComparisonView,
  divergence: Divergence,
  detail: RowDetail | undefined,
  sides: readonly ReportSide[],
): readonly string[] {
  const [a = 'reference', b = 'direct'] = sides.map(({ name }) => name);
  const sentences: string[] = [];
  if (divergence.row > 0) {
    const count = divergence.row === 1 ? 'The row before it is' : `The ${divergence.row} rows before it are`;
    const accepted = (view.accepted ?? []).some(({ row }) => row < divergence.row);
    sentences.push(`${count} equal on ${a} and ${b}${accepted ? ', but for what rules accept' : ''}.`);
  }
  const reads = readNames(comparison, divergence.step);
  const known = (detail?.variables ?? []).filter(({ name, changed }) => reads?.has(name) && !changed);
  const apart = known.filter(({ status }) => status === 'differs' || status === 'one_side');
  if (apart.length > 0)
    sentences.push(`It reads ${list(apart.map(({ name }) => name))}, which already differed.`);
  else if (known.length > 0)
    sentences.push(
      `Everything it reads is equal on both: ${list(known.map(({ name, reference }) => `${name} ${displayValue(reference, 40)}`))}. So the difference begins in this step.`,
    );
  const handler = handlerOf(comparison, divergence.row);
  if (handler !== null) sentences.push(handler);
  sentences.push(...kindOf(divergence));
  const following = view.divergences.filter(({ relation }) => relation === 'consequence').length;
  const others = view.divergences.length - following - 1;
  if (following > 0)
    sentences.push(
      `${following} later ${following === 1 ? 'difference follows' : 'differences follow'} from it${others > 0 ? `, ${others} ${others === 1 ? 'does' : 'do'} not` : ''}.`,
    );
  return sentences;
}

function readNames(comparison: StoredComparison, step: string): ReadonlySet<string> | undefined {
  // Steps of called nodes belong to another file.
  if (step === '' || localPath(step) !== step) return undefined;
  const { program } = checkNode(comparison.sources().node.text);
  return program ? readsOf(program).get(step) : undefined;
}

/** A handler is the one step that each path has its own code for. */
function handlerOf(comparison: StoredComparison, row: number): string | null {
  const operation = comparison.rows(row, 1)[0]?.operation ?? '';
  if (!operation.startsWith('custom.')) return null;
  const name = operation.slice('custom.'.length);
  const files = comparison.sources().handlers.filter((each) => each.name === name);
  return files.length < 2
    ? null
    : `Each path runs its own code here: ${list(files.map(({ file }) => file))}.`;
}

function kindOf({ kind, rule }: Divergence): readonly string[] {
  switch (kind) {
    case 'value':
      if (rule === 'numeric_tolerance') return ['The numbers are further apart than the tolerance allows.'];
      return rule === 'scale' ? ['The numbers are equal, and written with another scale.'] : [];
    case 'effect':
      return ['What was asked of the outside world has to be the same, or its answer cannot be shared.'];
    case 'order':
      return ['Nothing is missing: the same things happened in another order.'];
    case 'cut_off':
      return ['Only what both reached could be compared.'];
    case 'missing':
      return [];
  }
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

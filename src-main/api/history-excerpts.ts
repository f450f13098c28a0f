import type { EvaluationRow, HistoryEntry, HistoryView, WhyView, Write } from '../../shared/api/history.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { excerpt } from './excerpts.ts';

interface Sides {
  readonly reference?: Canonical | undefined;
  readonly direct?: Canonical | undefined;
}

const sidesOf = <T extends Sides>(of: T): T => ({
  ...of,
  ...(of.reference === undefined ? {} : { reference: excerpt(of.reference) }),
  ...(of.direct === undefined ? {} : { direct: excerpt(of.direct) }),
});

const writeOf = (write: Write | null): Write | null =>
  write && {
    ...write,
    value: excerpt(write.value),
    ...(write.old === undefined ? {} : { old: excerpt(write.old) }),
    inputs: write.inputs.map((input) =>
      input.value === undefined ? input : { ...input, value: excerpt(input.value) },
    ),
  };

const entryOf = (entry: HistoryEntry): HistoryEntry => ({
  ...entry,
  reference: writeOf(entry.reference),
  direct: writeOf(entry.direct),
});

export const shortHistory = (view: HistoryView): HistoryView => ({
  ...sidesOf(view),
  entries: view.entries.map(entryOf),
  split: view.split && entryOf(view.split),
});

export const shortWhy = (view: WhyView): WhyView => ({
  ...view,
  chain: view.chain.map((link) => ({ ...sidesOf(link), inputs: link.inputs.map(sidesOf) })),
});

export function shortVisit(row: EvaluationRow): EvaluationRow {
  const side = (path: 'reference' | 'direct') => {
    const evaluated = row[path];
    return evaluated?.kind === 'value' ? { [path]: { ...evaluated, value: excerpt(evaluated.value) } } : {};
  };
  return { ...row, ...side('reference'), ...side('direct') };
}

import type { ComparisonView, ContractRow, EffectRow } from '../../shared/api/view.ts';
import { localPath } from '../../shared/trace/place.ts';
import type { StoredComparison } from '../debugger/stored.ts';
import { causeOf } from './cause.ts';
import type { Report, ReportRow, ReportSide } from './model.ts';

/** Rows that are listed around each that differs, and how many at most: a report is read, not searched. */
const AROUND = 3;
const MOST_ROWS = 400;
const MOST_FACTS = 200;
const MOST_LINES = 40;
const LOT = 500;

export function reportOf(comparison: StoredComparison): Report {
  const view = comparison.view();
  const [divergence = null, ...later] = view.divergences;
  const accepted = view.accepted ?? [];
  const sides = sidesOf(view);
  const rows = listed(comparison, view);
  const facts = factsOf(comparison, rows);
  const detail = divergence === null ? undefined : comparison.detail(divergence.row);
  return {
    view,
    status: statusOf(view, sides, accepted.length > 0),
    sides,
    divergence,
    consequences: later.filter(({ relation }) => relation === 'consequence'),
    independent: later.filter(({ relation }) => relation !== 'consequence'),
    accepted,
    cause: divergence === null ? [] : causeOf(comparison, view, divergence, detail, sides),
    excerpt: divergence === null ? null : excerptOf(comparison, divergence.step),
    variables: detail?.variables ?? [],
    rows,
    ...facts,
  };
}

function sidesOf({ paths, pair }: ComparisonView): readonly ReportSide[] {
  const names = pair
    ? { reference: 'trace A', direct: 'trace B' }
    : { reference: 'reference', direct: 'direct' };
  return (['reference', 'direct'] as const).flatMap((path) => {
    const view = paths[path];
    return view === null ? [] : [{ name: names[path], path, view }];
  });
}

function statusOf(view: ComparisonView, sides: readonly ReportSide[], accepted: boolean): Report['status'] {
  if (view.divergences.length > 0) return 'diverged';
  if (sides.some((side) => side.view.success !== true)) return 'failed';
  return accepted ? 'accepted' : 'equal';
}

/** All rows of a short run; of a long one those that differ, what holds them, and what stands around them. */
function listed(comparison: StoredComparison, view: ComparisonView): readonly ReportRow[] {
  const wanted = new Set<number>();
  const all = view.rows <= MOST_ROWS;
  for (let from = 0; !all && from < view.rows && wanted.size < MOST_ROWS; from += LOT) {
    for (const row of comparison.rows(from, LOT)) {
      if (row.status === 'equal' || row.status === 'pending' || wanted.size >= MOST_ROWS) continue;
      for (let at = row.index - AROUND; at <= row.index + AROUND; at++) wanted.add(at);
      for (let holder = row.parent; holder >= 0; holder = comparison.rows(holder, 1)[0]?.parent ?? -1)
        wanted.add(holder);
    }
  }
  wanted.add(view.rows - 1);
  const rows: ReportRow[] = [];
  let next = 0;
  const indices = all ? Array.from({ length: view.rows }, (_, i) => i) : [...wanted].sort((a, b) => a - b);
  for (const index of indices) {
    const row = comparison.rows(index, 1)[0];
    if (row === undefined) continue;
    if (index > next) rows.push({ kind: 'gap', count: index - next });
    rows.push({ kind: 'row', row });
    next = index + 1;
  }
  return rows;
}

/** Contracts and effects of the rows that are listed. */
function factsOf(
  comparison: StoredComparison,
  rows: readonly ReportRow[],
): Pick<Report, 'contracts' | 'effects' | 'shortened'> {
  const contracts: ContractRow[] = [];
  const effects: EffectRow[] = [];
  for (const each of rows) {
    if (each.kind === 'gap') continue;
    const detail = comparison.detail(each.row.index);
    contracts.push(...(detail?.contracts ?? []));
    effects.push(...(detail?.effects ?? []));
  }
  return {
    contracts: contracts.slice(0, MOST_FACTS),
    effects: effects.slice(0, MOST_FACTS),
    shortened: contracts.length > MOST_FACTS || effects.length > MOST_FACTS,
  };
}

function excerptOf(comparison: StoredComparison, step: string): Report['excerpt'] {
  const { node } = comparison.sources();
  const path = localPath(step);
  const find = (steps: typeof node.outline): (typeof node.outline)[number] | undefined => {
    for (const each of steps) {
      const found = each.path === path ? each : find(each.blocks.flatMap((block) => block.steps));
      if (found) return found;
    }
    return undefined;
  };
  const found = step === '' || path !== step ? undefined : find(node.outline);
  if (found === undefined) return null;
  const { line } = found.range;
  const lines = stepLines(node.text.split('\n').slice(line - 1));
  return { file: node.file, from: line, lines };
}

/** The step's own lines: up to the next one that stands no further to the right. */
function stepLines(lines: readonly string[]): readonly string[] {
  const indent = (text: string): number => text.length - text.trimStart().length;
  const first = lines[0] ?? '';
  const end = lines.findIndex((text, i) => i > 0 && text.trim() !== '' && indent(text) <= indent(first));
  const own = lines.slice(0, Math.min(end < 0 ? lines.length : end, MOST_LINES));
  while (own.length > 1 && own.at(-1)?.trim() === '') own.pop();
  return own.map((text) => text.slice(indent(first)));
}

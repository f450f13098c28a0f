import type { BranchComparisonView, BranchRow, BranchRowChange } from '../../shared/api/replay.ts';
import type { ComparisonView, StepRow } from '../../shared/api/view.ts';
import type { BranchRecord } from '../../shared/trace/branch.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { StoredComparison } from '../debugger/stored.ts';
import type { TraceStore } from '../store/types.ts';
import { alignWithRecord, branchOf, differencesOf } from './branches.ts';

interface Node {
  readonly key: string;
  readonly row: StepRow;
  readonly children: Node[];
}

interface Merged {
  readonly original: StepRow | null;
  readonly branch: StepRow | null;
  readonly children: readonly Merged[];
}

type Changes = Readonly<Record<PathName, ReadonlyMap<string, BranchRowChange>>>;

/** Original and branch in four columns. Every pair of them comes from the one comparison engine; rows meet by place. */
export class FourColumns {
  readonly view: BranchComparisonView;
  readonly #rows: readonly BranchRow[];

  private constructor(view: BranchComparisonView, rows: readonly BranchRow[]) {
    this.view = view;
    this.#rows = rows;
  }

  /** Undefined where the comparison is no branch, or its original is not there any more. */
  static async open(store: TraceStore, comparison: string): Promise<FourColumns | undefined> {
    const after = store.comparison(comparison);
    const record = after && branchOf(store, after);
    const before = record && store.comparison(record.of);
    if (!after || !record || !before) return undefined;
    const [original, branch] = await Promise.all([
      StoredComparison.open(store, before.id),
      StoredComparison.open(store, after.id),
    ]);
    if (!original || !branch) return undefined;
    const change = async (path: PathName) => {
      const aligned = await alignWithRecord(store, before, after, path);
      return new Map(aligned ? allRows(aligned).map((row) => [keyOf(row), changeOf(row)] as const) : []);
    };
    const [reference, direct] = await Promise.all([change('reference'), change('direct')]);
    const merged = merge(treeOf(allRows(original)), treeOf(allRows(branch)));
    const rows = flatten(merged, { reference, direct }, record);
    const at = record.from === null ? 0 : rows.findIndex((row) => isAt(row, record.from));
    const view: BranchComparisonView = {
      record,
      original: original.view(),
      branch: branch.view(),
      rows: rows.length,
      at: Math.max(at, 0),
      difference: await differencesOf(store, before, after),
    };
    return new FourColumns(view, rows);
  }

  rows(from: number, count: number): readonly BranchRow[] {
    return this.#rows.slice(from, from + count);
  }
}

function allRows(comparison: StoredComparison): readonly StepRow[] {
  const { rows }: ComparisonView = comparison.view();
  return comparison.rows(0, rows);
}

function keyOf({ kind, step, occ, name }: StepRow): string {
  return kind === 'round' ? `${step}@${occ} ${name}` : kind === 'result' ? 'result' : `${step}@${occ}`;
}

function treeOf(rows: readonly StepRow[]): readonly Node[] {
  const top: Node[] = [];
  const nodes: Node[] = [];
  for (const row of rows) {
    const node: Node = { key: keyOf(row), row, children: [] };
    nodes[row.index] = node;
    (nodes[row.parent]?.children ?? top).push(node);
  }
  return top;
}

/** Siblings of both in one order: what only the branch has comes before what both have next. */
function merge(original: readonly Node[], branch: readonly Node[]): readonly Merged[] {
  const there = new Map(branch.map((node, i) => [node.key, i]));
  const known = new Set(original.map(({ key }) => key));
  const merged: Merged[] = [];
  let next = 0;
  const own = (until: number): void => {
    for (; next < until; next++) {
      const node = branch[next] as Node;
      if (!known.has(node.key))
        merged.push({ original: null, branch: node.row, children: merge([], node.children) });
    }
  };
  for (const node of original) {
    const at = there.get(node.key);
    if (at !== undefined) own(at);
    const other = at === undefined ? undefined : branch[at];
    merged.push({
      original: node.row,
      branch: other?.row ?? null,
      children: merge(node.children, other?.children ?? []),
    });
  }
  own(branch.length);
  // The result is the last line, whatever else only the branch has.
  const result = merged.findIndex((each) => (each.original ?? each.branch)?.kind === 'result');
  if (result >= 0) merged.push(...merged.splice(result, 1));
  return merged;
}

function flatten(merged: readonly Merged[], changes: Changes, record: BranchRecord): readonly BranchRow[] {
  const rows: BranchRow[] = [];
  let reached = record.from === null;
  const add = (each: Merged, depth: number, parent: number): void => {
    const row = (each.branch ?? each.original) as StepRow;
    const { kind, step, occ, name, operation } = row;
    const index = rows.length;
    reached ||= isAt(row, record.from);
    const isRecalled = !reached;
    // Its place in the list comes before what is below it, its size after.
    rows.push(undefined as unknown as BranchRow);
    for (const child of each.children) add(child, depth + 1, index);
    const key = keyOf(row);
    rows[index] = {
      index,
      kind,
      step,
      occ,
      depth,
      parent,
      descendants: rows.length - index - 1,
      name,
      operation,
      originalRow: each.original?.index ?? null,
      branchRow: each.branch?.index ?? null,
      originalStatus: each.original?.status ?? null,
      branchStatus: each.branch?.status ?? null,
      changed: {
        reference: changes.reference.get(key) ?? null,
        direct: changes.direct.get(key) ?? null,
      },
      recalled: isRecalled && kind !== 'result',
      original: { reference: each.original?.reference ?? null, direct: each.original?.direct ?? null },
      branch: { reference: each.branch?.reference ?? null, direct: each.branch?.direct ?? null },
    };
  };
  for (const each of merged) add(each, 0, -1);
  return rows;
}

function isAt(row: { readonly step: string; readonly occ: string }, from: BranchRecord['from']): boolean {
  return from !== null && row.step === from.step && row.occ === from.occ;
}

function changeOf(row: StepRow): BranchRowChange {
  if (row.status === 'reference_only') return 'original_only';
  if (row.status === 'direct_only') return 'branch_only';
  if (row.reference === null || row.direct === null) return row.reference ? 'original_only' : 'branch_only';
  return row.status === 'equal' || row.status === 'accepted' || row.status === 'pending'
    ? 'equal'
    : 'differs';
}

/**
 * Which rows are on screen when some subtrees are closed. Closed rows hide the rows [row + 1, row + size]; the list is
 * addressed by position, the API by row, and a million rows must cost nothing here.
 */
export interface Folding {
  /** Disjoint hidden ranges in order, with the number of rows hidden before each. */
  readonly hidden: readonly { readonly from: number; readonly to: number; readonly before: number }[];
  readonly total: number;
}

/** `closed` maps a closed row to the size of its subtree; `range`: only the rows of it are seen. */
export function fold(
  rows: number,
  closed: ReadonlyMap<number, number>,
  range: { readonly from: number; readonly to: number } | null = null,
): Folding {
  const hidden: { from: number; to: number; before: number }[] = [];
  const [first, last] = [range?.from ?? 0, Math.min(range?.to ?? rows, rows - 1)];
  if (first > 0) hidden.push({ from: 0, to: first - 1, before: 0 });
  let before = first;
  let end = first - 1;
  for (const [row, size] of [...closed].sort((a, b) => a[0] - b[0])) {
    const from = row + 1;
    const to = Math.min(row + size, last);
    // A closed row inside a closed subtree hides nothing more.
    if (row <= end || to < from) continue;
    hidden.push({ from, to, before });
    before += to - from + 1;
    end = to;
  }
  if (last < rows - 1) {
    hidden.push({ from: last + 1, to: rows - 1, before });
    before += rows - 1 - last;
  }
  return { hidden, total: Math.max(0, rows - before) };
}

export function rowAtPosition(folding: Folding, position: number): number {
  // The last range that begins at or before this position, counted in visible rows.
  let low = 0;
  let high = folding.hidden.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = folding.hidden[middle];
    if (range && range.from - range.before <= position) low = middle + 1;
    else high = middle;
  }
  const range = folding.hidden[low - 1];
  return range ? position + range.before + (range.to - range.from + 1) : position;
}

/** The rows at the positions [first, last], as far as there are such. */
export function rowsAround(folding: Folding, first: number, last: number): readonly number[] {
  const from = Math.max(0, first);
  const count = Math.min(last, folding.total - 1) - from + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => rowAtPosition(folding, from + i));
}

/** The row's position, or that of the closed row that hides it. */
export function positionOfRow(folding: Folding, row: number): number {
  let position = row;
  for (const range of folding.hidden) {
    if (range.from > row) break;
    if (row <= range.to) return range.from - 1 - range.before;
    position = row - (range.before + (range.to - range.from + 1));
  }
  return position;
}

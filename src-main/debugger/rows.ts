import type { StepRow } from '../../shared/api/view.ts';
import type { AlignedPlace, Side } from '../../shared/trace/aligned-place.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { stepName } from '../../shared/trace/place.ts';
import type { AxisRow } from './axis.ts';
import { type CellFold, cellView, foldCell, newCell } from './cells.ts';
import type { ProgramIndex } from './program-index.ts';

interface Folded {
  operation: string;
  descendants: number;
  readonly cells: [CellFold | null, CellFold | null];
}

/**
 * The aligned step list: one row for each visit of a step, each round of a loop, and one for the result, parents before
 * children. Folded from events as they are aligned; a row is rendered only when it is asked for.
 */
export class Rows {
  readonly #index: ProgramIndex;
  readonly #root: AlignedPlace;
  readonly #folded = new Map<AlignedPlace, Folded>();
  /** Node id by node place, learnt from the events. */
  readonly #nodes = new Map<string, string>();
  #order: AlignedPlace[] = [];
  #indices = new Map<AlignedPlace, number>();
  /** A place came in between others: the order has to be read from the tree again. */
  #dirty = false;
  #ended = false;

  constructor(root: AlignedPlace, index: ProgramIndex) {
    this.#root = root;
    this.#index = index;
    this.#folded.set(root, { operation: '', descendants: 0, cells: [null, null] });
  }

  get count(): number {
    return this.#places().length + (this.#ended ? 1 : 0);
  }

  onPlace(place: AlignedPlace, last: boolean): void {
    if (place.kind !== 'node')
      this.#folded.set(place, { operation: '', descendants: 0, cells: [null, null] });
    if (place.kind === 'node') return;
    for (let outer = place.parent; outer !== null; outer = outer.parent) {
      const folded = this.#folded.get(outer);
      if (folded) folded.descendants++;
    }
    if (this.#dirty) return;
    const before = this.#order.at(-1);
    if (!last || (before !== undefined && !within(before, rowOf(place.parent), this.#root))) {
      this.#dirty = true;
      return;
    }
    this.#indices.set(place, this.#order.length);
    this.#order.push(place);
  }

  /** Places have changed their order. */
  onMove(): void {
    this.#dirty = true;
  }

  onEvent(place: AlignedPlace, side: Side, event: TraceEvent, index: number): void {
    if (event.kind === 'inputs_bound') this.#nodes.set(event.step, event.node);
    if (event.kind === 'result' && place === this.#root) this.#ended = true;
    const row = rowOf(place) ?? this.#root;
    const folded = this.#folded.get(row) as Folded;
    const cell = folded.cells[side] ?? newCell(event, index);
    folded.cells[side] = cell;
    if (event.kind === 'step_entered') folded.operation = event.operation;
    // A called node's contracts count for the calling step; the rest of its own events say nothing about it.
    if (row === place || event.kind === 'contract')
      foldCell(cell, event, () => this.#index.guards(this.nodeOf(place.step), place.step));
    for (let outer: AlignedPlace | null = row; outer !== null; outer = outer.parent) {
      const open = this.#folded.get(outer)?.cells[side];
      if (open) {
        open.last = index;
        open.endUs = event.time;
      }
    }
  }

  /** A path ended without a result: the list has its last row nevertheless. */
  end(): void {
    this.#ended = true;
  }

  /** Id of the node that a step belongs to. */
  nodeOf(step: string): string {
    let place = step;
    for (;;) {
      const node = this.#nodes.get(place);
      if (node !== undefined) return node;
      const cut = place.lastIndexOf('/');
      if (place === '') return '';
      place = cut < 0 ? '' : place.slice(0, cut);
    }
  }

  /** Row index of a place; the result's row for the root. */
  rowOf(place: AlignedPlace): number {
    const places = this.#places();
    const row = rowOf(place);
    if (row === null || row === this.#root) return places.length;
    return this.#indices.get(row) ?? places.length;
  }

  /** The place of a row; the root for the result's row. */
  placeAt(index: number): AlignedPlace | undefined {
    const places = this.#places();
    return index === places.length && this.#ended ? this.#root : places[index];
  }

  cellsAt(place: AlignedPlace): readonly [CellFold | null, CellFold | null] {
    return this.#folded.get(place)?.cells ?? [null, null];
  }

  row(index: number): StepRow | undefined {
    const place = this.placeAt(index);
    if (place === undefined) return undefined;
    const folded = this.#folded.get(place) as Folded;
    const holder = rowOf(place.parent);
    const isResult = place === this.#root;
    const cell = (side: Side): StepRow['reference'] => {
      const fold = folded.cells[side];
      if (fold === null) return null;
      const view = cellView(fold);
      return place.kind === 'round' && place.closed[side] && fold.state === 'running'
        ? { ...view, state: 'completed' }
        : view;
    };
    return {
      index,
      kind: isResult ? 'result' : place.kind === 'round' ? 'round' : 'step',
      step: place.step,
      occ: place.occ,
      depth: Math.max(place.depth, 0),
      descendants: isResult ? 0 : folded.descendants,
      parent: holder === null || holder === this.#root ? -1 : this.rowOf(holder),
      name: isResult ? 'result' : place.kind === 'round' ? String(place.round) : stepName(place.step),
      operation: folded.operation,
      status: statusOf(place, this.#root),
      reference: cell(0),
      direct: cell(1),
    };
  }

  /** What the timeline needs of a row; the result takes no time of its own. */
  axisRow(index: number): AxisRow {
    const place = this.placeAt(index) ?? this.#root;
    const status = statusOf(place, this.#root);
    const tone =
      status === 'consequence' || status === 'accepted' ? status : DIFFERS.has(status) ? 'diverged' : 'equal';
    const { cells, descendants } = this.#folded.get(place) as Folded;
    if (place !== this.#root) return { descendants, cells, tone };
    const ended = (cell: CellFold | null) => cell && { ...cell, startUs: cell.endUs };
    return { descendants: 0, cells: [ended(cells[0]), ended(cells[1])], tone };
  }

  /** The innermost row that an event of a path belongs to; the result's where it belongs to no step. */
  rowOfEvent(side: Side, event: number): number {
    let place = this.#root;
    for (let inner = this.#childAt(place, side, event); inner !== undefined; ) {
      place = inner;
      inner = this.#childAt(place, side, event);
    }
    return Math.max(0, Math.min(this.rowOf(place), this.count - 1));
  }

  /** The place within this one that holds the event. */
  #childAt(place: AlignedPlace, side: Side, event: number): AlignedPlace | undefined {
    const span = (child: AlignedPlace) =>
      child.kind === 'node' ? spanOfNode(child, this.#folded, side) : this.#folded.get(child)?.cells[side];
    const holds = (child: AlignedPlace | undefined) => {
      const cell = child && span(child);
      return cell ? cell.first <= event && event <= cell.last : false;
    };
    const { children } = place;
    let low = 0;
    let high = children.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const cell = span(children[middle] as AlignedPlace);
      if (cell && cell.last < event) low = middle + 1;
      else high = middle;
    }
    // Paths that went in different orders, or where the other one was alone, are searched through.
    return holds(children[low]) ? children[low] : children.find(holds);
  }

  rows(from: number, count: number): readonly StepRow[] {
    const rows: StepRow[] = [];
    for (let i = from; i < Math.min(from + count, this.count); i++) {
      const row = this.row(i);
      if (row) rows.push(row);
    }
    return rows;
  }

  #places(): readonly AlignedPlace[] {
    if (this.#dirty) {
      const order = rowsInOrder(this.#root);
      this.#order = order;
      this.#indices = new Map(order.map((place, i) => [place, i]));
      this.#dirty = false;
    }
    return this.#order;
  }
}

/** A called node has no row: its events are those of the calling step, and the steps in it have their own. */
function spanOfNode(
  place: AlignedPlace,
  folded: ReadonlyMap<AlignedPlace, Folded>,
  side: Side,
): { readonly first: number; readonly last: number } | null {
  const cells = place.children.flatMap((child) => folded.get(child)?.cells[side] ?? []);
  const [first, last] = [cells[0], cells.at(-1)];
  return first && last ? { first: first.first, last: last.last } : null;
}

const DIFFERS: ReadonlySet<StepRow['status']> = new Set(['diverged', 'reference_only', 'direct_only']);

/** The places that have rows, parents before children. */
export function rowsInOrder(root: AlignedPlace): AlignedPlace[] {
  const order: AlignedPlace[] = [];
  const stack = [...root.children].reverse();
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (place.kind !== 'node') order.push(place);
    for (let i = place.children.length - 1; i >= 0; i--) stack.push(place.children[i] as AlignedPlace);
  }
  return order;
}

/** The nearest place that has a row. */
function rowOf(place: AlignedPlace | null): AlignedPlace | null {
  return place !== null && place.kind === 'node' && place.parent !== null ? rowOf(place.parent) : place;
}

function within(place: AlignedPlace, holder: AlignedPlace | null, root: AlignedPlace): boolean {
  if (holder === root) return true;
  for (let outer: AlignedPlace | null = place; outer !== null; outer = outer.parent)
    if (outer === holder) return true;
  return false;
}

function statusOf(place: AlignedPlace, root: AlignedPlace): StepRow['status'] {
  // A single path has nothing to differ from.
  if (!root.has[0] || !root.has[1]) return place.status;
  if (place.oneSided && place.status === 'accepted') return place.status;
  if (place.alone) return place.has[0] ? 'reference_only' : 'direct_only';
  if (!place.has[0] || !place.has[1]) return 'pending';
  return place.status;
}

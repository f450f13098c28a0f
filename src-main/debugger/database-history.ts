import type {
  DatabasesView,
  DatabaseView,
  TablePage,
  TableQuery,
  TableRow,
  TableView,
} from '../../shared/api/database.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { effectKey } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { identical } from '../../shared/values/equality.ts';
import type { RowChange, TableShape } from '../effects/database/capture.ts';
import type { ComparisonSummary, TraceStore } from '../store/types.ts';
import { columnsOf, DatabaseAt, type Row } from './database-at.ts';
import { type StoredDatabases, storedDatabases } from './stored-databases.ts';

/** Databases that stay open: those of a few moments, on two paths. */
const OPEN = 6;
/** An answer stands this near behind its request. */
const NEAR = 8;

/** A moment on one path, and the events of the step that is looked at. */
export interface PathMoment {
  readonly events: number;
  readonly step: readonly [first: number, end: number] | null;
}
export type Moments = Readonly<Record<PathName, PathMoment | null>>;

/** What one path wrote, in order; each with the number of events after which it was done. */
interface History {
  readonly start: StoredDatabases['start'];
  readonly writes: readonly { readonly done: number; readonly write: StoredDatabases['writes'][number] }[];
}

interface Side {
  readonly path: PathName;
  readonly database: DatabaseAt;
  /** By the step that is looked at. */
  readonly changed: readonly RowChange[];
  /** Since the run began. */
  readonly touched: readonly RowChange[];
}

/** The databases of one recorded comparison at any of its moments, from the store alone. */
export class DatabaseHistory {
  readonly #store: TraceStore;
  readonly #separate: boolean;
  readonly #histories = new Map<PathName, History>();
  readonly #open = new Map<string, DatabaseAt>();

  constructor(store: TraceStore, summary: ComparisonSummary) {
    this.#store = store;
    this.#separate = summary.effects === 'each' && summary.traces.length > 1;
    // Where both paths saw one database, its writes are told by the first path.
    const paths = (['reference', 'direct'] as const).filter((path) =>
      summary.traces.some((trace) => trace.path === path),
    );
    for (const path of this.#separate ? paths : paths.slice(0, 1)) {
      const trace = summary.traces.find((each) => each.path === path);
      if (trace) this.#histories.set(path, readHistory(store, trace.id));
    }
  }

  view(moments: Moments): DatabasesView {
    const names = new Map<string, boolean>();
    for (const { start } of this.#histories.values())
      for (const { database, kept } of start) names.set(database, kept && (names.get(database) ?? true));
    const databases = [...names].map(([name, kept]): DatabaseView => {
      const sides = kept ? this.#sides(name, moments) : [];
      return {
        name,
        kept: sides.length > 0,
        tables: tableNames(sides).map((table) => tableView(sides, table)),
      };
    });
    return { separate: this.#separate, databases };
  }

  /** Undefined where there is no such table. */
  page(moments: Moments, { database, table, from, count, only }: TableQuery): TablePage | undefined {
    const sides = this.#sides(database, moments);
    const shape = shapeOf(sides, table);
    const [first, second] = sides;
    if (shape === undefined || first === undefined) return undefined;
    const known = only ? 0 : first.database.count(table);
    const extra = extraKeys(sides, shape, only);
    const rows = only ? [] : first.database.page(shape, from, count).map(({ key, row }) => ({ key, row }));
    const later = extra.slice(Math.max(0, from - known), Math.max(0, from + count - known));
    return {
      columns: shape.columns,
      total: known + extra.length,
      rows: [
        ...rows.map(({ key, row }) =>
          tableRow(sides, shape, key, [row, second?.database.row(shape, key) ?? null]),
        ),
        ...later.map((key) =>
          tableRow(
            sides,
            shape,
            key,
            [first, second].map((side) => side?.database.row(shape, key) ?? null),
          ),
        ),
      ],
    };
  }

  close(): void {
    for (const database of this.#open.values()) database.close();
    this.#open.clear();
  }

  #sides(name: string, moments: Moments): readonly Side[] {
    return [...this.#histories].flatMap(([path, { start, writes }]): Side[] => {
      const moment = moments[path];
      const image = start.find(({ database, kept }) => database === name && kept);
      if (!moment || !image) return [];
      const done = writes.filter(({ done, write }) => write.database === name && done <= moment.events);
      const touched = done.flatMap(({ write }) => write.changes);
      const { step } = moment;
      const own = step === null ? [] : done.filter(({ done }) => done > step[0] && done <= step[1]);
      const database = this.#at(`${path} ${name} ${done.length}`, image.hash, touched);
      return database
        ? [{ path, database, touched, changed: own.flatMap(({ write }) => write.changes) }]
        : [];
    });
  }

  #at(key: string, hash: string, changes: readonly RowChange[]): DatabaseAt | undefined {
    let database = this.#open.get(key);
    const image = database ? undefined : this.#store.blob(hash);
    if (!database && !image) return undefined;
    database ??= new DatabaseAt(image as Uint8Array, changes);
    this.#open.delete(key);
    this.#open.set(key, database);
    for (const [oldest, other] of this.#open) {
      if (this.#open.size <= OPEN) break;
      other.close();
      this.#open.delete(oldest);
    }
    return database;
  }
}

function readHistory(store: TraceStore, trace: string): History {
  const { start, writes } = storedDatabases(store, trace);
  const done = new Map<string, number>();
  const wanted = new Set(writes.map(effectKey));
  for (const { event, type } of wanted.size === 0 ? [] : store.effects(trace)) {
    if (type !== 'database') continue;
    const [request, ...after] = store.events(trace, event, NEAR);
    if (request?.kind !== 'effect_requested' || !wanted.has(effectKey(request))) continue;
    const key = effectKey(request);
    const answer = after.findIndex((each) => each.kind === 'effect_answered' && effectKey(each) === key);
    done.set(key, event + 2 + Math.max(answer, 0));
  }
  return {
    start,
    writes: writes.flatMap((write) => {
      const at = done.get(effectKey(write));
      return at === undefined ? [] : [{ done: at, write }];
    }),
  };
}

function keyText(key: Canonical): string {
  return JSON.stringify(key);
}

function tableNames(sides: readonly Side[]): readonly string[] {
  return [...new Set(sides.flatMap(({ database }) => [...database.shapes.keys()]))];
}

function shapeOf(sides: readonly Side[], table: string): TableShape | undefined {
  return sides.map(({ database }) => database.shapes.get(table)).find((shape) => shape !== undefined);
}

function tableView(sides: readonly Side[], table: string): TableView {
  const shape = shapeOf(sides, table) as TableShape;
  const count = (path: PathName) => {
    const side = sides.find((each) => each.path === path);
    return side?.database.shapes.has(table) ? side.database.count(table) : null;
  };
  return {
    name: table,
    rows: { reference: count('reference'), direct: count('direct') },
    changed: keysOf(
      sides.flatMap(({ changed }) => changed),
      table,
    ).length,
    different: differing(sides, shape).length,
  };
}

/** Keys of the rows that changes are about, each once. */
function keysOf(changes: readonly RowChange[], table: string): readonly Canonical[] {
  const keys = new Map<string, Canonical>();
  for (const change of changes) if (change.table === table) keys.set(keyText(change.key), change.key);
  return [...keys.values()];
}

/** Both paths began with the same content: only what one of them touched can differ. */
function differing(sides: readonly Side[], shape: TableShape): readonly Canonical[] {
  const [a, b] = sides;
  if (!a || !b) return [];
  return keysOf([...a.touched, ...b.touched], shape.name).filter(
    (key) => !same(a.database.row(shape, key), b.database.row(shape, key)),
  );
}

function same(a: Row | null, b: Row | null): boolean {
  return a === null || b === null ? a === b : identical(a, b);
}

/** Rows that are not among the first path's: deleted by the step, or on the other path alone; with `only`, all that matter. */
function extraKeys(sides: readonly Side[], shape: TableShape, only: boolean): readonly Canonical[] {
  const changed = keysOf(
    sides.flatMap((side) => side.changed),
    shape.name,
  );
  const keys = new Map([...changed, ...differing(sides, shape)].map((key) => [keyText(key), key]));
  if (only) return [...keys.values()];
  return [...keys.values()].filter((key) => sides[0]?.database.row(shape, key) === null);
}

function tableRow(
  sides: readonly Side[],
  shape: TableShape,
  key: Canonical,
  [first = null, second = null]: readonly (Row | null)[],
): TableRow {
  const [a, b] = sides;
  const own = sides
    .flatMap(({ changed }) => changed)
    .filter((change) => change.table === shape.name && keyText(change.key) === keyText(key));
  const [before, after] = [own[0]?.before ?? null, own.at(-1)?.after ?? null];
  const values = {
    reference: a?.path === 'reference' ? first : null,
    direct: a?.path === 'direct' ? first : second,
  };
  return {
    key,
    ...values,
    change: own.length === 0 ? null : before === null ? 'inserted' : after === null ? 'deleted' : 'updated',
    before: columnsOf(shape, before),
    differs: b !== undefined && !same(first, second),
  };
}

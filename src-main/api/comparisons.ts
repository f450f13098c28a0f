import { setImmediate } from 'node:timers/promises';
import type { Api, StartOptions } from '../../shared/api/api.ts';
import type { BreakpointHits, BreakpointStop } from '../../shared/api/breakpoints.ts';
import type { TableQuery } from '../../shared/api/database.ts';
import { ApiError } from '../../shared/api/error.ts';
import type { VariableQuery } from '../../shared/api/excerpt.ts';
import type { Moment } from '../../shared/api/timeline.ts';
import { type ComparisonView, ROW_LOT, type RowDetail, type RowLot } from '../../shared/api/view.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import type { BreakpointSet } from '../debugger/breakpoints/file.ts';
import { nextStop } from '../debugger/breakpoints/hits.ts';
import { Comparisons } from '../debugger/comparisons.ts';
import type { ComparisonModel } from '../debugger/model.ts';
import { pairId } from '../debugger/pairing.ts';
import type { NodeEntry } from '../workspace/registry.ts';
import { Changes } from './changes.ts';
import { DatabasesApi } from './databases.ts';
import type { Engine } from './engine.ts';
import { isAtHand, shortDetail, shortRange, shortRow, shortView } from './excerpts.ts';
import { runListItem } from './run-list.ts';
import { requireTrust } from './trust.ts';

/** Rows at which breakpoints stop that are told at once. */
const MAX_STOPS = 1000;

/** `sessions` and `comparisons` of the API, on one open workspace. */
export class ComparisonApi {
  readonly #engine: Engine;
  readonly #comparisons: Comparisons;
  readonly #databases: DatabasesApi;
  readonly #changed: () => void;

  /** `changed`: a run began or ended, so that lists of runs are not what they were. */
  constructor(engine: Engine, breakpoints: BreakpointSet, changed: () => void) {
    this.#engine = engine;
    const { ledger } = engine;
    this.#comparisons = new Comparisons(engine.store, breakpoints, {
      rulesFor: (node) => ledger.rulesFor(node),
      accepted: (comparison, counts) => ledger.counts.correct(comparison, counts),
    });
    this.#databases = new DatabasesApi(engine.store);
    this.#changed = changed;
  }

  async start(entry: NodeEntry, options: StartOptions): Promise<string> {
    requireTrust(this.#engine.workspace);
    const prepared = this.#engine.comparisonOptions(entry, options);
    if (!prepared.ok) throw new ApiError('invalid', prepared.message);
    const id = await this.#comparisons.start(
      this.#engine.comparisonDeps(),
      prepared.options,
      options.stopOnEntry,
    );
    this.#changed();
    this.#comparisons.subscribe(id, this.#changed);
    return id;
  }

  async command(
    comparison: string,
    { kind, path }: Parameters<Api['sessions']['command']>[1],
  ): Promise<void> {
    if (!(await this.#comparisons.command(comparison, kind, path)))
      throw new ApiError('refused', 'This comparison is recorded: it can be looked at, not stepped.');
  }

  list(query: Parameters<Api['comparisons']['list']>[0]): ReturnType<Api['comparisons']['list']> {
    return this.#engine.store.comparisons({ ...query, without: ['proof'] }).map(runListItem);
  }

  async view(id: string): Promise<ComparisonView> {
    return shortView(found(await this.#comparisons.view(id), `comparison ${id}`));
  }

  /** A view that cannot be read ends the watch with its error. */
  watch(id: string, row?: number): AsyncIterable<ComparisonView> {
    let first = true;
    const changes = new Changes(async () => {
      const view = await this.view(id);
      if (!first) return view;
      first = false;
      const at = row === undefined || row >= view.rows ? view.at : row;
      return { ...view, opened: lotAround(await this.model(id), at) };
    });
    return changes.watch(this.#comparisons.subscribe(id, () => changes.notify()));
  }

  async rows(id: string, from: number, count: number): ReturnType<Api['comparisons']['rows']> {
    return (await this.model(id)).rows(from, count).map(shortRow);
  }

  async place(id: string, row: number, moment?: Moment): ReturnType<Api['comparisons']['place']> {
    const detail = await this.#wholeDetail(id, row, moment);
    return {
      ...lotAround(await this.model(id), row),
      detail: isAtHand(detail) ? shortDetail(detail) : null,
    };
  }

  async detail(id: string, row: number, moment?: Moment): ReturnType<Api['comparisons']['detail']> {
    const detail = await this.#wholeDetail(id, row, moment);
    // A large value is looked through once, which takes its time: the rows that were asked for with it go first.
    await setImmediate();
    return shortDetail(detail);
  }

  async value(id: string, row: number, { path, name }: VariableQuery, moment?: Moment): Promise<Canonical> {
    const { variables } = await this.#wholeDetail(id, row, moment);
    return found(variables.find((variable) => variable.name === name)?.[path], `${name} on the ${path} path`);
  }

  async #wholeDetail(id: string, row: number, moment?: Moment): Promise<RowDetail> {
    return found((await this.model(id)).detail(row, moment), `row ${row} of comparison ${id}`);
  }

  async range(id: string, from: number, to: number): ReturnType<Api['comparisons']['range']> {
    return shortRange(found((await this.model(id)).range(from, to), `row ${from} of comparison ${id}`));
  }

  async locate(id: string, path: PathName, event: number): ReturnType<Api['comparisons']['locate']> {
    const model = await this.model(id);
    const count = model.source(path)?.count ?? 0;
    const there = count === 0 ? 'was not run' : `has the events 0 to ${count - 1}`;
    const message = `There is no event ${event}: the ${path} path ${there}.`;
    const located = model.locate(path, event);
    if (located === undefined) throw new ApiError('not_found', message);
    return located;
  }

  async timeline(
    id: string,
    ...where: Parameters<ComparisonModel['timeline']>
  ): ReturnType<Api['comparisons']['timeline']> {
    return (await this.model(id)).timeline(...where);
  }

  async databaseViews(id: string, row: number, moment?: Moment): ReturnType<Api['comparisons']['databases']> {
    return this.#databases.view(id, await this.model(id), row, moment);
  }

  async table(
    id: string,
    row: number,
    query: TableQuery,
    moment?: Moment,
  ): ReturnType<Api['comparisons']['table']> {
    return this.#databases.page(id, await this.model(id), row, query, moment);
  }

  async model(id: string): Promise<ComparisonModel> {
    return found(await this.#comparisons.model(id), `comparison ${id}`);
  }

  async hits(id: string): Promise<BreakpointHits> {
    const { stops, log } = found(await this.#comparisons.hits(id), `comparison ${id}`);
    return { stops: stops.slice(0, MAX_STOPS), total: stops.length, log };
  }

  async nextStop(id: string, row: number, direction: 'forward' | 'backward'): Promise<BreakpointStop | null> {
    return (
      nextStop(found(await this.#comparisons.hits(id), `comparison ${id}`).stops, row, direction) ?? null
    );
  }

  async sources(id: string): ReturnType<Api['comparisons']['sources']> {
    return found(await this.#comparisons.sources(id), `comparison ${id}`);
  }

  pair(a: string, b: string): string {
    for (const trace of [a, b]) found(this.#engine.store.trace(trace), `trace ${trace}`);
    return pairId(a, b);
  }

  /** The ledger is not what it was. */
  acceptAnew(): void {
    this.#comparisons.acceptAnew();
    this.#changed();
  }

  close(): Promise<void> {
    this.#databases.close();
    return this.#comparisons.close();
  }
}

function lotAround(model: ComparisonModel, row: number): RowLot {
  const from = row - (row % ROW_LOT);
  return { from, rows: model.rows(from, ROW_LOT).map(shortRow) };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ApiError('not_found', `There is no ${what}.`);
  return value;
}

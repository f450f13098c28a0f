import type { DatabasesView, TablePage, TableQuery } from '../../shared/api/database.ts';
import { ApiError } from '../../shared/api/error.ts';
import type { Moment } from '../../shared/api/timeline.ts';
import { DatabaseHistory, type Moments } from '../debugger/database-history.ts';
import type { ComparisonModel } from '../debugger/model.ts';
import { tracesOfPair } from '../debugger/pairing.ts';
import type { TraceStore } from '../store/types.ts';

/** Comparisons whose databases stay at hand. */
const KEPT = 2;

/** The databases of recorded comparisons at any of their moments. */
export class DatabasesApi {
  readonly #store: TraceStore;
  readonly #histories = new Map<string, DatabaseHistory>();

  constructor(store: TraceStore) {
    this.#store = store;
  }

  view(id: string, model: ComparisonModel, row: number, moment?: Moment): DatabasesView {
    return this.#history(id).view(momentsAt(model, row, moment));
  }

  page(id: string, model: ComparisonModel, row: number, query: TableQuery, moment?: Moment): TablePage {
    const page = this.#history(id).page(momentsAt(model, row, moment), query);
    if (page === undefined)
      throw new ApiError('not_found', `There is no table ${query.table} in ${query.database} here.`);
    return page;
  }

  close(): void {
    for (const history of this.#histories.values()) history.close();
    this.#histories.clear();
  }

  #history(id: string): DatabaseHistory {
    const known = this.#histories.get(id);
    if (known) return known;
    if (tracesOfPair(id))
      throw new ApiError(
        'refused',
        'Two recorded traces have no database together: open one of their comparisons.',
      );
    const summary = this.#store.comparison(id);
    if (!summary?.traces.every((trace) => trace.end !== null))
      throw new ApiError('unavailable', 'The databases can be looked at once the run has ended.');
    const history = new DatabaseHistory(this.#store, summary);
    this.#histories.set(id, history);
    for (const [oldest, other] of this.#histories) {
      if (this.#histories.size <= KEPT) break;
      other.close();
      this.#histories.delete(oldest);
    }
    return history;
  }
}

function momentsAt(model: ComparisonModel, row: number, moment: Moment | undefined): Moments {
  const moments = model.moments(row, moment);
  if (moments === undefined) throw new ApiError('not_found', `There is no row ${row}.`);
  return moments;
}

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Api } from '../../shared/api/api.ts';
import { ApiError, type ApiErrorCode } from '../../shared/api/error.ts';
import type {
  ImportReport,
  LibraryItem,
  LibraryPage,
  LibraryQuery,
  LibraryRetention,
  PruneResult,
  SavedStore,
} from '../../shared/api/library.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { branchOf } from '../replay/branches.ts';
import { StoreError, type StoreErrorCode } from '../store/errors.ts';
import { newId } from '../store/id.ts';
import type { Edit } from '../store/library-edits.ts';
import type { Engine } from './engine.ts';
import { Judging } from './judging.ts';
import { runListItem } from './run-list.ts';

/** A list waits this long for runs to be judged under other rules; what takes longer is told when it is known. */
const JUDGING_MS = 150;
/** Larger files are fetched from where they lie. */
const DATA_LIMIT = 8 * 1024 * 1024;

const CODES: Partial<Readonly<Record<StoreErrorCode, ApiErrorCode>>> = {
  comparison_unknown: 'not_found',
  trace_unknown: 'not_found',
  comparison_running: 'conflict',
  label_invalid: 'invalid',
  archive_damaged: 'invalid',
  archive_newer: 'invalid',
  archive_too_large: 'invalid',
};

/** `library` of the API, on one open workspace. */
export class LibraryApi {
  readonly #engine: Engine;
  readonly #changed: () => void;
  readonly #judging: Judging;

  /** `changed`: lists of runs are not what they were. */
  constructor(engine: Engine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
    this.#judging = new Judging(engine.store, engine.ledger, changed);
  }

  /** The ledger is not what it was, or there are runs from elsewhere: what they are is found out anew, in the background. */
  judgeAnew(): void {
    this.#judging.outdated();
    void this.#judging.settle();
  }

  /** Nothing is under way when it resolves. */
  close(): Promise<void> {
    return this.#judging.close();
  }

  async search(query: LibraryQuery): Promise<LibraryPage<LibraryItem>> {
    // Rules expire by themselves.
    await Promise.race([this.#judging.settle(), setTimeout(JUDGING_MS, undefined, { ref: false })]);
    const page = expected(() => this.#engine.store.library.search(query));
    const entries = page.entries.map((entry) => {
      const comparison = this.#engine.store.comparison(entry.comparison);
      const branch = comparison && entry.branchOf !== null ? branchOf(this.#engine.store, comparison) : null;
      const summary = comparison ? runListItem(comparison).summary : '';
      const trace = (path: PathName) => comparison?.traces.find((one) => one.path === path)?.id ?? null;
      const traces = { reference: trace('reference'), direct: trace('direct') };
      return { ...entry, summary, change: branch?.name ?? null, traces };
    });
    return { ...page, entries };
  }

  groups(...[filter, by]: Parameters<Api['library']['groups']>): ReturnType<Api['library']['groups']> {
    return this.#engine.store.library.groups(filter, by);
  }

  statistics(): ReturnType<Api['library']['statistics']> {
    return this.#engine.store.library.statistics();
  }

  retention(): LibraryRetention {
    const { retention, store } = this.#engine;
    const removable = { deleted: 0, age: 0, count: 0, size: 0, proofs: 0 };
    for (const { reason } of store.library.removable(retention)) removable[reason]++;
    const { age = null, count = null, bytes = null, proofs = null } = retention;
    return { age, count, bytes, proofs, removable };
  }

  prune(): Promise<PruneResult> {
    return this.#change(async () => {
      const { removed, freed } = await this.#engine.store.library.prune(this.#engine.retention);
      return { removed: removed.length, freed };
    });
  }

  async saveElsewhere(to: string): Promise<SavedStore> {
    try {
      const { file, bytes, sha256, comparisons } = await this.#engine.backup(to);
      return { file, bytes, sha256, comparisons };
    } catch (error) {
      throw translated(error);
    }
  }

  async edit(edit: Edit): Promise<number> {
    return this.#change(() => this.#engine.store.library.edit(edit));
  }

  async export(
    ...[{ comparisons, databases }]: Parameters<Api['library']['export']>
  ): ReturnType<Api['library']['export']> {
    const folder = join(this.#engine.workspace.location.store, 'exports');
    mkdirSync(folder, { recursive: true });
    const [only] = comparisons;
    const name = `${comparisons.length === 1 ? only : `${comparisons.length}-runs-${newId('exp')}`}.ptrace`;
    const file = join(folder, name);
    try {
      const { bytes, sha256 } = await this.#engine.store.library.exportTo({ file, comparisons, databases });
      const data = bytes <= DATA_LIMIT ? readFileSync(file).toString('base64') : null;
      return { name, file, bytes, sha256, data };
    } catch (error) {
      throw translated(error);
    }
  }

  async import(from: Parameters<Api['library']['import']>[0]): Promise<ImportReport> {
    if ('file' in from) return this.#imported(() => this.#engine.store.library.importFrom(from.file));
    const file = join(this.#engine.workspace.location.store, `${newId('imp')}.ptrace`);
    writeFileSync(file, Buffer.from(from.data, 'base64'), { mode: 0o600 });
    try {
      return await this.#imported(() => this.#engine.store.library.importFrom(file));
    } catch (error) {
      // Where it was put for a moment is nobody's business.
      if (error instanceof ApiError)
        throw new ApiError(error.code, error.message.replaceAll(file, from.name));
      throw error;
    } finally {
      rmSync(file, { force: true });
    }
  }

  async #imported(work: () => Promise<ImportReport>): Promise<ImportReport> {
    const report = await this.#change(work);
    this.judgeAnew();
    return report;
  }

  async #change<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw translated(error);
    } finally {
      this.#changed();
    }
  }
}

function expected<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(error);
  }
}

/** What the store says in its own words is said to whoever asked; anything else is a bug. */
function translated(error: unknown): unknown {
  return error instanceof StoreError
    ? new ApiError(CODES[error.code] ?? 'unavailable', error.message)
    : error;
}

import { existsSync, statSync } from 'node:fs';
import type {
  ImportReport,
  LibraryEntry,
  LibraryFilter,
  LibraryGroup,
  LibraryPage,
  LibraryQuery,
  LibraryStatistics,
} from '../../shared/api/library.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive/format.ts';
import { type Archived, type ArchiveOptions, writeArchive } from './archive/write.ts';
import { type Backup, backupStore } from './backup.ts';
import { comparisonHash, traceHash } from './content.ts';
import type { Db } from './database.ts';
import { StoreError } from './errors.ts';
import type { Edit } from './library-edits.ts';
import type { Command, CommandResults, PruneReport } from './messages.ts';
import type { Reading } from './reading.ts';
import { type Removal, type Retention, removals } from './removal.ts';

/** Until then what was deleted can be had back. */
const UNDO_MS = 24 * 3600 * 1000;

interface LibraryParts {
  readonly file: string;
  readonly db: Db;
  readonly reading: Reading;
  readonly now: () => number;
  readonly command: <T extends Command['type']>(
    command: Extract<Command, { readonly type: T }>,
  ) => Promise<CommandResults[T]>;
}

export interface ContentHashes {
  readonly comparison: string;
  /** By the traces' ids. */
  readonly traces: Readonly<Record<string, string>>;
}

/** All comparisons of a store: finding them, labelling them, taking them out, and carrying them elsewhere. */
export class TraceLibrary {
  readonly #parts: LibraryParts;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  search(query: LibraryQuery): LibraryPage {
    return this.#parts.reading.search.search(query);
  }

  groups(filter: LibraryFilter, by: 'node' | 'step'): readonly LibraryGroup[] {
    return this.#parts.reading.search.groups(filter, by);
  }

  entry(comparison: string): LibraryEntry | undefined {
    return this.#parts.reading.search.entry(comparison);
  }

  statistics(): LibraryStatistics {
    const { db, file } = this.#parts;
    const counts = db
      .prepare(
        `SELECT (SELECT count(*) FROM library WHERE deleted_at IS NULL) AS comparisons, (SELECT count(*) FROM trace) AS traces,
           (SELECT coalesce(sum(events), 0) FROM library WHERE deleted_at IS NULL) AS events,
           (SELECT count(*) FROM library WHERE pinned = 1 AND deleted_at IS NULL) AS pinned,
           (SELECT count(*) FROM library WHERE deleted_at IS NOT NULL) AS deleted`,
      )
      .get() as Omit<LibraryStatistics, 'bytes' | 'free' | 'tags'>;
    const tags = db
      .prepare(
        `SELECT text AS tag, count(*) AS count FROM tag JOIN library ON library.id = tag.entry
         WHERE deleted_at IS NULL GROUP BY text ORDER BY count DESC, text`,
      )
      .all() as LibraryStatistics['tags'];
    const pragma = (name: string) => Number(db.pragma(name, { simple: true }));
    const bytes = [file, `${file}-wal`].reduce(
      (sum, each) => sum + (existsSync(each) ? statSync(each).size : 0),
      0,
    );
    return { ...counts, bytes, free: pragma('freelist_count') * pragma('page_size'), tags };
  }

  /** See Queries. */
  nodesToJudge(): readonly string[] {
    return this.#parts.reading.queries.nodesToJudge();
  }

  judgedOtherwise(node: string, rules: string): readonly string[] {
    return this.#parts.reading.queries.judgedOtherwise(node, rules);
  }

  /** Keeps what comparisons are under today's rules. */
  judge(verdicts: Extract<Command, { readonly type: 'judge' }>['verdicts']): Promise<null> {
    return this.#parts.command({ type: 'judge', verdicts });
  }

  /** Resolves to how many comparisons are other than before. */
  edit(edit: Edit): Promise<number> {
    return this.#parts.command({ type: 'edit', edit, now: this.#parts.now() });
  }

  /** What `prune` would take out now. */
  removable(retention: Retention): readonly Removal[] {
    const now = this.#parts.now();
    return removals(this.#parts.db, { retention, now, deletedBefore: now });
  }

  /** Takes out what was deleted and what retention does not keep, and gives the space back. */
  prune(retention: Retention): Promise<PruneReport> {
    const now = this.#parts.now();
    return this.#parts.command({ type: 'prune', retention, now, deletedBefore: now, vacuum: true });
  }

  /** The same when a workspace is opened: what was deleted stays for a day, and nobody waits for a sweep that is not due. */
  async tidy(retention: Retention): Promise<PruneReport | null> {
    const now = this.#parts.now();
    const deletedBefore = now - UNDO_MS;
    if (removals(this.#parts.db, { retention, now, deletedBefore }).length === 0) return null;
    return this.#parts.command({ type: 'prune', retention, now, deletedBefore, vacuum: false });
  }

  /** Of what a comparison and its traces say: equal wherever they were imported. */
  hashes(id: string): ContentHashes {
    const { reading } = this.#parts;
    const comparison = reading.queries.comparison(id);
    if (comparison === undefined)
      throw new StoreError('comparison_unknown', `There is no comparison ${id} in the store.`);
    const traces = comparison.traces.map((trace) => [trace.id, traceHash(reading, trace)] as const);
    const hash = comparisonHash(
      reading,
      comparison,
      traces.map(([, each]) => each),
    );
    return { comparison: hash, traces: Object.fromEntries(traces) };
  }

  /** Reads only: works also when nothing can be written to the store any more. */
  exportTo(options: Omit<ArchiveOptions, 'now'>): Promise<Archived> {
    return writeArchive(this.#parts.reading, { ...options, now: this.#parts.now() });
  }

  importFrom(file: string, limits: ArchiveLimits = ARCHIVE_LIMITS): Promise<ImportReport> {
    return this.#parts.command({ type: 'import', file, limits });
  }

  /** A copy of the store as it is now, while it goes on recording; beside it a manifest. */
  backup(file: string): Promise<Backup> {
    const { command, now } = this.#parts;
    return backupStore(file, now(), (to) => command({ type: 'backup', file: to }));
  }
}

import { importArchive } from './archive/import.ts';
import type { Db } from './database.ts';
import { applyEdit } from './library-edits.ts';
import { LibraryIndex } from './library-index.ts';
import type { Command, CommandResults, Pending, PruneReport } from './messages.ts';
import { type Removal, removals, remove } from './removal.ts';
import { type Swept, sweep } from './sweep.ts';

/** Values are swept when so many of the traces that were ever kept have gone since the last time: it reads every chunk. */
const SWEEP_FROM = 0.1;

/** Does a command on the writing connection. Each is one transaction: done, or not at all. */
export async function perform(
  db: Db,
  session: number,
  command: Exclude<Command, { type: 'backup' }>,
): Promise<CommandResults[keyof CommandResults]> {
  switch (command.type) {
    case 'edit':
      return db.transaction(() => applyEdit(db, command.edit, command.now)).immediate();
    case 'prune':
      return prune(db, command);
    case 'judge':
      return db
        .transaction(() => {
          const index = new LibraryIndex(db);
          for (const { comparison, ...judged } of command.verdicts)
            index.refresh(comparison, null, new Map(), judged);
          return null;
        })
        .immediate();
    case 'adopt':
      return db
        .transaction(
          () =>
            db
              .prepare(
                `UPDATE pending SET session = ? WHERE session NOT IN (SELECT id FROM session) RETURNING name, body`,
              )
              .all(session) as Pending[],
        )
        .immediate();
    case 'import':
      return importArchive(db, session, command.file, command.limits);
  }
}

function prune(db: Db, command: Extract<Command, { type: 'prune' }>): PruneReport {
  const before = fileBytes(db);
  const done = db.transaction((): { readonly removed: readonly Removal[]; readonly swept: Swept | null } => {
    const removed = removals(db, command);
    remove(
      db,
      removed.map(({ comparison }) => comparison),
    );
    return { removed, swept: command.vacuum || sweepIsDue(db) ? sweep(db) : null };
  });
  const { removed, swept } = done.immediate();
  if (swept !== null) giveBack(db, command.vacuum);
  return { removed, swept, freed: Math.max(0, before - fileBytes(db)) };
}

function sweepIsDue(db: Db): boolean {
  const { unswept, traces } = db
    .prepare(
      "SELECT (SELECT value FROM library_state WHERE name = 'unswept') AS unswept, (SELECT count(*) FROM trace) AS traces",
    )
    .get() as { unswept: number; traces: number };
  return unswept > 0 && unswept >= (unswept + traces) * SWEEP_FROM;
}

/** Free pages leave the file. One made before they could is written anew once, when somebody waits for it. */
function giveBack(db: Db, anew: boolean): void {
  if (db.pragma('auto_vacuum', { simple: true }) === 2) db.pragma('incremental_vacuum');
  else if (anew) {
    db.pragma('auto_vacuum = INCREMENTAL');
    db.exec('VACUUM');
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
}

function fileBytes(db: Db): number {
  return Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
}

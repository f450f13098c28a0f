import type Database from 'better-sqlite3';
import { StoreError } from './errors.ts';
import { LibraryIndex } from './library-index.ts';
import { Statements } from './statements.ts';

/** What a person changes about comparisons of the library. The recordings themselves never change. */
export type Edit = { readonly comparisons: readonly string[] } & (
  | { readonly type: 'tag' | 'untag'; readonly tag: string }
  | { readonly type: 'rename'; readonly name: string | null }
  | { readonly type: 'pin'; readonly pinned: boolean }
  | { readonly type: 'delete' }
  | { readonly type: 'restore' }
);

const LONGEST = 200;

/** Applies an edit to all of its comparisons, or to none. Within a transaction; returns how many it changed. */
export function applyEdit(db: Database.Database, edit: Edit, now: number): number {
  const statements = new Statements(db);
  const index = new LibraryIndex(db);
  let changed = 0;
  for (const comparison of edit.comparisons) {
    const entry = statements
      .sql(
        'SELECT library.id, status FROM library JOIN comparison ON comparison.id = library.comparison WHERE comparison.name = ?',
      )
      .get(comparison) as { readonly id: number; readonly status: string } | undefined;
    if (entry === undefined)
      throw new StoreError('comparison_unknown', `There is no comparison ${comparison} in the store.`);
    if (edit.type === 'delete' && entry.status === 'running')
      throw new StoreError(
        'comparison_running',
        `${comparison} is still being recorded: stop it before you delete it.`,
      );
    changed += applyTo(statements, entry.id, edit, now);
    if (edit.type === 'tag' || edit.type === 'untag' || edit.type === 'rename') index.refreshText(comparison);
  }
  return changed;
}

function applyTo(statements: Statements, entry: number, edit: Edit, now: number): number {
  switch (edit.type) {
    case 'tag':
      return statements
        .sql('INSERT OR IGNORE INTO tag (entry, text) VALUES (?, ?)')
        .run(entry, labelOf(edit.tag)).changes;
    case 'untag':
      return statements.sql('DELETE FROM tag WHERE entry = ? AND text = ?').run(entry, labelOf(edit.tag))
        .changes;
    case 'rename':
      return statements
        .sql('UPDATE library SET name = ? WHERE id = ?')
        .run(edit.name === null || edit.name.trim() === '' ? null : labelOf(edit.name), entry).changes;
    case 'pin':
      return statements.sql('UPDATE library SET pinned = ? WHERE id = ?').run(edit.pinned ? 1 : 0, entry)
        .changes;
    case 'delete':
      return statements
        .sql('UPDATE library SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL')
        .run(now, entry).changes;
    case 'restore':
      return statements
        .sql('UPDATE library SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL')
        .run(entry).changes;
  }
}

/** A name or tag as it is kept: one line, no white space around it. */
function labelOf(text: string): string {
  const label = text.trim().replace(/\s+/g, ' ');
  if (label === '' || label.length > LONGEST)
    throw new StoreError('label_invalid', `A tag or name has from 1 to ${LONGEST} characters.`);
  return label;
}

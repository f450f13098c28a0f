import { existsSync } from 'node:fs';
import { connect } from './database.ts';
import { Reading } from './reading.ts';
import type { TraceStore } from './types.ts';

type Recorded = Pick<TraceStore, 'comparisons' | 'comparison'>;

const NOTHING: Recorded = { comparisons: () => [], comparison: () => undefined };

/**
 * What a store's file says to who only looks; of one that is missing, nothing is recorded, and of one that cannot be read (it is
 * damaged, of another version, or its log would have to be written and cannot be), as far as anybody can tell: `unread`.
 */
export function lookInto<T>(
  file: string,
  look: (recorded: Recorded) => T,
): { readonly seen: T; readonly unread: boolean } {
  if (!existsSync(file)) return { seen: look(NOTHING), unread: false };
  try {
    const db = connect(file, { readonly: true });
    try {
      return { seen: look(new Reading(db).queries), unread: false };
    } finally {
      db.close();
    }
  } catch {
    return { seen: look(NOTHING), unread: true };
  }
}

import { existsSync } from 'node:fs';
import { connect } from './database.ts';
import { Reading } from './reading.ts';
import type { TraceStore } from './types.ts';

type Recorded = Pick<TraceStore, 'comparisons' | 'comparison'>;

const NOTHING: Recorded = { comparisons: () => [], comparison: () => undefined };

/** What a store's file says to who only looks; of one that is missing, damaged, or of another version: nothing is recorded. */
export function lookInto<T>(file: string, look: (recorded: Recorded) => T): T {
  if (!existsSync(file)) return look(NOTHING);
  try {
    const db = connect(file, { readonly: true });
    try {
      return look(new Reading(db).queries);
    } finally {
      db.close();
    }
  } catch {
    return look(NOTHING);
  }
}

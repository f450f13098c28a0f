import { type Canonical, canonicalText } from '../../shared/values/canonical.ts';
import type { EventBus } from './bus.ts';
import type { DatabaseRecord, FinalDifference } from './types.ts';

/** Rows that end up differently on two copies of one start; only rows that either path changed can. */
export function databaseDifferences(reference: DatabaseRecord, direct: DatabaseRecord): FinalDifference[] {
  const a = finalRows(reference);
  const b = finalRows(direct);
  const differences: FinalDifference[] = [];
  for (const what of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    const [x, y] = [a.get(what), b.get(what)];
    // A path that never touched the row still has it as the other one found it.
    const left = x === undefined ? (y?.before ?? null) : x.after;
    const right = y === undefined ? (x?.before ?? null) : y.after;
    if (canonicalText(left) !== canonicalText(right))
      differences.push({ what, reference: left, direct: right });
  }
  return differences;
}

function finalRows(record: DatabaseRecord): Map<string, { before: Canonical; after: Canonical }> {
  const rows = new Map<string, { before: Canonical; after: Canonical }>();
  for (const write of record.writes) {
    for (const change of write.changes) {
      const what = `database ${write.database}: ${change.table} ${canonicalText(change.key)}`;
      rows.set(what, { before: rows.get(what)?.before ?? change.before, after: change.after });
    }
  }
  return rows;
}

export function busDifferences(reference: EventBus, direct: EventBus): FinalDifference[] {
  const [a, b] = [reference.published(), direct.published()];
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap((topic) => {
    const left = a.get(topic) ?? [];
    const right = b.get(topic) ?? [];
    if (canonicalText(left) === canonicalText(right)) return [];
    return [{ what: `event bus: ${topic}`, reference: left, direct: right }];
  });
}

import type { EditView } from '../../../shared/api/replay.ts';
import { api } from '../../app/api.ts';

/** A changed node with the text that it was changed in. */
export interface Edited {
  readonly edit: EditView;
  readonly base: string;
}

/** What a branch changed in node files, from the record of what it is a branch of. */
export async function branchEdits(branch: string): Promise<readonly Edited[]> {
  const { branch: record } = await api().comparisons.view(branch);
  if (!record) return [];
  const { edits } = await api().replay.plan({
    comparison: record.of,
    paths: [],
    from: record.from,
    changes: record.changes.filter(({ kind }) => kind === 'field' || kind === 'text'),
    effects: 'recorded',
    values: {},
  });
  const base = await api().replay.point(record.of, record.from);
  return edits.map((edit) => ({ edit, base: edit.node === base.node ? base.text : edit.text }));
}

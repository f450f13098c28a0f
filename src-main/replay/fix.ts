import type { EditView, MergeView } from '../../shared/api/replay.ts';
import { editNode, type NodeEdit } from '../language/edit/edit-node.ts';
import type { ComparisonSummary } from '../store/types.ts';
import { branchOf } from './branches.ts';
import { changeNodes, editsByNode } from './changes.ts';
import type { ReplayDeps } from './deps.ts';
import { type Attempted, refuse } from './outcome.ts';
import { readRun } from './recorded-run.ts';

/** A change that can be written to a file. */
export interface Fix {
  readonly file: string;
  /** What the change was made in. */
  readonly base: string;
  readonly hash: string;
  readonly text: string;
  /** The change by itself, to be made in another text. */
  readonly edits: readonly NodeEdit[];
}

/** What a branch changed in its nodes' files. */
export function fixOf(deps: ReplayDeps, branch: ComparisonSummary): Attempted<Fix> {
  const { store } = deps.comparison;
  const record = branchOf(store, branch);
  if (record === null) return refuse('invalid', `${branch.id} is no branch: it changed nothing.`);
  const read = readRun(store, record.of, deps.present);
  if (!read.ok) return read;
  const { sources, programs, program, paths } = read.value;
  const events = (paths.reference ?? paths.direct)?.events ?? [];
  const changed = changeNodes(sources, programs, record.changes, program.id, events);
  if (!changed.ok) return changed;
  const [edit, ...more] = changed.value.edits;
  if (edit === undefined)
    return refuse('invalid', `${record.name} changes no node: there is nothing to apply.`);
  if (more.length > 0)
    return refuse(
      'refused',
      `${record.name} changes ${[edit, ...more].map(({ file }) => file).join(' and ')}: apply one at a time.`,
    );
  return {
    ok: true,
    value: toFix(
      edit,
      sources.find(({ node }) => node === edit.node)?.text ?? '',
      editsByNode(record.changes, program.id, events).get(edit.node) ?? [],
    ),
  };
}

function toFix({ file, text, baseHash }: EditView, base: string, edits: readonly NodeEdit[]): Fix {
  return { file, base, hash: baseHash, text, edits };
}

/** The change made in the file as it is now: fields can be set there, a whole text cannot. */
export function mergeOf(
  { file, base, text, edits }: Fix,
  current: { readonly text: string; readonly hash: string },
): MergeView {
  const again = edits.every(({ kind }) => kind === 'field') ? editNode(file, current.text, edits) : null;
  return {
    file,
    base,
    mine: text,
    theirs: current.text,
    theirsHash: current.hash,
    merged: again?.ok ? again.value.text : null,
  };
}

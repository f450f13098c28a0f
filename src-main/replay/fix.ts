import type { ApplyResult, EditView, MergeView } from '../../shared/api/replay.ts';
import { editNode, type NodeEdit } from '../language/edit/edit-node.ts';
import { unifiedDiff } from '../language/edit/unified-diff.ts';
import type { ComparisonSummary } from '../store/types.ts';
import type { FileResult } from '../workspace/files.ts';
import type { NodeEntry } from '../workspace/registry.ts';
import { branchOf } from './branches.ts';
import { changeNodes, editsByNode } from './changes.ts';
import type { ReplayDeps } from './deps.ts';
import { type Attempted, refuse } from './outcome.ts';
import { readRun } from './recorded-run.ts';

/** The part of the workspace that fixes are written to. */
export interface NodeFiles {
  readText(file: string): Promise<FileResult<{ readonly text: string; readonly hash: string }>>;
  save(file: string, text: string, baseHash: string | null): Promise<FileResult<NodeEntry>>;
}

interface Applied {
  readonly file: string;
  readonly before: string;
  readonly hash: string;
}

/** Writes what branches changed to the nodes' files, and takes it back. */
export class Fixes {
  readonly #files: NodeFiles;
  readonly #newId: (prefix: string) => string;
  readonly #applied = new Map<string, Applied>();

  constructor(files: NodeFiles, newId: (prefix: string) => string) {
    this.#files = files;
    this.#newId = newId;
  }

  /** Refused where the file is not what the change was made in any more: then the three versions are given. */
  async apply(fix: Fix): Promise<Attempted<ApplyResult>> {
    const { file, base, text, hash: baseHash } = fix;
    const current = await this.#files.readText(file);
    if (!current.ok) return refuse('not_found', `${current.message}.`);
    if (current.value.hash !== baseHash) {
      // Somebody made the same change already, or the file has moved on.
      return { ok: true, value: { kind: 'conflict', merge: mergeOf(fix, current.value) } };
    }
    const saved = await this.#files.save(file, text, baseHash);
    if (!saved.ok) return refuse(saved.code === 'conflict' ? 'conflict' : 'refused', `${saved.message}.`);
    const id = this.#newId('fix');
    this.#applied.set(id, { file, before: base, hash: saved.value.hash });
    const diff = unifiedDiff(file, base, text);
    return { ok: true, value: { kind: 'applied', id, file, hash: saved.value.hash, diff } };
  }

  async undo(id: string): Promise<Attempted<null>> {
    const applied = this.#applied.get(id);
    if (applied === undefined)
      return refuse('not_found', 'This change was not applied here, or taken back already.');
    const { file, before, hash } = applied;
    const saved = await this.#files.save(file, before, hash);
    if (!saved.ok) return refuse(saved.code === 'conflict' ? 'conflict' : 'refused', `${saved.message}.`);
    this.#applied.delete(id);
    return { ok: true, value: null };
  }
}

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

/** Fields are set in the file as it is now; a whole text cannot be. */
function mergeOf(
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

import { join } from 'node:path';
import { z } from 'zod';
import type { ApplyResult } from '../../shared/api/replay.ts';
import { unifiedDiff } from '../language/edit/unified-diff.ts';
import type { FileResult } from '../workspace/files.ts';
import { readJson, writeJson } from '../workspace/json-file.ts';
import type { NodeEntry } from '../workspace/registry.ts';
import { type Fix, mergeOf } from './fix.ts';
import { type Attempted, refuse } from './outcome.ts';

/** Fixes that can be taken back. */
const KEPT = 50;

const schema = z.strictObject({
  version: z.literal(1),
  fixes: z.array(
    z.strictObject({ branch: z.string(), file: z.string(), before: z.string(), hash: z.string() }),
  ),
});

/** A branch's change that was written to `file`: the text before, and the hash of the text after. */
type AppliedFix = z.infer<typeof schema>['fixes'][number];

/** The part of the workspace that fixes are written to. */
export interface NodeFiles {
  readText(file: string): Promise<FileResult<{ readonly text: string; readonly hash: string }>>;
  save(file: string, text: string, baseHash: string | null): Promise<FileResult<NodeEntry>>;
}

/** Writes what branches changed to the nodes' files, and takes it back: also after the application was closed. */
export class AppliedFixes {
  readonly #files: NodeFiles;
  readonly #file: string;

  /** `store`: the store's folder. */
  constructor(files: NodeFiles, store: string) {
    this.#files = files;
    this.#file = join(store, 'fixes.json');
  }

  /** The file that a branch's change was written to; null where it was not, or was taken back. */
  of(branch: string): string | null {
    return this.#list().find((each) => each.branch === branch)?.file ?? null;
  }

  /** Where the file is not what the change was made in any more, nothing is written and the three versions are given. */
  async apply(branch: string, fix: Fix): Promise<Attempted<ApplyResult>> {
    const current = await this.#files.readText(fix.file);
    if (!current.ok) return refuse('not_found', `${current.message}.`);
    if (current.value.hash !== fix.hash)
      return { ok: true, value: { kind: 'conflict', merge: mergeOf(fix, current.value) } };
    return this.#write(branch, fix.file, current.value, fix.text);
  }

  /** Writes a merge over the file as it was shown. */
  async applyMerge(
    branch: string,
    { file }: Fix,
    text: string,
    theirsHash: string,
  ): Promise<Attempted<ApplyResult>> {
    const current = await this.#files.readText(file);
    if (!current.ok) return refuse('not_found', `${current.message}.`);
    return this.#write(branch, file, { text: current.value.text, hash: theirsHash }, text);
  }

  async undo(branch: string): Promise<Attempted<null>> {
    const fix = this.#list().find((each) => each.branch === branch);
    if (fix === undefined)
      return refuse('not_found', 'This change was not applied here, or taken back already.');
    const saved = await this.#files.save(fix.file, fix.before, fix.hash);
    if (!saved.ok) return refused(saved);
    this.#keep(this.#list().filter((each) => each.branch !== branch));
    return { ok: true, value: null };
  }

  async #write(
    branch: string,
    file: string,
    before: { readonly text: string; readonly hash: string },
    text: string,
  ): Promise<Attempted<ApplyResult>> {
    const saved = await this.#files.save(file, text, before.hash);
    if (!saved.ok) return refused(saved);
    const { hash } = saved.value;
    this.#keep([
      ...this.#list().filter((each) => each.branch !== branch),
      { branch, file, before: before.text, hash },
    ]);
    return {
      ok: true,
      value: { kind: 'applied', file, hash, diff: unifiedDiff(file, before.text, text) },
    };
  }

  /** A file that cannot be read holds nothing that could be taken back. */
  #list(): readonly AppliedFix[] {
    return readJson(this.#file, schema)?.fixes ?? [];
  }

  #keep(fixes: readonly AppliedFix[]): void {
    writeJson(this.#file, { version: 1, fixes: fixes.slice(-KEPT) });
  }
}

function refused(saved: Extract<FileResult<NodeEntry>, { ok: false }>): Attempted<never> {
  return refuse(saved.code === 'conflict' ? 'conflict' : 'refused', `${saved.message}.`);
}

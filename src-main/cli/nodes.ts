import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../shared/node/source.ts';
import { isBelow } from '../workspace/confine.ts';
import { textHash } from '../workspace/files.ts';
import type { WorkspaceLocation } from '../workspace/location.ts';
import { findNodeFiles, type NodeEntry } from '../workspace/registry.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { Failure } from './failure.ts';
import { locate, type OpenOptions } from './open.ts';

/** NODE on the command line: a file, or the id of a node of the workspace. */
export interface NodeTarget {
  readonly name: string;
  readonly file: string | null;
  readonly location: WorkspaceLocation;
}

export function nodeTarget(name: string, options: OpenOptions): NodeTarget {
  // An id stays one though something in the current folder is called the same.
  if (!/\.vsp$|[/\\]/.test(name)) return { name, file: null, location: locate(options) };
  const file = resolve(name);
  if (!existsSync(file)) throw new Failure('not_found', `There is no file ${name}.`);
  if (!statSync(file).isFile())
    throw new Failure('not_found', `${name} is a folder: name a .vsp file, or a node's id.`);
  return { name, file: realpathSync(file), location: locate(options, file) };
}

/** The node in an open workspace. A file outside the folder is run as if it were one of its nodes. */
export function findNode(workspace: Workspace, target: NodeTarget): NodeEntry {
  const { nodes, location } = workspace;
  if (target.file === null) {
    const entry = nodes.byId(target.name);
    if (entry) return entry;
    const known =
      nodes
        .all()
        .map(({ id }) => id)
        .join(', ') || 'none';
    throw new Failure(
      'not_found',
      `There is no node ${target.name} in ${location.folder}; its nodes are: ${known}.`,
    );
  }
  return entryOf(workspace, target.file);
}

export function entryOf(workspace: Workspace, file: string): NodeEntry {
  const { nodes, location } = workspace;
  const inside = isBelow(location.folder, file)
    ? nodes.byFile(relative(location.folder, file).split(sep).join('/'))
    : undefined;
  if (inside) return inside;
  const text = readFileSync(file, 'utf8');
  const { program } = nodes.check(text);
  return { id: program?.id ?? file, file, text, hash: textHash(text), program };
}

/** What `check` says of the node in this workspace. */
export function diagnosticsOf(workspace: Workspace, entry: NodeEntry): readonly Diagnostic[] {
  return workspace.nodes.byFile(entry.file) === entry
    ? workspace.nodes.diagnostics(entry)
    : workspace.nodes.check(entry.text).diagnostics;
}

/** The `.vsp` files that paths name: files as they are, folders with everything below them. */
export async function nodeFiles(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const full = resolve(path);
    if (!existsSync(full)) throw new Failure('not_found', `There is no file or folder ${path}.`);
    if (statSync(full).isFile()) files.push(realpathSync(full));
    else
      for (const file of await findNodeFiles(realpathSync(full)))
        files.push(resolve(realpathSync(full), file));
  }
  if (files.length === 0) throw new Failure('not_found', `There is no .vsp file in ${paths.join(', ')}.`);
  return [...new Set(files)];
}

/** Files by the workspace they belong to, so that each is opened once. */
export function byWorkspace(
  files: readonly string[],
  options: OpenOptions,
): readonly { readonly location: WorkspaceLocation; readonly files: readonly string[] }[] {
  const groups = new Map<string, { location: WorkspaceLocation; files: string[] }>();
  for (const file of files) {
    const location = locate(options, file);
    const group = groups.get(location.folder) ?? { location, files: [] };
    group.files.push(file);
    groups.set(location.folder, group);
  }
  return [...groups.values()];
}

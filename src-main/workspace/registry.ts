import { type Dirent, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Program } from '../../shared/node/program.ts';
import type { Diagnostic } from '../../shared/node/source.ts';
import { compareCodePoints } from '../../shared/values/canonical.ts';
import { type CheckedNode, checkNode } from '../language/check.ts';
import { isBelow } from './confine.ts';
import { readText } from './files.ts';

export interface NodeEntry {
  /** The file's `node_id`, or the file's name where it has none that can be read. */
  readonly id: string;
  /** Relative to the workspace, `/` separated. */
  readonly file: string;
  readonly text: string;
  readonly hash: string;
  /** Null where errors prevent a run. Made when it is first asked for: most of what opens a workspace runs one node of it. */
  readonly program: Program | null;
}

/** What the workspace knows apart from its nodes: handlers, grants, services. */
export type WorkspaceFacts = Omit<NonNullable<Parameters<typeof checkNode>[1]>, 'knownNodes'>;

const MAX_FILES = 5000;
const MAX_DEPTH = 32;
const NODE_ID = /^node_id:[ \t]*["']?([\p{L}\p{N}_.-]+)/mu;
/** An id that can be read without the rest of the file: a line of its own, and the text of the next begins at its left. */
const PLAIN_ID = /^node_id:[ \t]*(["']?)([A-Za-z0-9_][A-Za-z0-9_.-]*)\1[ \t]*(?:\r?\n)+(?=\S)/m;

/** Folders that never hold nodes of the workspace. */
export function isSkipped(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** The `.vsp` files below the folder, relative, in code point order. */
export async function findNodeFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      if (found.length >= MAX_FILES || isSkipped(entry.name)) continue;
      const full = join(path, entry.name);
      if (entry.isDirectory() && depth < MAX_DEPTH) await visit(full, depth + 1);
      else if (entry.name.endsWith('.vsp') && (entry.isFile() || leadsInside(folder, full))) {
        found.push(relative(folder, full).split(sep).join('/'));
      }
    }
  };
  await visit(folder, 0);
  return found.sort(compareCodePoints);
}

/** Links to folders are not followed; a link to a file counts when the file is the workspace's own. */
function leadsInside(folder: string, link: string): boolean {
  try {
    return isBelow(folder, realpathSync(link));
  } catch {
    return false;
  }
}

function entryOf(file: string, text: string, hash: string): NodeEntry {
  let program: Program | null | undefined;
  const programOf = (): Program | null => {
    if (program === undefined) program = checkNode(text).program;
    return program;
  };
  const first = NODE_ID.exec(text);
  const plain = PLAIN_ID.exec(text);
  const named = (): string =>
    programOf()?.id ?? first?.[1] ?? file.replace(/^.*\//, '').replace(/\.vsp$/, '');
  return {
    // Where two lines say it, the file has an error, and the first is meant.
    id: plain?.index === first?.index && plain?.[2] !== undefined ? plain[2] : named(),
    file,
    text,
    hash,
    get program() {
      return programOf();
    },
  };
}

/** The workspace's nodes. Holds what was last read; `load` brings one file up to date. */
export class NodeRegistry {
  readonly #folder: string;
  readonly #facts: () => WorkspaceFacts;
  readonly #entries = new Map<string, NodeEntry>();
  readonly #found = new Map<string, readonly Diagnostic[]>();

  constructor(folder: string, facts: () => WorkspaceFacts) {
    this.#folder = folder;
    this.#facts = facts;
  }

  async loadAll(): Promise<void> {
    const files = new Set(await findNodeFiles(this.#folder));
    for (const file of this.#entries.keys()) if (!files.has(file)) this.#entries.delete(file);
    await Promise.all([...files].map((file) => this.load(file)));
  }

  /** Returns whether anything changed. */
  async load(file: string): Promise<boolean> {
    const read = await readText(this.#folder, file);
    const { text, hash } = read.ok ? read.value : { text: '', hash: '' };
    if (read.ok && this.#entries.get(file)?.hash === hash) return false;
    this.forgetDiagnostics();
    if (!read.ok) return this.#entries.delete(file);
    this.#entries.set(file, entryOf(file, text, hash));
    return true;
  }

  /** Findings depend on the other nodes, on handlers and on parallax.yml: they are made when asked for. */
  diagnostics(entry: NodeEntry): readonly Diagnostic[] {
    let diagnostics = this.#found.get(entry.file);
    if (diagnostics === undefined) {
      diagnostics = this.check(entry.text).diagnostics;
      this.#found.set(entry.file, diagnostics);
    }
    return diagnostics;
  }

  /** Checks a text, saved or not, as a node of this workspace. */
  check(text: string): CheckedNode {
    const knownNodes = new Map(
      this.all().flatMap(({ id, program }) => (program === null ? [] : [[id, program]])),
    );
    return checkNode(text, { ...this.#facts(), knownNodes });
  }

  forgetDiagnostics(): void {
    this.#found.clear();
  }

  /** By file, in code point order. */
  all(): readonly NodeEntry[] {
    return [...this.#entries.values()].sort((a, b) => compareCodePoints(a.file, b.file));
  }

  byFile(file: string): NodeEntry | undefined {
    return this.#entries.get(file);
  }

  /** Of several with one id the first file's. */
  byId(id: string): NodeEntry | undefined {
    return this.all().find((entry) => entry.id === id);
  }

  /** One diagnostic for every file whose id an earlier file has. */
  duplicates(): readonly (Diagnostic & { readonly file: string })[] {
    const first = new Map<string, string>();
    return this.all().flatMap((entry) => {
      const earlier = first.get(entry.id);
      if (earlier === undefined) {
        first.set(entry.id, entry.file);
        return [];
      }
      const line = entry.text.slice(0, NODE_ID.exec(entry.text)?.index ?? 0).split('\n').length;
      return [
        {
          code: 'duplicate-node',
          severity: 'error' as const,
          file: entry.file,
          message: `${entry.id} is also the node_id of ${earlier}; this file cannot be run by its id.`,
          range: { line, column: 1, endLine: line, endColumn: 1 },
          suggestion: 'Give every node an id of its own.',
        },
      ];
    });
  }
}

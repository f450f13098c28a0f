import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorText } from '../../shared/error-text.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { Engine } from '../api/engine.ts';
import {
  CONFIG_FILE,
  findWorkspace,
  userDataFolder,
  type WorkspaceLocation,
  workspaceAt,
} from '../workspace/location.ts';
import { TrustedFolders } from '../workspace/trust.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { EXIT, Failure } from './failure.ts';

/** For commands that only look at what was recorded, or say themselves what goes: asking takes nothing out. */
export const LOOKS = { tidies: false } as const;

export interface OpenOptions {
  readonly workspace?: string;
  readonly interpreter?: string;
  /** See LOOKS. */
  readonly tidies?: boolean;
}

/** The folder named by `--workspace`, else the workspace of the file, else the nearest one around the current folder. */
export function locate(options: OpenOptions, file?: string): WorkspaceLocation {
  if (options.workspace !== undefined) {
    const folder = resolve(options.workspace);
    if (!existsSync(folder) || !statSync(folder).isDirectory())
      throw new Failure(
        'not_found',
        `There is no folder ${options.workspace}: name one that exists with --workspace.`,
      );
    return workspaceAt(folder);
  }
  if (file !== undefined) return findWorkspace(file, userDataFolder());
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return workspaceAt(folder);
    if (folder === dirname(folder)) break;
  }
  throw new Failure(
    'no_workspace',
    `There is no ${CONFIG_FILE} here or above: name the workspace with --workspace DIR, or the node by its file.`,
  );
}

/** Says before anything runs that a path has no runtime: that is no difference between the paths. */
export async function requireRuntimes(engine: Engine, paths: readonly PathName[]): Promise<void> {
  const describing = paths.map((path) =>
    engine.runtimes[path].describe().catch((error: unknown) => {
      const why = errorText(error);
      const hint =
        path === 'reference' ? ': choose another with --interpreter (auto, pyodide, a python3)' : '';
      throw new Failure('runtime_unavailable', `The ${path} path ${why}${hint}.`);
    }),
  );
  await Promise.all(describing);
}

/** Opens the workspace, does the work and closes it again, whatever happens. A command that names a node counts as trust. */
export async function withEngine<T>(
  location: WorkspaceLocation,
  options: OpenOptions,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  // Half of the program, which commands that only read a workspace do without.
  const { openEngine } = await import('../api/engine.ts');
  const engine = await openEngine({
    location,
    userData: userDataFolder(),
    trustNow: true,
    watch: false,
    tidies: options.tidies ?? true,
    ...(options.interpreter === undefined ? {} : { interpreter: options.interpreter }),
    onStoreError: (error) => console.error(`parallax: ${error.message}`),
    onStoreFull: (full) =>
      console.error(`parallax: ${full?.message ?? 'There is room again: all that was recorded is on disk.'}`),
  });
  try {
    if (engine.notice !== null) console.error(`parallax: ${engine.notice}`);
    requireConfig(engine.workspace);
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** The same where nothing is run or recorded: the folder is only read. */
export async function withWorkspace<T>(
  location: WorkspaceLocation,
  work: (workspace: Workspace) => T,
): Promise<T> {
  const workspace = await openWorkspace(location, {
    trusted: new TrustedFolders(userDataFolder()),
    trustNow: true,
    watch: false,
    environment: process.env,
  });
  try {
    requireConfig(workspace);
    return work(workspace);
  } finally {
    await workspace.close();
  }
}

function requireConfig({ diagnostics }: Workspace): void {
  const broken = diagnostics.find(({ severity, file }) => severity === 'error' && file === CONFIG_FILE);
  if (broken)
    throw new Failure(
      'workspace_invalid',
      `${broken.file}:${broken.range.line}:${broken.range.column}: ${broken.message}`,
      EXIT.usage,
    );
}

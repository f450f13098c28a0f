import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { errorText } from '../../shared/error-text.ts';
import { isBelow } from './confine.ts';

export const CONFIG_FILE = 'parallax.yml';
export const LEDGER_FILE = 'equivalences.yml';
const STORE_FOLDER = '.parallax';

/** A workspace's folder, and where Parallax keeps what it makes for it. */
export interface WorkspaceLocation {
  readonly folder: string;
  readonly store: string;
}

/** Where Parallax keeps what belongs to the user rather than to a workspace; `PARALLAX_HOME` overrides it. */
export function userDataFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const home = environment['PARALLAX_HOME'];
  return home ? resolve(home) : envPaths('parallax', { suffix: '' }).data;
}

/** A folder that was named as the workspace: its store is inside. */
export function workspaceAt(folder: string): WorkspaceLocation {
  const real = realpathSync(folder);
  return { folder: real, store: join(real, STORE_FOLDER) };
}

/**
 * The workspace of a file: the nearest folder above it with a parallax.yml; else the file's own folder with its store
 * in user data, so that nothing is written beside a lone file.
 */
export function findWorkspace(file: string, userData: string): WorkspaceLocation {
  const own = dirname(realpathSync(file));
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return workspaceAt(folder);
    if (folder === dirname(folder)) break;
  }
  const key = createHash('sha256').update(own).digest('hex').slice(0, 16);
  return { folder: own, store: join(userData, 'workspaces', key) };
}

export function storeFile({ store }: WorkspaceLocation): string {
  return join(store, 'traces.db');
}

/** What Parallax makes for a workspace has no place. */
class StoreFolderError extends Error {
  readonly code = 'store_folder';
}

/** Makes the store's folder; inside a workspace it tells git to look away. */
export function prepareStore({ folder, store }: WorkspaceLocation): void {
  const inside = isBelow(folder, store);
  let real: string;
  try {
    // Only what is missing: on a read-only disk the system complains of making what is there.
    if (!existsSync(store)) mkdirSync(store, { recursive: true });
    real = realpathSync(store);
    if (!statSync(real).isDirectory()) throw new Error('a file lies there');
    const ignore = join(store, '.gitignore');
    if (inside && isBelow(folder, real) && !existsSync(ignore)) writeFileSync(ignore, '*\n');
  } catch (error) {
    const why = errorText(error);
    throw new StoreFolderError(
      `Parallax keeps what it records in ${store}, which cannot be made: make the place writable (${why}).`,
    );
  }
  // A folder from elsewhere must not lead what is written to another place.
  if (inside && !isBelow(folder, real))
    throw new StoreFolderError(`${store} is a link to ${real}, outside the workspace: remove the link.`);
}

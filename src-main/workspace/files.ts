import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorText } from '../../shared/error-text.ts';
import { confine } from './confine.ts';

export interface TextFile {
  readonly text: string;
  /** SHA-256 (hex) of the text. */
  readonly hash: string;
}

export type FileResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly code: 'outside' | 'not_found' | 'conflict' | 'io';
      readonly message: string;
    };

/** More than the language reads; the checker says that it is too large. */
const MAX_BYTES = 4 * 1024 * 1024;

export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export async function readText(folder: string, file: string): Promise<FileResult<TextFile>> {
  const path = confine(folder, file);
  if (path === null) return outside(file);
  try {
    const size = (await stat(path)).size;
    const text = size > MAX_BYTES ? await beginning(path) : await readFile(path, 'utf8');
    return { ok: true, value: { text, hash: textHash(text) } };
  } catch (error) {
    return failure(file, error);
  }
}

/**
 * Saves a text whole or not at all. `baseHash` is the hash of what the caller began with, null for a new file: where the
 * disk has something else by now, nothing is written.
 */
export async function saveText(
  folder: string,
  file: string,
  text: string,
  baseHash: string | null,
): Promise<FileResult<TextFile>> {
  const path = confine(folder, file);
  if (path === null) return outside(file);
  const current = await readText(folder, file);
  if (!current.ok && current.code !== 'not_found') return current;
  if ((current.ok ? current.value.hash : null) !== baseHash) {
    const how = baseHash === null ? 'exists already' : current.ok ? 'was changed on disk' : 'was deleted';
    return { ok: false, code: 'conflict', message: `${file} ${how} meanwhile; nothing was saved` };
  }
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    if (baseHash === null) await mkdir(dirname(path), { recursive: true });
    const mode = baseHash === null ? 0o644 : (await stat(path)).mode;
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    return { ok: true, value: { text, hash: textHash(text) } };
  } catch (error) {
    await rm(temporary, { force: true });
    return failure(file, error);
  }
}

/** Deletes a file that still is what `baseHash` says. */
export async function deleteFile(folder: string, file: string, baseHash: string): Promise<FileResult<void>> {
  const path = confine(folder, file);
  if (path === null) return outside(file);
  const current = await readText(folder, file);
  if (!current.ok) return current;
  if (current.value.hash !== baseHash)
    return {
      ok: false,
      code: 'conflict',
      message: `${file} was changed on disk meanwhile; nothing was deleted`,
    };
  try {
    await rm(path);
    return { ok: true, value: undefined };
  } catch (error) {
    return failure(file, error);
  }
}

async function beginning(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}

function outside(file: string): { ok: false; code: 'outside'; message: string } {
  return { ok: false, code: 'outside', message: `${file} is not a file of the workspace` };
}

function failure(file: string, error: unknown): { ok: false; code: 'not_found' | 'io'; message: string } {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return { ok: false, code: 'not_found', message: `${file} does not exist` };
  return {
    ok: false,
    code: 'io',
    message: `${file}: ${errorText(error)}`,
  };
}

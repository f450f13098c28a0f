import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';

const trustedSchema = z.object({ folders: z.array(z.string()) });

/** Folders whose code may run, by real path, kept in user data: a workspace cannot trust itself. */
export class TrustedFolders {
  readonly #file: string;

  constructor(userData: string) {
    this.#file = join(userData, 'trusted.json');
  }

  has(folder: string): boolean {
    return this.#read().includes(realpathSync(folder));
  }

  add(folder: string): void {
    const real = realpathSync(folder);
    const folders = this.#read();
    if (!folders.includes(real)) writeJson(this.#file, { folders: [...folders, real].sort() });
  }

  /** A file that cannot be read trusts nothing. */
  #read(): readonly string[] {
    return readJson(this.#file, trustedSchema)?.folders ?? [];
  }
}

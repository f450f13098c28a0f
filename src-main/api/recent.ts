import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeJson } from '../workspace/json-file.ts';
import { exampleFolder } from './examples.ts';

const LIMIT = 12;
const recentSchema = z.object({ folders: z.array(z.string()) });

/** Folders that were opened, newest first, kept in user data; those that are gone are left out. */
export class RecentFolders {
  readonly #file: string;
  readonly #userData: string;

  constructor(userData: string) {
    this.#userData = userData;
    this.#file = join(userData, 'recent.json');
  }

  list(): readonly string[] {
    return readJson(this.#file, recentSchema)?.folders.filter(existsSync) ?? [];
  }

  add(folder: string): void {
    const folders = [folder, ...this.list().filter((other) => other !== folder)].slice(0, LIMIT);
    writeJson(this.#file, { folders });
  }

  /** What to open when nothing was named: the newest, else the user's own copy of the example shop. */
  first(): string {
    const [newest] = this.list();
    if (newest !== undefined) return newest;
    const copy = join(this.#userData, 'examples', 'shop');
    if (!existsSync(copy))
      cpSync(exampleFolder('shop'), copy, { recursive: true, filter: (path) => !path.endsWith('.parallax') });
    return copy;
  }
}

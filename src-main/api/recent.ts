import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { exampleFolder } from './examples.ts';

const LIMIT = 12;
const recentSchema = z.object({ folders: z.array(z.string()) });

/** Folders that were opened, newest first, kept in user data; those that are gone are left out. */
export class RecentFolders {
  private readonly file: string;
  private readonly userData: string;

  constructor(userData: string) {
    this.userData = userData;
    this.file = join(userData, 'recent.json');
  }

  list(): readonly string[] {
    try {
      return recentSchema.parse(JSON.parse(readFileSync(this.file, 'utf8'))).folders.filter(existsSync);
    } catch {
      return [];
    }
  }

  add(folder: string): void {
    const folders = [folder, ...this.list().filter((other) => other !== folder)].slice(0, LIMIT);
    mkdirSync(this.userData, { recursive: true });
    const temporary = `${this.file}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify({ folders }, null, 2)}\n`);
    renameSync(temporary, this.file);
  }

  /** What to open when nothing was named: the newest, else the user's own copy of the example shop. */
  first(): string {
    const [newest] = this.list();
    if (newest !== undefined) return newest;
    const copy = join(this.userData, 'examples', 'shop');
    if (!existsSync(copy))
      cpSync(exampleFolder('shop'), copy, { recursive: true, filter: (path) => !path.endsWith('.parallax') });
    return copy;
  }
}

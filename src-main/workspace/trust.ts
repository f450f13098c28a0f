import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const trustedSchema = z.object({ folders: z.array(z.string()) });

/** Folders whose code may run, by real path, kept in user data: a workspace cannot trust itself. */
export class TrustedFolders {
  private readonly file: string;
  private readonly userData: string;

  constructor(userData: string) {
    this.userData = userData;
    this.file = join(userData, 'trusted.json');
  }

  has(folder: string): boolean {
    return this.read().includes(realpathSync(folder));
  }

  add(folder: string): void {
    const real = realpathSync(folder);
    const folders = this.read();
    if (folders.includes(real)) return;
    mkdirSync(this.userData, { recursive: true });
    const temporary = `${this.file}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify({ folders: [...folders, real].sort() }, null, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(temporary, this.file);
  }

  /** A file that cannot be read trusts nothing. */
  private read(): readonly string[] {
    try {
      return trustedSchema.parse(JSON.parse(readFileSync(this.file, 'utf8'))).folders;
    } catch {
      return [];
    }
  }
}

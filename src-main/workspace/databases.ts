import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildDatabase } from '../effects/database/build-database.ts';
import { confine } from './confine.ts';
import { readText } from './files.ts';
import { prepareStore, type WorkspaceLocation } from './location.ts';
import type { DatabaseSettings } from './schema.ts';

/** One database of the workspace: where its working copy lies and how it is made. */
export class DatabaseFile {
  readonly name: string;
  readonly settings: DatabaseSettings;
  readonly #location: WorkspaceLocation;
  #preparing: Promise<string | null> | null = null;

  constructor(name: string, settings: DatabaseSettings, location: WorkspaceLocation) {
    this.name = name;
    this.settings = settings;
    this.#location = location;
  }

  /** The file that is opened: the one named, else one of Parallax's own. Null where the name leads out of the workspace. */
  get file(): string | null {
    if (this.settings.file === undefined)
      return join(this.#location.store, 'databases', `${this.name}.sqlite`);
    return confine(this.#location.folder, this.settings.file);
  }

  /**
   * Makes the file from its seed where it is not there yet; where changes are discarded, also when the seed changed.
   * Returns why it could not, or null.
   */
  prepare(): Promise<string | null> {
    this.#preparing ??= this.#make().finally(() => {
      this.#preparing = null;
    });
    return this.#preparing;
  }

  /** Drops the working copy; the next run makes it again from the seed. Only for databases that have one. */
  reset(): boolean {
    const { file } = this;
    if (file === null || this.settings.seed === undefined) return false;
    for (const suffix of ['', '-wal', '-shm', '-journal', '.seed'])
      rmSync(`${file}${suffix}`, { force: true });
    return true;
  }

  async #make(): Promise<string | null> {
    const { file } = this;
    if (file === null) return `database ${this.name}: ${this.settings.file} is outside the workspace`;
    const exists = existsSync(file);
    if (this.settings.seed === undefined) {
      if (exists) return null;
      if (this.settings.file !== undefined)
        return `database ${this.name}: ${this.settings.file} does not exist`;
      this.#makeFolder(file);
      return buildDatabase(file, []);
    }
    if (exists && this.settings.changes !== 'discard') return null;
    const scripts: { name: string; sql: string }[] = [];
    for (const name of this.settings.seed) {
      const read = await readText(this.#location.folder, name);
      if (!read.ok) return `database ${this.name}: ${read.message}`;
      scripts.push({ name, sql: read.value.text });
    }
    const hash = createHash('sha256').update(JSON.stringify(scripts)).digest('hex');
    if (exists && seedOf(file) === hash) return null;
    this.#makeFolder(file);
    const problem = await buildDatabase(file, scripts);
    if (problem !== null) return `database ${this.name}: ${problem}`;
    writeFileSync(`${file}.seed`, hash);
    return null;
  }

  #makeFolder(file: string): void {
    prepareStore(this.#location);
    mkdirSync(dirname(file), { recursive: true });
  }
}

function seedOf(file: string): string | null {
  try {
    return readFileSync(`${file}.seed`, 'utf8');
  } catch {
    return null;
  }
}

import { statSync } from 'node:fs';
import { errorText } from '../../../shared/error-text.ts';
import type { DatabaseConfig, EffectConfig, EffectDeps } from '../config.ts';
import type { DatabaseRecord } from '../types.ts';
import type { DatabaseProcess, DatabaseProcesses } from './process.ts';
import { type DatabaseStart, databaseStart, WorkspaceDatabase } from './workspace-database.ts';

const HOUSEKEEPING_MS = 60_000;

/** Images of files that sessions copy, as long as the file does not change. */
export class FileImages {
  readonly #images = new Map<string, { stamp: string; start: Promise<DatabaseStart> }>();

  /** `read` opens the file and takes its image. */
  get(file: string, read: () => Promise<Uint8Array>): Promise<DatabaseStart> {
    const stamp = [file, `${file}-wal`, `${file}-journal`].map(fileStamp).join(' ');
    const known = this.#images.get(file);
    if (known?.stamp === stamp) return known.start;
    const start = read().then(databaseStart);
    this.#images.set(file, { stamp, start });
    start.catch(() => this.#images.delete(file));
    return start;
  }
}

function fileStamp(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? '-' : `${stat.mtimeNs}/${stat.size}`;
}

/** The databases of one session: the workspace's own, or copies, one set per owner (a path, or all of them). */
export class SessionDatabases {
  readonly #config: EffectConfig;
  readonly #deps: EffectDeps;
  readonly #processes: DatabaseProcesses;
  readonly #images: FileImages;
  readonly #copies: boolean;
  readonly #given: (owner: string, name: string) => Uint8Array | undefined;
  readonly #owners = new Map<string, Map<string, Promise<WorkspaceDatabase | string>>>();
  readonly #open = new Map<string, WorkspaceDatabase[]>();
  readonly #starts = new Map<WorkspaceDatabase, DatabaseStart>();
  #process: DatabaseProcess | null = null;
  #connections = 0;

  constructor(options: {
    config: EffectConfig;
    deps: EffectDeps;
    processes: DatabaseProcesses;
    images: FileImages;
    /** Every owner works on copies of its own. */
    copies: boolean;
    /** What a copy begins with in place of the file's content. */
    given: (owner: string, name: string) => Uint8Array | undefined;
  }) {
    this.#config = options.config;
    this.#deps = options.deps;
    this.#processes = options.processes;
    this.#images = options.images;
    this.#copies = options.copies;
    this.#given = options.given;
  }

  /** The database by name, or why there is none. */
  get(owner: string, name: string): Promise<WorkspaceDatabase | string> {
    const databases = this.#owners.get(owner) ?? new Map<string, Promise<WorkspaceDatabase | string>>();
    this.#owners.set(owner, databases);
    let database = databases.get(name);
    if (database === undefined) {
      database = this.#make(owner, name);
      databases.set(name, database);
    }
    return database;
  }

  /** Starts the process before it is needed. */
  warm(): void {
    this.#current();
  }

  record(owner: string): DatabaseRecord {
    const databases = this.#open.get(owner) ?? [];
    const start = databases.flatMap((database) => {
      const begun = this.#starts.get(database);
      return begun === undefined ? [] : [database.record(begun)];
    });
    return { start, writes: databases.flatMap((database) => database.writes) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].flat().map((database) => database.close()));
    if (this.#process !== null) this.#processes.giveBack(this.#process);
    this.#process = null;
  }

  /** Ends what is under way. */
  abort(): void {
    this.#process?.kill();
  }

  async #make(owner: string, name: string): Promise<WorkspaceDatabase | string> {
    const config = this.#config.databases[name];
    if (config === undefined) return `no database ${name}: name it under databases in parallax.yml`;
    const problem = await this.#deps.prepareDatabase?.(name);
    if (problem) return problem;
    try {
      const given = this.#given(owner, name);
      const copy = this.#copies || config.changes === 'discard';
      const database = new WorkspaceDatabase({
        name,
        config,
        connection: this.#connections++,
        process: () => this.#current(),
        start: given
          ? databaseStart(given)
          : copy
            ? await this.#images.get(config.file, () => this.#read(config))
            : null,
      });
      this.#starts.set(database, await database.start());
      const open = this.#open.get(owner) ?? [];
      this.#open.set(owner, open);
      open.push(database);
      return database;
    } catch (error) {
      return `database ${name} cannot be opened: ${errorText(error)}`;
    }
  }

  #current(): DatabaseProcess {
    if (this.#process === null || !this.#process.alive) this.#process = this.#processes.take();
    return this.#process;
  }

  async #read(config: DatabaseConfig): Promise<Uint8Array> {
    const process = this.#current();
    const connection = this.#connections++;
    await process.ask({ do: 'open', connection, source: { file: config.file } }, HOUSEKEEPING_MS);
    const image = await process.ask({ do: 'image', connection }, HOUSEKEEPING_MS);
    await process.ask({ do: 'close', connection }, HOUSEKEEPING_MS);
    return image;
  }
}

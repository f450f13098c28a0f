import { createHash } from 'node:crypto';
import { errorText } from '../../../shared/error-text.ts';
import type { EffectRequest } from '../../../shared/trace/event.ts';
import { effectError, type Performed } from '../answer.ts';
import type { DatabaseConfig } from '../config.ts';
import type { DatabaseRecord, DatabaseWrite, EffectPlace } from '../types.ts';
import { type DatabaseSource, SCHEMA_CHANGED } from './connection.ts';
import { type DatabaseProcess, DatabaseProcessEnded } from './process.ts';
import { restoreImage } from './restore.ts';
import type { StatementFacts } from './statement.ts';

type DatabaseRequest = Extract<EffectRequest, { type: 'database' }>;

/** For opening, reading the schema and taking images, which no statement of a node can make slow. */
const HOUSEKEEPING_MS = 60_000;

/** One database of one path of a session: opens it, remembers what each write changed, survives the end of its process. */
export class WorkspaceDatabase {
  readonly name: string;
  readonly writes: DatabaseWrite[] = [];
  readonly #config: DatabaseConfig;
  readonly #process: () => DatabaseProcess;
  readonly #connection: number;
  /** Where it was opened, to be opened again when that process is gone. */
  #opened: { process: DatabaseProcess; ready: Promise<null> } | null = null;
  #begun: Promise<DatabaseStart> | null = null;
  readonly #given: DatabaseStart | null;
  readonly #facts = new Map<string, Promise<StatementFacts>>();

  constructor(options: {
    name: string;
    config: DatabaseConfig;
    connection: number;
    process: () => DatabaseProcess;
    /** A copy of this start rather than the file. */
    start: DatabaseStart | null;
  }) {
    this.name = options.name;
    this.#config = options.config;
    this.#connection = options.connection;
    this.#process = options.process;
    this.#given = options.start;
  }

  /** The content when it was first touched. */
  start(): Promise<DatabaseStart> {
    this.#begun ??= this.#given !== null ? Promise.resolve(this.#given) : this.#takeStart();
    return this.#begun;
  }

  async analyse(request: DatabaseRequest): Promise<StatementFacts> {
    const key = `${request.parameters.length} ${request.sql}`;
    let facts = this.#facts.get(key);
    if (facts === undefined) {
      facts = this.#open().then((process) =>
        process.ask(
          {
            do: 'analyse',
            connection: this.#connection,
            sql: request.sql,
            parameters: request.parameters.length,
          },
          HOUSEKEEPING_MS,
        ),
      );
      this.#facts.set(key, facts);
      facts.catch(() => this.#facts.delete(key));
    }
    return facts;
  }

  async perform(place: EffectPlace, request: DatabaseRequest): Promise<Performed> {
    const started = performance.now();
    const attempt = (outcome: string) => [
      { startedUs: 0, durationUs: Math.round((performance.now() - started) * 1000), outcome, detail: '' },
    ];
    try {
      await this.start();
      const process = await this.#open();
      const allowed = await this.analyse(request);
      const { sql, parameters, rows } = request;
      const result = await process.ask(
        { do: 'perform', connection: this.#connection, sql, parameters, rows, allowed },
        // Its own time, whatever `clock.scale` says: a statement here does not run faster for it.
        this.#config.timeoutMs,
      );
      if (!result.ok && result.message === SCHEMA_CHANGED) this.#facts.clear();
      if (!result.ok) return this.#failure('database_error', result.message, attempt('database_error'));
      if (result.changes.length > 0) {
        const { step, occ, effect } = place;
        this.writes.push({ step, occ, effect, database: this.name, changes: result.changes });
      }
      const { value, warnings } = result;
      return { ok: true, value, attempts: attempt('ok'), ...(warnings.length > 0 ? { warnings } : {}) };
    } catch (error) {
      if (error instanceof DatabaseProcessEnded && error.timedOut) {
        const message = `the statement did not end within ${this.#config.timeoutMs} ms`;
        return this.#failure('timeout', message, attempt('timeout'));
      }
      const message = errorText(error);
      return this.#failure('database_error', message, attempt('database_error'));
    }
  }

  record(start: DatabaseStart): DatabaseRecord['start'][number] {
    return { database: this.name, hash: start.hash, image: () => start.image };
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened?.process.alive) {
      await opened.process
        .ask({ do: 'close', connection: this.#connection }, HOUSEKEEPING_MS)
        .catch(() => undefined);
    }
  }

  #failure(code: string, message: string, attempts: Performed['attempts']): Performed {
    return { ok: false, error: effectError(code, message, { database: this.name }), attempts };
  }

  async #takeStart(): Promise<DatabaseStart> {
    const process = await this.#open();
    return databaseStart(await process.ask({ do: 'image', connection: this.#connection }, HOUSEKEEPING_MS));
  }

  async #open(): Promise<DatabaseProcess> {
    const process = this.#process();
    if (this.#opened?.process !== process) {
      const source = await this.#source();
      if (this.#opened?.process !== process) {
        const ready = process.ask({ do: 'open', connection: this.#connection, source }, HOUSEKEEPING_MS);
        this.#opened = { process, ready };
      }
    }
    const opened = this.#opened as { process: DatabaseProcess; ready: Promise<null> };
    try {
      await opened.ready;
    } catch (error) {
      if (this.#opened === opened) this.#opened = null;
      throw error;
    }
    return opened.process;
  }

  /** A copy whose process was ended is made again from its start and what was written since. */
  async #source(): Promise<DatabaseSource> {
    if (this.#given === null) return { file: this.#config.file };
    if (this.writes.length === 0) return { image: this.#given.image };
    return {
      image: restoreImage(
        this.#given.image,
        this.writes.flatMap((write) => write.changes),
      ),
    };
  }
}

export interface DatabaseStart {
  /** SHA-256 (hex) of the image. */
  readonly hash: string;
  readonly image: Uint8Array;
}

export function databaseStart(image: Uint8Array): DatabaseStart {
  return { hash: createHash('sha256').update(image).digest('hex'), image };
}

import { ROW_LOT } from '../../../shared/api/view.ts';

/** Chunks that are kept: a million rows are scrolled through, and not piled up. */
const KEPT = 120;

interface Chunk<Row> {
  readonly generation: number;
  readonly rows: readonly Row[];
}

/**
 * Rows fetched so far, in chunks. A live comparison changes rows it has already given (a loop's summary grows), so each
 * chunk remembers the generation it was read in: an old one is still shown while it is read again.
 */
export class RowCache<Row> {
  readonly #chunks = new Map<number, Chunk<Row>>();
  readonly #reading = new Map<number, { readonly generation: number; readonly done: Promise<void> }>();
  readonly #read: (from: number, count: number) => Promise<readonly Row[]>;
  readonly #changed: () => void;
  #generation = 0;

  constructor(read: (from: number, count: number) => Promise<readonly Row[]>, changed: () => void) {
    this.#read = read;
    this.#changed = changed;
  }

  /** What was read before this is out of date. */
  invalidate(): void {
    this.#generation += 1;
  }

  get(index: number): Row | undefined {
    return this.#chunks.get(Math.floor(index / ROW_LOT))?.rows[index % ROW_LOT];
  }

  /** Rows that came unasked: a chunk, current. */
  give(from: number, rows: readonly Row[]): void {
    this.#set(from / ROW_LOT, { generation: this.#generation, rows });
  }

  /** Lets go of what was wanted longest ago. */
  #keep(chunk: number): void {
    const known = this.#chunks.get(chunk);
    if (!known) return;
    this.#chunks.delete(chunk);
    this.#chunks.set(chunk, known);
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= KEPT) break;
      this.#chunks.delete(oldest);
    }
  }

  /** The first row that was read already and is what is looked for. */
  find(wanted: (row: Row) => boolean): Row | undefined {
    for (const { rows } of this.#chunks.values()) {
      const found = rows.find(wanted);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Resolves when the rows [from, to] are there and current. */
  async want(from: number, to: number): Promise<void> {
    const [first, last] = [Math.floor(Math.max(0, from) / ROW_LOT), Math.floor(to / ROW_LOT)];
    await this.#current(Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i));
  }

  /** Likewise for rows that need not lie beside each other: what is between them is not read. */
  async wantAll(rows: readonly number[]): Promise<void> {
    await this.#current(new Set(rows.map((row) => Math.floor(row / ROW_LOT))));
  }

  /** Reads the chunk of a row as `read` does, with what else is wanted of it; null where it is there or being read. */
  readWith(row: number, read: () => Promise<readonly Row[]>): Promise<void> | null {
    const chunk = Math.floor(row / ROW_LOT);
    const reading = this.#reading.get(chunk)?.generation === this.#generation;
    return reading || this.#isCurrent(chunk) ? null : this.#load(chunk, read);
  }

  #isCurrent(chunk: number): boolean {
    return (this.#chunks.get(chunk)?.generation ?? -1) === this.#generation;
  }

  async #current(chunks: Iterable<number>): Promise<void> {
    const waits: Promise<void>[] = [];
    for (const chunk of chunks) {
      if (this.#isCurrent(chunk)) this.#keep(chunk);
      else waits.push(this.#load(chunk, () => this.#read(chunk * ROW_LOT, ROW_LOT)));
    }
    await Promise.all(waits);
  }

  /** The row as it is now. */
  async at(index: number): Promise<Row | undefined> {
    await this.want(index, index);
    return this.get(index);
  }

  /** One read of a chunk and generation at a time. */
  #load(chunk: number, read: () => Promise<readonly Row[]>): Promise<void> {
    const known = this.#reading.get(chunk);
    if (known?.generation === this.#generation) return known.done;
    const generation = this.#generation;
    const done = this.#readChunk(chunk, generation, read).finally(() => {
      if (this.#reading.get(chunk)?.generation === generation) this.#reading.delete(chunk);
    });
    this.#reading.set(chunk, { generation, done });
    return done;
  }

  async #readChunk(chunk: number, generation: number, read: () => Promise<readonly Row[]>): Promise<void> {
    const rows = await read();
    // An answer that was overtaken by a later one is worth nothing.
    if ((this.#chunks.get(chunk)?.generation ?? -1) > generation) return;
    this.#set(chunk, { generation, rows });
    this.#changed();
  }

  #set(chunk: number, read: Chunk<Row>): void {
    this.#chunks.set(chunk, read);
    this.#keep(chunk);
  }
}

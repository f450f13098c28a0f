import type { StepRow } from '../../../shared/api/view.ts';

export const CHUNK = 200;

/**
 * Rows fetched so far, in chunks. A live comparison changes rows it has already given (a loop's summary grows), so each
 * chunk remembers the generation it was read in: an old one is still shown while it is read again.
 */
export class RowCache {
  private readonly chunks = new Map<
    number,
    { readonly generation: number; readonly rows: readonly StepRow[] }
  >();
  private readonly reading = new Map<number, number>();
  private readonly read: (from: number, count: number) => Promise<readonly StepRow[]>;
  private readonly changed: () => void;
  private generation = 0;

  constructor(read: (from: number, count: number) => Promise<readonly StepRow[]>, changed: () => void) {
    this.read = read;
    this.changed = changed;
  }

  /** What was read before this is out of date. */
  invalidate(): void {
    this.generation += 1;
  }

  get(index: number): StepRow | undefined {
    return this.chunks.get(Math.floor(index / CHUNK))?.rows[index % CHUNK];
  }

  /** Sees to it that the rows [from, to] are there and current, sooner or later. */
  async want(from: number, to: number): Promise<void> {
    const waits: Promise<void>[] = [];
    for (let chunk = Math.floor(Math.max(0, from) / CHUNK); chunk <= Math.floor(to / CHUNK); chunk++) {
      const known = Math.max(this.chunks.get(chunk)?.generation ?? -1, this.reading.get(chunk) ?? -1);
      if (known < this.generation) waits.push(this.load(chunk));
    }
    await Promise.all(waits);
  }

  async at(index: number): Promise<StepRow | undefined> {
    const known = this.get(index);
    if (known) return known;
    await this.load(Math.floor(index / CHUNK));
    return this.get(index);
  }

  private async load(chunk: number): Promise<void> {
    const generation = this.generation;
    this.reading.set(chunk, generation);
    try {
      const rows = await this.read(chunk * CHUNK, CHUNK);
      const known = this.chunks.get(chunk)?.generation ?? -1;
      // An answer that was overtaken by a later one is worth nothing.
      if (known > generation) return;
      this.chunks.set(chunk, { generation, rows });
      this.changed();
    } finally {
      if (this.reading.get(chunk) === generation) this.reading.delete(chunk);
    }
  }
}

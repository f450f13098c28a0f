import type { Part } from '../protocol/part.ts';
import type { StreamPart } from '../protocol/stream.ts';

/** The parts that a stream has begun and not ended, by the dialect's own key. */
export class OpenParts {
  readonly #open = new Map<number, Map<string, number>>();
  readonly #count = new Map<number, number>();

  /** Begins the part if it is new, and adds to it. */
  grow(candidate: number, key: string, begin: Part, text: string): StreamPart[] {
    const known = this.#open.get(candidate)?.get(key);
    const part = known ?? this.#begin(candidate, key);
    const out: StreamPart[] =
      known === undefined ? [{ type: 'part_start', candidate, part, value: begin }] : [];
    if (text !== '') out.push({ type: 'delta', candidate, part, text });
    return out;
  }

  /** Whether any part has not ended. */
  get some(): boolean {
    for (const open of this.#open.values()) if (open.size > 0) return true;
    return false;
  }

  number(candidate: number, key: string): number | undefined {
    return this.#open.get(candidate)?.get(key);
  }

  #begin(candidate: number, key: string): number {
    const part = this.#count.get(candidate) ?? 0;
    this.#count.set(candidate, part + 1);
    const open = this.#open.get(candidate) ?? new Map<string, number>();
    open.set(key, part);
    this.#open.set(candidate, open);
    return part;
  }

  end(candidate: number, key: string): StreamPart[] {
    const part = this.#open.get(candidate)?.get(key);
    if (part === undefined) return [];
    this.#open.get(candidate)?.delete(key);
    return [{ type: 'part_end', candidate, part }];
  }

  close(candidate: number): StreamPart[] {
    return [...(this.#open.get(candidate)?.keys() ?? [])].flatMap((key) => this.end(candidate, key));
  }

  closeAll(): StreamPart[] {
    return [...this.#open.keys()].flatMap((candidate) => this.close(candidate));
  }
}

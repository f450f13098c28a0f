import type { StreamPart } from '../../shared/llm/protocol/stream.ts';

const REDACTED = '[redacted]';

/** Takes a key out of texts and of everything made of them. JSON is looked at as values: escapes in its text hide nothing. */
export function withoutKey<T>(value: T, key: string): T {
  return replaced(value, key) as T;
}

export function holdsKey(value: unknown, key: string): boolean {
  if (typeof value === 'string') return value.includes(key);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes(key) || holdsKey(member, key));
}

function replaced(value: unknown, key: string): unknown {
  if (typeof value === 'string') return value.includes(key) ? value.replaceAll(key, REDACTED) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, key));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [replaced(name, key), replaced(member, key)]),
  );
}

interface Held {
  readonly candidate: number;
  text: string;
  readonly again: (text: string) => StreamPart;
}

/** Takes a key out of a stream, also where it comes in pieces: what may be the beginning of it is held back until more is known. */
export class KeyGuard {
  readonly #key: string;
  /** By text that grows: that of a part, or its signature. */
  readonly #held = new Map<string, Held>();

  constructor(key: string) {
    this.#key = key;
  }

  push(part: StreamPart): readonly StreamPart[] {
    switch (part.type) {
      case 'delta':
        return this.#grow(`${part.candidate} ${part.part}`, part.candidate, part.text, (text) => ({
          ...part,
          text,
        }));
      case 'signature':
        return this.#grow(
          `${part.candidate} ${part.part} s`,
          part.candidate,
          part.signature,
          (signature) => ({
            ...part,
            signature,
          }),
        );
      case 'part_end': {
        const own = `${part.candidate} ${part.part}`;
        return [...this.#release((name) => name === own || name === `${own} s`), part];
      }
      case 'finish':
        return [
          ...this.#release((_, { candidate }) => candidate === part.candidate),
          withoutKey(part, this.#key),
        ];
      case 'end':
      case 'error':
        return [...this.rest(), withoutKey(part, this.#key)];
      default:
        return [withoutKey(part, this.#key)];
    }
  }

  /** What is still held back, where a stream ends without a word. */
  rest(): readonly StreamPart[] {
    return this.#release(() => true);
  }

  #grow(
    name: string,
    candidate: number,
    text: string,
    again: (text: string) => StreamPart,
  ): readonly StreamPart[] {
    const all = withoutKey((this.#held.get(name)?.text ?? '') + text, this.#key);
    const keep = beginningAtEnd(all, this.#key);
    if (keep === 0) this.#held.delete(name);
    else this.#held.set(name, { candidate, text: all.slice(all.length - keep), again });
    const told = all.slice(0, all.length - keep);
    return told === '' ? [] : [again(told)];
  }

  #release(wanted: (name: string, held: Held) => boolean): readonly StreamPart[] {
    return [...this.#held].flatMap(([name, held]) => {
      if (!wanted(name, held)) return [];
      this.#held.delete(name);
      // Most of a key is as good as the key.
      return [held.again(held.text.length * 2 >= this.#key.length ? REDACTED : held.text)];
    });
  }
}

/** How much of the end of `text` is a beginning of `key`. */
function beginningAtEnd(text: string, key: string): number {
  for (let length = Math.min(text.length, key.length - 1); length > 0; length--)
    if (text.endsWith(key.slice(0, length))) return length;
  return 0;
}

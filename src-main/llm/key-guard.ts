import type { StreamPart } from '../../shared/llm/protocol/stream.ts';

const REDACTED = '[redacted]';

/** Takes a key out of texts and of everything made of them, in all its spellings. JSON is looked at as values: escapes in its text hide nothing. */
export function withoutKey<T>(value: T, spellings: readonly string[]): T {
  return replaced(value, spellings) as T;
}

export function holdsKey(value: unknown, spellings: readonly string[]): boolean {
  if (typeof value === 'string') return spellings.some((spelling) => value.includes(spelling));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, member]) => holdsKey(name, spellings) || holdsKey(member, spellings),
  );
}

function replaced(value: unknown, spellings: readonly string[]): unknown {
  if (typeof value === 'string') return cleanText(value, spellings);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, spellings));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [cleanText(name, spellings), replaced(member, spellings)]),
  );
}

function cleanText(text: string, spellings: readonly string[]): string {
  let clean = text;
  for (const spelling of spellings)
    if (clean.includes(spelling)) clean = clean.replaceAll(spelling, REDACTED);
  return clean;
}

interface Held {
  readonly candidate: number;
  text: string;
  readonly again: (text: string) => StreamPart;
}

/** Takes a key out of a stream, also where it comes in pieces: what may be the beginning of it is held back until more is known. */
export class KeyGuard {
  readonly #spellings: readonly string[];
  /** By text that grows: that of a part, or its signature. */
  readonly #held = new Map<string, Held>();

  constructor(spellings: readonly string[]) {
    this.#spellings = spellings;
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
          withoutKey(part, this.#spellings),
        ];
      case 'end':
      case 'error':
        return [...this.rest(), withoutKey(part, this.#spellings)];
      default:
        return [withoutKey(part, this.#spellings)];
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
    const all = cleanText((this.#held.get(name)?.text ?? '') + text, this.#spellings);
    const keep = Math.max(...this.#spellings.map((spelling) => beginningAtEnd(all, spelling)));
    if (keep === 0) this.#held.delete(name);
    else this.#held.set(name, { candidate, text: all.slice(all.length - keep), again });
    const told = all.slice(0, all.length - keep);
    return told === '' ? [] : [again(told)];
  }

  #release(wanted: (name: string, held: Held) => boolean): readonly StreamPart[] {
    return [...this.#held].flatMap(([name, held]) => {
      if (!wanted(name, held)) return [];
      this.#held.delete(name);
      return [held.again(this.#isMost(held.text) ? REDACTED : held.text)];
    });
  }

  /** Most of a key is as good as the key. */
  #isMost(text: string): boolean {
    return this.#spellings.some(
      (spelling) => text.length * 2 >= spelling.length && spelling.startsWith(text),
    );
  }
}

/** How much of the end of `text` is a beginning of `key`. */
function beginningAtEnd(text: string, key: string): number {
  const first = key.charAt(0);
  for (let at = text.indexOf(first, text.length - key.length + 1); at >= 0; at = text.indexOf(first, at + 1))
    if (key.startsWith(text.slice(at))) return text.length - at;
  return 0;
}

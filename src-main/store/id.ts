import { randomBytes } from 'node:crypto';

export interface IdSources {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

export type NewId = (prefix: string) => string;

/** Crockford's base 32 in lower case: no i, l, o, u; ordered as ASCII is. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 10;
/** The value of the last digit; of a byte, five bits are one. */
const LAST = 31;

/**
 * Ids that sort by the time they were made, also within one millisecond and when the clock steps back:
 * `<prefix>_` and 20 characters (50 bits of time, 50 of chance).
 */
export function createIds({ now, random }: IdSources): NewId {
  let lastTime = -1;
  let headTime = -1;
  let head = '';
  const tail = new Uint8Array(RANDOM_DIGITS);
  return (prefix) => {
    const time = Math.max(now(), lastTime);
    if (time > lastTime || !increment(tail)) {
      lastTime = time > lastTime ? time : time + 1;
      tail.set(random(RANDOM_DIGITS));
    }
    if (headTime !== lastTime) {
      headTime = lastTime;
      head = '';
      for (let rest = lastTime, i = 0; i < TIME_DIGITS; i++, rest = Math.floor(rest / 32)) {
        head = DIGITS.charAt(rest % 32) + head;
      }
    }
    let id = `${prefix}_${head}`;
    for (const digit of tail) id += DIGITS.charAt(digit & LAST);
    return id;
  };
}

/** False when all digits were the last: the next id needs a new millisecond. */
function increment(digits: Uint8Array): boolean {
  for (let i = digits.length - 1; i >= 0; i--) {
    const digit = (digits[i] ?? 0) & LAST;
    if (digit < LAST) {
      digits[i] = digit + 1;
      return true;
    }
    digits[i] = 0;
  }
  return false;
}

/** Chance in stock: asking the system costs the same for few bytes as for many. */
function stocked(fresh: (bytes: number) => Uint8Array): (bytes: number) => Uint8Array {
  let stock: Uint8Array = new Uint8Array();
  return (bytes) => {
    if (stock.length < bytes) stock = fresh(STOCK);
    const taken = stock.subarray(0, bytes);
    stock = stock.subarray(bytes);
    return taken;
  };
}

const STOCK = 4096;

export const newId: NewId = createIds({ now: Date.now, random: stocked(randomBytes) });

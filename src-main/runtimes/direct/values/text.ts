import { NodeEnded, StepError } from '../step-error.ts';

const MAX_CHARACTERS = 16_777_216;
const MAX_ELEMENTS = 1_048_576;
/** How many collections may lie around one another. */
export const MAX_DEPTH = 200;
const SURROGATE = /[\ud800-\udfff]/;
/** Space, tab, newline, vertical tab, form feed, carriage return. */
const SPACES = ' \t\n\v\f\r';

/** Length in code points. */
export function codePoints(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xdc00 && unit <= 0xdfff) count--;
  }
  return count;
}

/** The code points from `start` on, `length` of them at most. */
export function substring(text: string, start: number, length: number): string {
  if (!SURROGATE.test(text)) return text.substring(start, Math.min(start + length, text.length));
  const from = unitOffset(text, 0, start);
  return text.substring(from, unitOffset(text, from, length));
}

/** The UTF-16 offset `count` code points after the offset `from`. */
function unitOffset(text: string, from: number, count: number): number {
  let offset = from;
  for (let left = count; left > 0 && offset < text.length; left--) {
    offset += (text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
  }
  return offset;
}

export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACES.includes(text.charAt(start))) start++;
  while (end > start && SPACES.includes(text.charAt(end - 1))) end--;
  return text.substring(start, end);
}

/** Does the string hold half of a surrogate pair? */
export function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed();
}

/** A string within the language's cap. */
export function capped(text: string): string {
  if (text.length > MAX_CHARACTERS && codePoints(text) > MAX_CHARACTERS) throw textLimit();
  return text;
}

/** Joins within the cap, without ever building more than it. */
export function joinCapped(parts: readonly string[], separator: string): string {
  let length = separator.length * Math.max(0, parts.length - 1);
  for (const part of parts) length += part.length;
  if (length > 2 * MAX_CHARACTERS) throw textLimit();
  return capped(parts.join(separator));
}

function textLimit(): NodeEnded {
  return new NodeEnded(new StepError('memory_limit', `string longer than ${MAX_CHARACTERS} characters`));
}

/** Refuses to go into a collection that lies within `depth` others. */
export function checkDepth(depth: number): void {
  if (depth >= MAX_DEPTH) {
    throw new NodeEnded(new StepError('memory_limit', `value nested deeper than ${MAX_DEPTH}`));
  }
}

/** Refuses a collection beyond the language's cap. */
export function checkSize(size: number | bigint): void {
  if (size > MAX_ELEMENTS) {
    throw new NodeEnded(new StepError('memory_limit', `collection larger than ${MAX_ELEMENTS} elements`));
  }
}

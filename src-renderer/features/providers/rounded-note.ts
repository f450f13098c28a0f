import { roundedNumbers, roundedReason } from '../../../shared/llm/numbers.ts';

export interface RoundedNote {
  readonly message: string;
  /** Where the first of them stands, from 1. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** What a JSON text that is typed says more exactly than it can be sent; null: nothing. */
export function roundedNote(text: string): RoundedNote | null {
  const rounded = roundedNumbers(text);
  const [first] = rounded;
  if (first === undefined) return null;
  const { offset, written } = first;
  const line = text.slice(0, offset).split('\n').length;
  return {
    message: andMore(roundedReason(first), rounded.length),
    line,
    column: offset - text.lastIndexOf('\n', offset - 1),
    length: written.length,
  };
}

/** The reason of the first of `count` losses, and that there are others. */
export function andMore(reason: string, count: number): string {
  if (count === 1) return reason;
  return `${reason} ${count === 2 ? 'One more was' : `${count - 1} more were`} rounded.`;
}

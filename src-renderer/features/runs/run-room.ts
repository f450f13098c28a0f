import type { RefObject } from 'react';
import { useWidth } from '../../components/use-width.ts';
import { isShort } from '../../components/values.ts';

/** As the style sheet has them: the list's least width, what of it the other columns take, and the two that share the rest. */
const LEAST = 680;
const OTHERS = 16 + 104 + 96 + 80 + 92;
const NAME = { least: 150, share: 1.4 / 4.4 };
const SUMMARY = { least: 120, share: 3 / 4.4 };
const PADDING = 16;
/** Pixels of the widest characters, and of the widest of all others. */
const WIDE = 13;
const NARROW = 8.6;

/** Pixels that there are for the text of a cell. */
export interface RunRoom {
  readonly name: number;
  readonly summary: number;
}

export function useRunRoom(list: RefObject<HTMLElement | null>): RunRoom {
  return runRoom(useWidth(list, LEAST));
}

/** In a list that is so many pixels wide. */
export function runRoom(width: number): RunRoom {
  const rest = Math.max(LEAST, width) - OTHERS;
  return {
    name: Math.max(NAME.least, Math.floor(rest * NAME.share)) - PADDING,
    summary: Math.floor(Math.min(rest * SUMMARY.share, rest - NAME.least)) - PADDING,
  };
}

/** Has a text room in so many pixels, whatever its characters are? */
export function fits(text: string, pixels: number): boolean {
  if (!isShort(text, Math.floor(pixels / NARROW))) return false;
  const wide = text.length - text.replace(/[^\x20-\x7e]|[A-Z@%&mw]/g, '').length;
  return wide * WIDE + (text.length - wide) * NARROW <= pixels;
}

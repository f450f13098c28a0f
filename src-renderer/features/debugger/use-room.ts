import type { RefObject } from 'react';
import { useWidth } from '../../components/use-width.ts';

/** Pixels of the code font's characters, of what stands around a value in its column, and from where the time is there. */
const CHARACTER = 7.25;
const AROUND = 25;
const TIME = { width: 52, from: 640 };
/** As the style sheet has them: the list's least width, and the least and the share of the column of the steps. */
const LEAST = 560;
const STEPS = { one: { least: 220, share: 0.6 / 1.6 }, two: { least: 190, share: 0.9 / 2.9 } };

/** How many characters of label and value a path's column has room for. */
export function useRoom(list: RefObject<HTMLElement | null>, single: boolean): number {
  return roomOf(useWidth(list, LEAST), single);
}

/** In a list that is so many pixels wide. */
export function roomOf(width: number, single: boolean): number {
  const whole = Math.max(LEAST, width);
  const { least, share } = single ? STEPS.one : STEPS.two;
  const column = (whole - Math.max(least, whole * share)) / (single ? 1 : 2);
  return Math.floor((column - AROUND - (width > TIME.from ? TIME.width : 0)) / CHARACTER);
}

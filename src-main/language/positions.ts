import type { Range } from '../../shared/node/source.ts';

/** Offsets of a text as lines and columns, both from 1. */
export interface LineMap {
  readonly text: string;
  range(start: number, end: number): Range;
  offset(line: number, column: number): number;
}

/** Where the characters of a decoded text (an expression inside a YAML scalar) stand in the file. */
export interface Origin {
  range(start: number, end: number): Range;
}

export function lineMap(text: string): LineMap {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);

  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const clamp = (offset: number): number => Math.max(0, Math.min(offset, text.length));

  return {
    text,
    range(start, end) {
      const from = clamp(start);
      const to = Math.max(from, clamp(end));
      const first = lineOf(from);
      const last = lineOf(to);
      return {
        line: first + 1,
        column: from - (starts[first] as number) + 1,
        endLine: last + 1,
        endColumn: to - (starts[last] as number) + 1,
      };
    },
    offset(line, column) {
      const start = starts[Math.max(0, Math.min(line - 1, starts.length - 1))] as number;
      return clamp(start + Math.max(0, column - 1));
    },
  };
}

/** The origin of a text that is a file of its own. */
export function textOrigin(text: string): Origin {
  return lineMap(text);
}

/** The origin of a text made by the checker: everything in it stands at one place. */
export function fixedOrigin(range: Range): Origin {
  return { range: () => range };
}

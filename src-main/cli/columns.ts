/** Two blocks of lines side by side, as wide as the terminal allows; long lines end in an ellipsis. */
export function twoColumns(left: readonly string[], right: readonly string[], width: number): string[] {
  const column = Math.max(20, Math.floor((width - 3) / 2));
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_unused, i) =>
    `${cellText(left[i] ?? '', column)} | ${cellText(right[i] ?? '', column).trimEnd()}`.trimEnd(),
  );
}

/** The line between two columns' heads and bodies. */
export function rule(width: number): string {
  const column = Math.max(20, Math.floor((width - 3) / 2));
  return `${'-'.repeat(column + 1)}+${'-'.repeat(column + 1)}`;
}

function cellText(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text + ' '.repeat(width - characters.length);
  return `${characters.slice(0, width - 1).join('')}…`;
}

/** Rows of cells as aligned text; numbers columns are right-aligned by `align`. */
export function table(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[]): string[] {
  const widths = align.map((_unused, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)));
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat((widths[i] ?? 0) - [...cell].length);
        return align[i] === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

import type { OutlineStep } from '../../../shared/api/view.ts';

/**
 * The outline says where a step's name stands; here each step gets the lines that belong to it: from there to the last
 * line that is indented deeper than its dash.
 */
export function withSpans(outline: readonly OutlineStep[], text: string): readonly OutlineStep[] {
  const lines = text.split('\n');
  const widen = (step: OutlineStep): OutlineStep => {
    const first = step.range.line;
    const last = lastLine(lines, first);
    return {
      ...step,
      range: { line: first, column: 1, endLine: last, endColumn: (lines[last - 1]?.length ?? 0) + 2 },
      blocks: step.blocks.map((block) => ({ ...block, steps: block.steps.map(widen) })),
    };
  };
  return outline.map(widen);
}

/** Lines count from 1. */
function lastLine(lines: readonly string[], first: number): number {
  const own = indent(lines[first - 1] ?? '');
  let last = first;
  for (let line = first + 1; line <= lines.length; line++) {
    const text = lines[line - 1] ?? '';
    if (text.trim() === '') continue;
    if (indent(text) <= own) break;
    last = line;
  }
  return last;
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

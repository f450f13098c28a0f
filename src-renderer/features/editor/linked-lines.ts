import type { GeneratedSource, OutlineStep } from '../../../shared/api/view.ts';

/** Innermost step whose text holds a line. */
export function stepOfLine(outline: readonly OutlineStep[], line: number): OutlineStep | undefined {
  for (const step of outline) {
    const { line: first, endLine, endColumn } = step.range;
    if (line < first || line > (endColumn === 1 ? endLine - 1 : endLine)) continue;
    for (const block of step.blocks) {
      const inner = stepOfLine(block.steps, line);
      if (inner) return inner;
    }
    return step;
  }
  return undefined;
}

/** First and last line of the step around a line of the node. */
export function linkedNodeLines(
  outline: readonly OutlineStep[],
  line: number,
): readonly [number, number] | null {
  const step = stepOfLine(outline, line);
  if (!step) return null;
  const { endLine, endColumn } = step.range;
  return [step.range.line, Math.max(step.range.line, endColumn === 1 ? endLine - 1 : endLine)];
}

/** The step whose generated function holds a line. */
export function stepOfGeneratedLine(generated: GeneratedSource, line: number): string | undefined {
  let best: string | undefined;
  let size = Number.POSITIVE_INFINITY;
  for (const [path, [first, last]] of Object.entries(generated.lines)) {
    if (line < first || line > last || last - first >= size) continue;
    best = path;
    size = last - first;
  }
  return best;
}

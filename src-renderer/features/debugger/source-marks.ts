import type { ComparisonSources } from '../../../shared/api/api.ts';
import type { ComparisonView, OutlineStep, PathView, StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { LineMark } from '../../components/code/CodeView.tsx';
import { isLive } from './controls.ts';
import { stepAt } from './pending.ts';

/** What a path executes for a row, and which of its lines. */
export interface PathSource {
  readonly file: string;
  readonly text: string;
  readonly lines: readonly [first: number, last: number] | null;
  readonly handler: boolean;
}

/** Lines of a step, without the empty one at which its range may end. */
function linesOf(step: OutlineStep): readonly [number, number] {
  const { line, endLine, endColumn } = step.range;
  return [line, Math.max(line, endColumn === 1 ? endLine - 1 : endLine)];
}

/** The selected step's lines, red where it diverged; and a bar in each path's colour where that path stands. */
export function nodeMarks(
  outline: readonly OutlineStep[],
  view: ComparisonView,
  row: StepRow | undefined,
): readonly LineMark[] {
  const marks: LineMark[] = [];
  const selected = row && stepAt(outline, row.step);
  if (selected) {
    const [first, last] = linesOf(selected);
    marks.push({ first, last, tone: row.status === 'diverged' ? 'diverged' : 'current' });
  }
  if (!isLive(view)) return marks;
  for (const path of ['reference', 'direct'] as const) {
    const at = view.paths[path]?.step;
    const step = at ? stepAt(outline, at) : undefined;
    if (step) marks.push({ first: step.range.line, last: step.range.line, tone: path, barOnly: true });
  }
  return marks;
}

/** A handler's source for a custom operation, the generated Python otherwise; null where there is neither. */
export function pathSource(
  sources: ComparisonSources,
  path: PathName,
  row: StepRow | undefined,
  standing: PathView['line'],
): PathSource | null {
  if (standing) {
    const file = sources.handlers.find((handler) => handler.file === standing.file);
    if (file)
      return { file: file.file, text: file.text, lines: [standing.line, standing.line], handler: true };
  }
  const handler = sources.handlers.find(
    (one) => one.path === path && row?.operation === `custom.${one.name}`,
  );
  if (handler) return { file: handler.file, text: handler.text, lines: null, handler: true };
  if (path === 'direct' || !sources.generated) return null;
  const { file, text, lines } = sources.generated;
  return { file, text, lines: row ? nearestLines(lines, row.step) : null, handler: false };
}

function nearestLines(
  lines: Readonly<Record<string, readonly [number, number]>>,
  step: string,
): readonly [number, number] | null {
  const parts = step.split('/');
  for (let length = parts.length; length > 0; length--) {
    const found = lines[parts.slice(0, length).join('/')];
    if (found) return found;
  }
  return null;
}

import type { BreakpointView } from '../../../shared/api/breakpoints.ts';
import type { OutlineStep } from '../../../shared/api/view.ts';

/** A place in the flow that a breakpoint can be set at. */
export interface StepPlace {
  /** null where it is known by its whole path alone, as in a node that another one calls. */
  readonly node: string | null;
  readonly step: string;
}

export function stepSpec({ node, step }: StepPlace): string {
  return node === null ? `step:${step}` : `step:${node}:${step}`;
}

/** Is it a breakpoint at this step, however it names it? */
export function isAt({ spec }: BreakpointView, { node, step }: StepPlace): boolean {
  const [moment, first, second] = spec.split(':').map((word) => word.trim());
  if (moment !== 'step' && moment !== 'left') return false;
  if (second !== undefined) return first === node && second === step;
  return first === step || first === step.slice(step.lastIndexOf('/') + 1);
}

/** What one line of the gutter shows. */
export interface GutterMark {
  readonly line: number;
  readonly shape: 'stop' | 'conditional' | 'log';
  readonly enabled: boolean;
  readonly text: string;
}

/** Where the breakpoints of a node’s steps stand in its text: one mark a line, that of an enabled one first. */
export function gutterMarks(
  node: string,
  outline: readonly OutlineStep[],
  breakpoints: readonly BreakpointView[],
): readonly GutterMark[] {
  return outline.flatMap((step) => {
    const own = breakpoints.filter((each) => isAt(each, { node, step: step.path }));
    const first = own.find(({ enabled }) => enabled) ?? own[0];
    const mark = first && {
      line: step.range.line,
      shape: shapeOf(first),
      enabled: first.enabled,
      text: own.map((each) => `${each.text}${each.enabled ? '' : ' (disabled)'}`).join('\n'),
    };
    return [
      ...(mark ? [mark] : []),
      ...step.blocks.flatMap((block) => gutterMarks(node, block.steps, breakpoints)),
    ];
  });
}

export function shapeOf({ log, condition, hits }: BreakpointView): GutterMark['shape'] {
  if (log !== undefined) return 'log';
  return condition !== undefined || hits !== undefined ? 'conditional' : 'stop';
}

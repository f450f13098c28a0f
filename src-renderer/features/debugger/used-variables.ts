import type { ComparisonSources } from '../../../shared/api/api.ts';
import type { VariableRow } from '../../../shared/api/view.ts';
import { stepAt } from './pending.ts';

/** The variables that a step's text names and that it did not assign itself. */
export function usedVariables(
  node: ComparisonSources['node'],
  step: string,
  variables: readonly VariableRow[],
): readonly VariableRow[] {
  const found = stepAt(node.outline, step);
  if (!found) return [];
  const lines = node.text.split('\n').slice(found.range.line, found.range.endLine);
  // The names of parameters are not variables that the step reads.
  const values = lines.join('\n').replace(/[\w-]+\s*:(?=\s|$)/gm, '');
  const words = new Set(values.match(/[A-Za-z_]\w*/g));
  return variables.filter(
    (variable) => !variable.changed && words.has(variable.name) && variable.status !== 'differs',
  );
}

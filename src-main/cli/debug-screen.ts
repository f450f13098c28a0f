import type { ComparisonView, PathView, RowDetail, StepRow, VariableRow } from '../../shared/api/view.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { type Canonical, isCanonicalObject } from '../../shared/values/canonical.ts';
import { displayValue } from '../../shared/values/display.ts';
import { mapEntries } from '../../shared/values/equality.ts';
import { rule, twoColumns } from './columns.ts';

const TITLES: Readonly<Record<PathName, string>> = { reference: 'REFERENCE', direct: 'DIRECT' };

/** Both paths where they stand: location and variables, side by side. */
export function screen(
  view: ComparisonView,
  row: StepRow | undefined,
  detail: RowDetail | undefined,
  width: number,
): string {
  const column = (path: PathName) => columnOf(view, path, row, detail);
  const heads = twoColumns([heading(view, 'reference')], [heading(view, 'direct')], width);
  return [...heads, rule(width), ...twoColumns(column('reference'), column('direct'), width)].join('\n');
}

function heading(view: ComparisonView, path: PathName): string {
  return `${TITLES[path]} ${view.paths[path]?.runtime ?? '(not run)'}`;
}

function columnOf(
  view: ComparisonView,
  path: PathName,
  row: StepRow | undefined,
  detail: RowDetail | undefined,
): string[] {
  const state = view.paths[path];
  if (!state) return [];
  const lines = [location(path, state, row)];
  if (state.line)
    lines.push(
      `Line: ${state.line.file}:${state.line.line}`,
      ...state.line.locals.map(([name, text]) => `  ${name}: ${text}`),
    );
  const event = detail?.events[path].at(-1);
  if (event && event.kind !== 'step_entered') lines.push(`Event: ${event.text}`);
  const own = (detail?.variables ?? []).filter((variable) => variable[path] !== undefined);
  if (own.length > 0) lines.push('Variables:');
  for (const variable of own)
    lines.push(`${mark(variable)} ${variable.name}: ${displayValue(variable[path] as Canonical, 60)}`);
  return lines;
}

/** A difference is never shown by position alone. */
function mark({ status, changed }: VariableRow): string {
  return status === 'differs' || status === 'one_side' ? ' !' : changed ? ' *' : '  ';
}

/** Where the row that is looked at is; a path that never came there says so. */
function location(path: PathName, state: PathView, row: StepRow | undefined): string {
  if (row === undefined || row.kind === 'result') {
    if (state.error) return `Ended: ${state.error.code}: ${state.error.message}`;
    if (state.success) return 'Ended: success';
  }
  if (row === undefined) return `Location: ${state.step || '(start)'}`;
  if (row[path] === null && state.state !== 'waiting') return `Not at ${row.step}`;
  return `Location: ${row.step || 'result'}`;
}

/** The aligned rows as a list, the standing one marked. */
export function rowLines(rows: readonly StepRow[], at: number): string[] {
  return rows.map((row) => {
    const cell = row.reference ?? row.direct;
    const value = cell?.value === undefined ? '' : ` ${cell.label} ${displayValue(cell.value, 40)}`;
    const status =
      row.status === 'equal' || row.status === 'pending' ? '' : `  ✗ ${row.status.replace('_', ' ')}`;
    return `${row.index === at ? '>' : ' '} ${'  '.repeat(row.depth)}${row.name}${value}${status}`;
  });
}

/** `lines[0].total` on both paths, in full. */
export function printed(path: string, variables: readonly VariableRow[]): string[] {
  const [name = '', ...keys] = path.split(/[.[\]]+/).filter((part) => part !== '');
  const variable = variables.find((each) => each.name === name);
  if (!variable) {
    const wrong = name === '' ? 'print takes a variable' : `${name} is not bound here`;
    return [`${wrong}; there are: ${variables.map((each) => each.name).join(', ') || 'none'}.`];
  }
  const show = (side: PathName) => {
    const value = keys.reduce<Canonical | undefined>(member, variable[side]);
    return `${side.padEnd(9)}  ${value === undefined ? '(nothing)' : displayValue(value, 10_000)}`;
  };
  return [show('reference'), show('direct')];
}

function member(value: Canonical | undefined, key: string): Canonical | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value[Number(key)];
  if (!isCanonicalObject(value)) return undefined;
  return [...(mapEntries(value) ?? [])].find(([name]) => name === key)?.[1];
}

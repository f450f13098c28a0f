import type { Cell, ComparisonView, RowDetail, StepRow } from '../../shared/api/view.ts';
import { displayValue } from '../../shared/values/display.ts';

/** A debug session as text, without what changes from run to run: ids, times, durations. */
export function rowText(row: StepRow): string {
  const name = `${'  '.repeat(row.depth)}${row.kind === 'round' ? `round ${row.name}` : row.name}`;
  return `  ${name} | ${row.operation} | ${row.status} | ${cellText(row.reference)} | ${cellText(row.direct)}`;
}

function cellText(cell: Cell | null): string {
  if (cell === null) return '-';
  const value = cell.value === undefined ? '' : ` ${timeless(displayValue(cell.value))}`;
  return `${cell.label}${value} (${[cell.state, timeless(cell.note)].filter((part) => part !== '').join(', ')})`;
}

export function viewText(view: ComparisonView): string {
  const path = (name: 'reference' | 'direct'): string => {
    const { state, step, occ } = view.paths[name] ?? {};
    return `${name} ${state}${step === '' ? '' : ` at ${step} ${occ}`}`;
  };
  const { live } = view;
  return [
    `${live?.state} (${live?.reason}) row ${view.at} of ${view.rows}; ${path('reference')}; ${path('direct')}`,
    ...(live?.detail ? [`  ${live.detail}`] : []),
  ].join('\n');
}

export function detailText(detail: RowDetail): string {
  const lines = [`  row ${detail.row}`];
  const quiet = detail.variables.filter(({ status, changed }) => status === 'equal' && !changed);
  if (quiet.length > 0)
    lines.push(
      `      equal: ${quiet.map(({ name, reference }) => `${name} ${displayValue(reference)}`).join(', ')}`,
    );
  for (const { name, reference, direct, status, changed } of detail.variables.filter(
    (row) => !quiet.includes(row),
  ))
    lines.push(
      `    ${changed ? '*' : ' '} ${name}: ${displayValue(reference)} | ${displayValue(direct)} (${status})`,
    );
  for (const { kind, text, reference, direct } of detail.contracts)
    lines.push(`    ${kind} ${text}: ${reference?.verdict ?? '-'} | ${direct?.verdict ?? '-'}`);
  for (const { key, summary, reference, direct } of detail.effects)
    lines.push(`    effect ${key} ${summary}: ${reference?.source ?? '-'} | ${direct?.source ?? '-'}`);
  for (const path of ['reference', 'direct'] as const)
    lines.push(
      `    ${path} stack: ${detail.stack[path].map(({ name, file, line }) => `${name} ${file}:${line}`).join(' < ')}`,
    );
  return timeless(lines.join('\n'));
}

function timeless(text: string): string {
  return text
    .replace(/\d+\.\d ms/g, '_ ms')
    .replace(/••• ?[0-9a-f]{4}/g, '••• _')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
}

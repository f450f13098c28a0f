import type { Cell, StepRow } from '../../shared/api/view.ts';
import { displayValue } from '../../shared/values/display.ts';
import { html, type Markup } from './markup.ts';
import type { Report, ReportRow, ReportSide } from './model.ts';

const MARKS: Readonly<Record<StepRow['status'], readonly [tone: string, word: string] | null>> = {
  pending: null,
  equal: null,
  diverged: ['bad', '✗ diverged'],
  consequence: ['', '! follows'],
  reference_only: ['bad', '− one side'],
  direct_only: ['bad', '+ one side'],
  accepted: ['warn', '~ accepted'],
};

/** The aligned steps with what each side did. An equal second value is `=`: agreement is quiet. */
export function stepTable({ rows, sides }: Report): Markup {
  const head = sides.map(
    (side) => html`<th class="${side.path === 'reference' ? 'ref' : 'dir'}">${side.name}</th>`,
  );
  return html`<div class="scroll"><table><thead><tr><th>#</th><th>step</th>${head}<th>status</th></tr></thead><tbody>
${rows.map((each) => tableRow(each, sides))}</tbody></table></div>`;
}

function tableRow(each: ReportRow, sides: readonly ReportSide[]): Markup {
  if (each.kind === 'gap')
    return html`<tr class="gap"><td colspan="${sides.length + 3}">${each.count} equal ${each.count === 1 ? 'row' : 'rows'} left out</td></tr>\n`;
  const { row } = each;
  const mark = MARKS[row.status];
  const name = row.kind === 'round' ? `round ${row.name}` : row.name;
  return html`<tr class="${row.status}"><td class="n">${row.index + 1}</td><td class="name"><div class="d${Math.min(row.depth, 12)}"><code>${name}</code><span class="op">${row.kind === 'step' ? row.operation : ''}</span></div></td>${sides.map(
    (side, i) => html`<td>${cellText(row, side, i > 0)}</td>`,
  )}<td class="mark">${mark === null ? null : html`<span class="tag ${mark[0]}">${mark[1]}</span>`}</td></tr>\n`;
}

function cellText(row: StepRow, side: ReportSide, isSecond: boolean): Markup {
  const cell = row[side.path];
  if (cell === null) return html`<span class="none">not here</span>`;
  const other = row[side.path === 'direct' ? 'reference' : 'direct'];
  const text = valueText(cell);
  const note = cell.note === '' ? null : html`<span class="op">${cell.note}</span>`;
  if (isSecond && other !== null && row.status === 'equal' && valueText(other) === text)
    return html`<span class="same">=</span>${note}`;
  const violations =
    cell.violations === 0 ? null : html` <span class="tag bad">${cell.violations} violated</span>`;
  return html`<span class="label">${cell.label}</span><code>${text}</code>${violations}${note}`;
}

function valueText(cell: Cell): string {
  return cell.value === undefined ? '' : displayValue(cell.value, 160);
}

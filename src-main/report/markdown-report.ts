import type { StepRow } from '../../shared/api/view.ts';
import { displayValue } from '../../shared/values/display.ts';
import type { Report } from './model.ts';
import { outcomeText, STATUS, when } from './words.ts';

/** For a pull request: the verdict, the divergence with its cause, and the rows around it. */
export function markdownReport(report: Report): string {
  const { view, status, divergence, cause, sides, excerpt, independent, accepted } = report;
  const lines = [`### ${literal(view.node)}: ${STATUS[status].word}`, '', STATUS[status].sentence, ''];
  if (divergence !== null) {
    lines.push(`**${literal(divergence.message)}**`, '', ...cause.map(literal), '');
    if (divergence.path !== '')
      lines.push(
        ...table(
          ['', ...sides.map(({ name }) => name)],
          [[code(divergence.path), ...sides.map(({ path }) => code(displayValue(divergence[path], 200)))]],
        ),
      );
  }
  if (excerpt !== null)
    lines.push(`${code(`${excerpt.file}:${excerpt.from}`)}`, '', ...fenced(excerpt.lines), '');
  lines.push(
    ...table(
      ['', ...sides.map(({ name }) => name)],
      [['result', ...sides.map((side) => literal(outcomeText(side)))]],
    ),
  );
  const differing = report.rows.flatMap((each) =>
    each.kind === 'row' && each.row.status !== 'equal' ? [each.row] : [],
  );
  if (differing.length > 0)
    lines.push(
      '<details><summary>Steps that differ</summary>',
      '',
      ...table(
        ['step', ...sides.map(({ name }) => name), ''],
        differing
          .slice(0, 50)
          .map((row) => [
            code(
              row.step === '' ? 'result' : `${row.step}${row.kind === 'round' ? ` round ${row.name}` : ''}`,
            ),
            ...sides.map(({ path }) => cell(row, path)),
            row.status.replace('_', ' '),
          ]),
      ),
      '</details>',
      '',
    );
  for (const each of independent.slice(0, 20)) lines.push(`- independent: ${literal(each.message)}`);
  for (const { rule, step, path } of accepted.slice(0, 20))
    lines.push(`- accepted by ${code(rule)}: ${code(`${step || 'the node'} ${path}`.trim())}`);
  lines.push(
    '',
    `<sub>${code(view.id)} · ${when(view.startedAt)} · node ${code(view.hash.slice(0, 12) || 'no version')} · ${sides.map(({ name, view: side }) => `${name} ${literal(side.runtime)}`).join(' · ')}</sub>`,
    '',
  );
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}

function cell(row: StepRow, path: 'reference' | 'direct'): string {
  const found = row[path];
  if (found === null) return 'not here';
  return found.value === undefined
    ? literal(found.label)
    : `${literal(found.label)} ${code(displayValue(found.value, 80))}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** Nothing of it is taken as markup, a link or a mention. */
function literal(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~>-]/g, '\\$&')
    .replace(/@/g, '@&#8203;')
    .replace(/:\/\//g, ':&#8203;//');
}

/** A code span that the text cannot leave. */
function code(text: string): string {
  const flat = oneLine(text).replace(/\|/g, '\\|');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = flat.startsWith('`') || flat.endsWith('`') || flat === '' ? ' ' : '';
  return `${fence}${space}${flat}${space}${fence}`;
}

function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}yaml`, ...lines.map((line) => oneLine(line)), fence];
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

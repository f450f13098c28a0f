import { createHash } from 'node:crypto';
import type { ContractCell, ContractRow, EffectCell, EffectRow, VariableRow } from '../../shared/api/view.ts';
import type { Divergence } from '../../shared/trace/comparison.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { displayValue } from '../../shared/values/display.ts';
import { modelLine } from '../debugger/model-cell.ts';
import { stepTable } from './html-steps.ts';
import { escapeText, html, type Markup } from './markup.ts';
import type { Report, ReportSide } from './model.ts';
import { STYLE } from './style.ts';
import { divergenceTitle, outcomeText, STATUS, when } from './words.ts';

/** Longer values are cut: the application has them whole. */
const LONG = 1200;

/** One self-contained page: no script, no request, nothing but its own style sheet allowed. */
export function htmlReport(report: Report, product: string): string {
  const { view, status } = report;
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const body = html`<header class="bar"><div class="top"><b>Parallax</b> <span>comparison report</span><code class="id">${view.id}</code></div></header>
<main>
<h1>${view.node}</h1>
<p class="lead">${STATUS[status].sentence}</p>
${verdictCard(report)}
${section('Steps', view.rows === 0 ? null : stepTable(report))}
${section('Later differences', laterList(report))}
${section('Accepted differences', acceptedList(report))}
${section('Variables at the divergence', report.divergence === null ? null : variables(report))}
${section('Inputs', Object.keys(view.inputs).length === 0 ? null : html`<div class="scroll">${fields(view.inputs)}</div>`)}
${section('Results', results(report.sides))}
${section('Contracts', contracts(report))}
${section('Effects', effects(report))}
${section('What ran', identity(report))}
<footer>Written by ${product}. Sensitive values are shown as fingerprints: equal values have equal ones, and nothing leads back from them.</footer>
</main>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeText(`${view.node}: ${STATUS[status].word}`)}</title>
<style>${STYLE}</style>
</head>
<body>
${body.text}
</body>
</html>
`;
}

function section(title: string, content: Markup | null): Markup | null {
  return content === null ? null : html`<h2>${title}</h2>\n${content}`;
}

function sideClass({ path }: ReportSide): string {
  return path === 'reference' ? 'ref' : 'dir';
}

function code(value: Canonical | undefined, max = LONG): Markup {
  return value === undefined
    ? html`<span class="none">nothing</span>`
    : html`<code>${displayValue(value, max)}</code>`;
}

/** A record as names and values. */
function fields(record: CanonicalObject): Markup {
  return html`<dl class="fields">${Object.entries(record).map(
    ([name, value]) => html`<dt><code>${name}</code></dt><dd>${code(value)}</dd>\n`,
  )}</dl>`;
}

function verdictCard(report: Report): Markup {
  const { divergence, status, cause, excerpt } = report;
  const { tone, word } = STATUS[status];
  if (divergence === null)
    return html`<section class="card ${tone}"><header><span class="what">${word}</span></header>
<div class="body">${report.sides.map((side) => html`<p><span class="side ${sideClass(side)}">${side.name}</span> ${outcomeText(side)}</p>`)}</div></section>`;
  return html`<section class="card bad"><header><span class="what">${divergenceTitle(divergence)}</span><code class="where">${place(divergence)}</code></header>
<div class="body"><p class="message">${divergence.message}</p>${cause.map((sentence) => html`<p class="muted">${sentence}</p>`)}</div>
${valuesOf(report, divergence)}
${excerpt === null ? null : html`<div class="excerpt"><div class="file">${excerpt.file}:${excerpt.from}</div><pre>${excerpt.lines.join('\n')}</pre></div>`}
</section>`;
}

function place({ step, occ, path }: Divergence): string {
  return [
    step === '' ? 'the node' : step,
    occ === '' || /^0(\.0)*$/.test(occ) ? '' : `@${occ}`,
    path === '' ? '' : ` · ${path}`,
  ].join('');
}

function valuesOf({ sides }: Report, divergence: Divergence): Markup | null {
  if (divergence.path === '') return null;
  return html`<div class="two">${sides.map(
    (side) =>
      html`<div><span class="side ${sideClass(side)}">${side.name}</span><code class="value">${displayValue(divergence[side.path], LONG)}</code></div>`,
  )}</div>`;
}

function laterList({ consequences, independent }: Report): Markup | null {
  const later = [...independent, ...consequences];
  if (later.length === 0) return null;
  return html`<div class="scroll"><table><tbody>${later
    .slice(0, 100)
    .map(
      (each) =>
        html`<tr><td class="mark"><span class="tag ${each.relation === 'consequence' ? '' : 'bad'}">${each.relation}</span></td><td class="name"><code>${place(each)}</code></td><td>${each.message}</td></tr>`,
    )}</tbody></table></div>${later.length > 100 ? html`<p class="muted">… and ${later.length - 100} more.</p>` : null}`;
}

function acceptedList({ accepted }: Report): Markup | null {
  if (accepted.length === 0) return null;
  return html`<div class="scroll"><table><tbody>${accepted
    .slice(0, 100)
    .map(
      ({ rule, step, path }) =>
        html`<tr><td class="mark"><span class="tag warn">${rule}</span></td><td><code>${step === '' ? 'the node' : step}</code></td><td><code>${path}</code></td></tr>`,
    )}</tbody></table></div>`;
}

function variables({ variables: rows, sides }: Report): Markup | null {
  if (rows.length === 0) return null;
  const shown = rows.slice(0, 60);
  return html`<div class="scroll"><table><thead><tr><th>name</th>${sides.map((side) => html`<th class="${sideClass(side)}">${side.name}</th>`)}<th>status</th></tr></thead><tbody>${shown.map(
    (row) =>
      html`<tr class="${isApart(row) ? 'diverged' : ''}"><td class="name"><code>${row.name}</code></td>${sides.map(
        (side, i) =>
          html`<td>${i > 0 && !isApart(row) ? html`<span class="same">=</span>` : code(row[side.path], 300)}</td>`,
      )}<td class="mark">${isApart(row) ? html`<span class="tag bad">differs</span>` : row.changed ? html`<span class="tag">set here</span>` : null}</td></tr>`,
  )}</tbody></table></div>`;
}

function isApart({ status }: VariableRow): boolean {
  return status === 'differs' || status === 'one_side';
}

function results(sides: readonly ReportSide[]): Markup {
  return html`<div class="scroll"><div class="two">${sides.map(
    (side) =>
      html`<div><span class="side ${sideClass(side)}">${side.name}</span> <span class="muted">${outcomeText(side)}</span>${fields(side.view.outputs ?? side.view.error?.fields ?? {})}</div>`,
  )}</div></div>`;
}

const VERDICT_TONE = { held: 'ok', violated: 'bad', unknown: 'warn' } as const;

function contracts({ contracts: rows, sides, shortened }: Report): Markup | null {
  if (rows.length === 0) return null;
  const cell = (each: ContractCell | null): Markup =>
    each === null
      ? html`<span class="none">not evaluated</span>`
      : html`<span class="tag ${VERDICT_TONE[each.verdict]}">${each.verdict}</span> ${each.parts.map((part) => html`<div><span class="label">${part.text}</span>${code(part.value, 120)}</div>`)}`;
  return html`<div class="scroll"><table><thead><tr><th>contract</th>${sides.map((side) => html`<th class="${sideClass(side)}">${side.name}</th>`)}</tr></thead><tbody>${rows.map(
    (row: ContractRow) =>
      html`<tr><td class="name"><code>${row.text}</code><span class="op">${row.kind}${row.step === '' ? '' : ` at ${row.step}`}</span></td>${sides.map((side, i) => html`<td>${i > 0 && sameContract(row) ? html`<span class="same">=</span>` : cell(row[side.path])}</td>`)}</tr>`,
  )}</tbody></table></div>${shortened ? html`<p class="muted">More were evaluated than are listed.</p>` : null}`;
}

/** Agreement is quiet. */
function sameContract({ reference, direct }: ContractRow): boolean {
  return JSON.stringify(reference) === JSON.stringify(direct);
}

function effects({ effects: rows, sides }: Report): Markup | null {
  if (rows.length === 0) return null;
  const cell = (each: EffectCell | null): Markup =>
    each === null
      ? html`<span class="none">not asked</span>`
      : html`<span class="tag ${each.ok === false ? 'bad' : ''}">${each.source || 'no answer'}</span> ${each.model ? html`<span class="op">${modelLine(each.model)}</span> ${each.model.said ?? code(each.answer ?? undefined, 300)}` : code(each.answer ?? undefined, 300)}${each.attempts.length > 1 ? html`<span class="op">${each.attempts.length} attempts: ${each.attempts.map(({ outcome }) => outcome).join(', ')}</span>` : null}`;
  return html`<div class="scroll"><table><thead><tr><th>asked</th>${sides.map((side) => html`<th class="${sideClass(side)}">${side.name}</th>`)}</tr></thead><tbody>${rows.map(
    (row: EffectRow) =>
      html`<tr><td class="name"><code>${row.summary}</code><span class="op">${row.key}</span></td>${sides.map((side) => html`<td>${cell(row[side.path])}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function identity({ view, sides }: Report): Markup {
  return html`<dl>
<dt>comparison</dt><dd><code>${view.id}</code></dd>
<dt>node</dt><dd><code>${view.node}</code>${view.file === '' ? null : html` <span class="muted">${view.file}</span>`}</dd>
<dt>version</dt><dd><code>${view.hash === '' ? 'not told' : view.hash}</code></dd>
<dt>started</dt><dd>${when(view.startedAt)}</dd>
<dt>effects</dt><dd>${view.effects}</dd>
${sides.map(
  (side) =>
    html`<dt><span class="${sideClass(side)}">${side.name}</span></dt><dd>${side.view.runtime} · ${side.view.events} events · ${(side.view.durationUs / 1000).toFixed(1)} ms <code class="muted">${side.view.trace}</code></dd>\n`,
)}</dl>`;
}

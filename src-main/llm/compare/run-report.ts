import type { LlmLaneView, LlmReportFile, LlmReportFormat, LlmRunView } from '../../../shared/api/llm.ts';
import { answerCalls, answerText, compareAnswers } from '../../../shared/llm/compare/answers.ts';
import { leafDifferences, settingText } from '../../../shared/llm/compare/settings.ts';
import { tokensText } from '../../../shared/llm/compare/tokens.ts';
import type { Json } from '../../../shared/llm/json.ts';
import type { Candidate } from '../../../shared/llm/protocol/response.ts';

/** A run for people without Parallax: all of it as JSON, or as Markdown for a pull request. */
export function reportFile(run: LlmRunView, format: LlmReportFormat): LlmReportFile {
  return format === 'json'
    ? { name: `${run.id}.json`, type: 'application/json', text: `${JSON.stringify(run, null, 2)}\n` }
    : { name: `${run.id}.md`, type: 'text/markdown', text: markdown(run) };
}

function markdown(run: LlmRunView): string {
  const { lanes, verdict } = run;
  const lines = [
    `### ${literal(run.name || 'Request')} on ${lanes.length} ${lanes.length === 1 ? 'lane' : 'lanes'}`,
    '',
    ...verdictLines(run),
    '',
    '| lane | state | fidelity | first token | total | tokens in / out | cost | finish |',
    '|---|---|---|---|---|---|---|---|',
    ...lanes.map((lane) => `| ${row(lane).map(cell).join(' | ')} |`),
    '',
  ];
  if (verdict && !verdict.same)
    lines.push(
      `| setting | ${lanes.map(({ target }) => cell(target)).join(' | ')} |`,
      `|---|${lanes.map(() => '---').join('|')}|`,
      ...leafDifferences(verdict).map(
        ({ path, values }) =>
          `| ${cell(path)} | ${lanes.map(({ target }) => cell(settingText(path, values[target], shown))).join(' | ')} |`,
      ),
      '',
    );
  lines.push(...differenceLines(run));
  for (const lane of lanes) lines.push(...laneLines(lane));
  lines.push(`<sub>${run.id} · ${new Date(run.startedAt).toISOString()} · policy ${run.policy}</sub>`, '');
  return lines.join('\n');
}

function verdictLines({ verdict }: LlmRunView): string[] {
  if (verdict === null) return ['Fewer than two lanes sent anything: there is nothing to compare.'];
  return [
    verdict.same
      ? 'All lanes ran with the same effective settings.'
      : `Not comparable as run: ${verdict.differences.map(({ path }) => literal(path)).join(', ')} ${verdict.differences.length === 1 ? 'differs' : 'differ'} between lanes.`,
  ];
}

function row({ target, state, score, firstMs, totalMs, response, cost }: LlmLaneView): string[] {
  return [
    target,
    state,
    score === null ? '' : String(score),
    firstMs === null ? '' : `${Math.round(firstMs)} ms`,
    totalMs === null ? '' : `${Math.round(totalMs)} ms`,
    tokensText(response?.usage) ?? '',
    cost === null ? 'not known' : `$${cost.total}`,
    response?.candidates[0]?.finish ?? '',
  ];
}

/** Where the answers of the other lanes are not that of the first. */
function differenceLines({ lanes }: LlmRunView): string[] {
  const [first, ...others] = lanes.flatMap(({ target, response }) =>
    response ? [{ target, response }] : [],
  );
  if (!first) return [];
  return others.flatMap(({ target, response }) => {
    const { differences } = compareAnswers(first.response, response);
    const pair = `${literal(target)} against ${literal(first.target)}`;
    if (differences.length === 0) return [`${pair}: both say the same.`, ''];
    return [
      `| ${pair}: where | ${cell(first.target)} | ${cell(target)} |`,
      '|---|---|---|',
      ...differences.map(
        ({ path, a, b }) =>
          `| ${cell(path)} | ${cell(a === undefined ? 'not there' : shown(a))} | ${cell(b === undefined ? 'not there' : shown(b))} |`,
      ),
      '',
    ];
  });
}

function laneLines({ target, error, response, losses, answerLosses, violations }: LlmLaneView): string[] {
  const told = [...losses, ...answerLosses].filter(({ severity }) => severity !== 'none');
  return [
    `#### ${literal(target)}`,
    '',
    ...(error ? [`**${literal(error.message)}**`, ''] : []),
    ...(response?.candidates ?? []).flatMap(answerLines),
    ...violations.map(
      ({ at, reason }) => `- not as asked${at === '' ? '' : ` at ${literal(at)}`}: ${literal(reason)}`,
    ),
    ...told.map(
      ({ class: kind, severity, path, before, after, reason, source }) =>
        `- ${kind} (${severity}) ${cell(path || '/')}: ${cell(changeText(before, after))}. ${literal(reason)}${source === null ? '' : ` [${literal(source)}]`}`,
    ),
    '',
  ];
}

function answerLines(answer: Candidate, index: number): string[] {
  const text = answerText(answer);
  return [
    ...(index === 0 ? [] : [`Answer ${index + 1}:`, '']),
    ...(text === '' ? [] : [...fenced(text), '']),
    ...answerCalls(answer).map((call) => `- calls ${cell(call.name)} ${cell(shown(call.arguments))}`),
  ];
}

function changeText(before: Json, after: Json): string {
  if (before === null && after === null) return 'left open';
  return `${shown(before, 'left open')} → ${shown(after, 'nothing')}`;
}

/** `nothing`: what null means here. */
function shown(value: Json, nothing = 'null'): string {
  const text = value === null ? nothing : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** Code whatever it holds: its fence is longer than any in it. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text, fence];
}

function cell(text: string): string {
  return text === '' ? '' : literal(text);
}

/** Nothing of it is taken as markup, a link or a mention. */
function literal(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~>]/g, '\\$&')
    .replace(/@/g, '@&#8203;')
    .replace(/:\/\//g, ':&#8203;//');
}

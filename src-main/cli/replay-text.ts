import { STATUS_CODES } from 'node:http';
import type { ProofClass, ProofRow, ProofView, RerunPlan, RerunView } from '../../shared/api/replay.ts';
import type { EffectAnswer, TraceEvent } from '../../shared/trace/event.ts';
import { displayValue } from '../../shared/values/display.ts';
import { modelCell, modelLine } from '../debugger/model-cell.ts';
import type { ComparisonResult } from '../debugger/options.ts';
import { leavesThisMachine } from '../effects/ambient.ts';
import type { RecordedPath } from '../replay/recorded-run.ts';
import { table } from './columns.ts';
import { resultText } from './result.ts';

/** The visits of the root's own steps, numbered, each with how it ended. */
export function stepLines({ events }: RecordedPath): readonly string[] {
  const lines: string[] = [];
  events.forEach((event, index) => {
    if (event.kind !== 'step_entered' || event.step.includes('/')) return;
    const visit = visitOf(events, index);
    lines.push(`Step ${lines.length + 1}: ${titleOf(event, visit)} ${endOf(visit)}`);
  });
  return lines;
}

function visitOf(events: readonly TraceEvent[], entered: number): readonly TraceEvent[] {
  const { step, occ } = events[entered] as TraceEvent;
  const left = events.findIndex(
    (event, i) => i > entered && event.kind === 'step_left' && event.step === step && event.occ === occ,
  );
  return events.slice(entered, left < 0 ? events.length : left + 1);
}

function titleOf({ step }: TraceEvent, visit: readonly TraceEvent[]): string {
  const moved = visit.find((event) => event.kind === 'state_transition');
  return moved?.kind === 'state_transition' ? `${step}: ${moved.from} -> ${moved.to}` : step;
}

function endOf(visit: readonly TraceEvent[]): string {
  const raised = visit.find((event) => event.kind === 'error_raised');
  const left = visit.at(-1);
  if (left?.kind !== 'step_left') return '✗ (cut off)';
  if (raised?.kind !== 'error_raised') return left.outcome === 'failed' ? '✗' : '✓';
  return left.outcome === 'continued' ? `✓ (after ${raised.error.code})` : `✗ (${raised.error.code})`;
}

/** `Response: 200 OK (45s)`: what the outside world answered from an event on, in the node's own time. */
export function responseLines(
  events: readonly TraceEvent[],
  from: number,
  clockScale: number,
): readonly string[] {
  return events.slice(from).flatMap((event, i) => {
    if (event.kind !== 'effect_answered') return [];
    const asked = events
      .slice(0, from + i)
      .findLast(
        (each) => each.kind === 'effect_requested' && each.step === event.step && each.occ === event.occ,
      );
    if (asked?.kind !== 'effect_requested' || !leavesThisMachine(asked.request)) return [];
    return [`Response: ${answerText(event.answer)}${tookText(event.answer, clockScale)}`];
  });
}

function answerText(answer: EffectAnswer): string {
  if (!answer.ok) return answer.error.code;
  const model = modelCell(answer);
  if (model) return `${displayValue(model.said)} ${modelLine(model)}`;
  const { value } = answer;
  const status = typeof value === 'object' && value !== null && 'status' in value ? value['status'] : null;
  return typeof status === 'number' ? `${status} ${STATUS_CODES[status] ?? ''}`.trim() : displayValue(value);
}

function tookText({ attempts, source }: EffectAnswer, clockScale: number): string {
  if (source === 'recorded') return ' (recorded)';
  const last = attempts.at(-1);
  if (last === undefined) return '';
  const seconds = last.durationUs / 1e6 / clockScale;
  const tries = attempts.length > 1 ? `, attempt ${attempts.length}` : '';
  return ` (${seconds < 1 ? seconds.toFixed(2) : Math.round(seconds)}s${tries})`;
}

/** A branch for a person: what it is, how it ended, where it is not what the record is. */
export function replayText(plan: RerunPlan, view: RerunView, result: ComparisonResult): readonly string[] {
  const from = plan.from === null ? '' : ` from ${plan.from.step}`;
  const lines = [
    `${plan.kind === 'replay' ? 'Replay' : 'Branch'} of ${view.of}${from}: ${plan.name}`,
    ...plan.notes.map((note) => `  ${note}`),
    '',
    resultText(result),
  ];
  const differences = Object.entries(view.branch?.difference ?? {}).flatMap(([path, message]) =>
    message === null ? [] : [`  ${path}: ${message}`],
  );
  if (differences.length > 0) lines.push('', 'Where it is not what was recorded:', ...differences);
  else if (plan.kind === 'replay') lines.push('The same as recorded, event by event.');
  if (view.refused.length > 0)
    lines.push('', `Refused, as nothing recorded answers it: ${view.refused.join(', ')}.`);
  return lines;
}

const CLASS_TEXTS: Readonly<Record<ProofClass, string>> = {
  fixed: 'fixed',
  still_diverging: 'still diverging',
  newly_diverging: 'newly diverging',
  changed: 'another result',
  unaffected: 'unaffected',
  needs_values: 'needs values',
  not_run: 'not run',
};

/** The counts of a proof, and each run that is not simply unaffected or fixed. */
export function proofText(view: ProofView, rows: readonly ProofRow[]): readonly string[] {
  const counted = (Object.keys(CLASS_TEXTS) as ProofClass[]).filter((each) => view.counts[each] > 0);
  const open = rows.filter((row) => row.class !== 'unaffected' && row.class !== 'fixed');
  return [
    `Proved on ${view.total} of ${view.seen} stored runs${view.state === 'cancelled' ? ' (cancelled)' : ''}: ${
      counted.map((each) => `${view.counts[each]} ${CLASS_TEXTS[each]}`).join(', ') ||
      'none reaches the change'
    }.`,
    ...(open.length === 0
      ? []
      : table(
          [
            ['run', '', 'before', 'after', ''],
            ...open.map((row) => [row.of, CLASS_TEXTS[row.class], row.before, row.after, row.message]),
          ],
          ['left', 'left', 'left', 'left', 'left'],
        ).map((line) => `  ${line}`)),
  ];
}

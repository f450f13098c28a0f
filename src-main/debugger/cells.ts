import type { Cell } from '../../shared/api/view.ts';
import type { Condition } from '../../shared/node/expression.ts';
import type { EffectAnswer, StepOutcome, TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { isCanonicalObject } from '../../shared/values/canonical.ts';
import { lossNote, modelAnswer } from './model-cell.ts';

/** What one path did in one row, folded event by event. */
export interface CellFold {
  state: Cell['state'];
  label: string;
  value: Canonical | undefined;
  note: string;
  startUs: number;
  endUs: number;
  violations: number;
  effects: number;
  guards: number;
  /** Something more telling than an assignment has been said. */
  settled: boolean;
  first: number;
  last: number;
}

export function newCell(event: TraceEvent, index: number): CellFold {
  return {
    state: 'running',
    label: '',
    value: undefined,
    note: '',
    startUs: event.time,
    endUs: event.time,
    violations: 0,
    effects: 0,
    guards: 0,
    settled: false,
    first: index,
    last: index,
  };
}

const STATE: Record<StepOutcome, Cell['state']> = {
  completed: 'completed',
  continued: 'completed',
  returned: 'returned',
  retried: 'retried',
  failed: 'failed',
};

/** Takes one of the row's own events in. `guards`: the conditions of its step, for their texts. */
export function foldCell(cell: CellFold, event: TraceEvent, guards: () => readonly Condition[]): void {
  switch (event.kind) {
    case 'guard':
      foldGuard(cell, event, guards());
      break;
    case 'contract':
      if (event.verdict === 'violated') cell.violations++;
      break;
    case 'effect_requested':
      cell.effects++;
      break;
    case 'effect_answered':
      foldAnswer(cell, event.answer);
      break;
    case 'loop_started':
      if (Array.isArray(event.items)) say(cell, 'rounds', event.items.length);
      break;
    case 'iteration':
      say(cell, event.name, event.value);
      break;
    case 'yielded':
      say(cell, 'yield', event.value);
      break;
    case 'assigned':
      if (!cell.settled) say(cell, event.name, event.value);
      break;
    case 'bound':
      if (!cell.settled && cell.label === '') say(cell, event.name, event.value);
      break;
    case 'state_transition':
      say(cell, event.machine, `${event.from} → ${event.to}`);
      cell.settled = true;
      break;
    case 'call_returned':
      if (event.outcome.success) say(cell, event.node, event.outcome.outputs);
      else say(cell, event.node, event.outcome.error.code);
      break;
    case 'error_raised':
      say(cell, 'error', event.error.message);
      cell.note = event.error.code;
      cell.settled = true;
      break;
    case 'error_handled':
      cell.note = `${cell.note} · ${event.action}`;
      break;
    case 'step_left':
      cell.state = STATE[event.outcome];
      break;
    case 'result':
      if (event.outcome.success) say(cell, 'success', event.outcome.outputs);
      else {
        say(cell, event.outcome.error.code, event.outcome.error.message);
        cell.note = event.outcome.error.code;
      }
      cell.state = event.outcome.success ? 'completed' : 'failed';
      break;
    default:
      break;
  }
}

export function cellView(cell: CellFold): Cell {
  return {
    state: cell.state,
    label: cell.label,
    value: cell.value,
    note: cell.note,
    startUs: cell.startUs,
    durationUs: cell.endUs - cell.startUs,
    violations: cell.violations,
    effects: cell.effects,
    events: [cell.first, cell.last],
  };
}

function say(cell: CellFold, label: string, value: Canonical): void {
  cell.label = label;
  cell.value = value;
}

function foldGuard(
  cell: CellFold,
  event: Extract<TraceEvent, { kind: 'guard' }>,
  guards: readonly Condition[],
): void {
  cell.guards++;
  const text = guards[event.index]?.text;
  if (!event.value) say(cell, text ?? `guard ${event.index}`, false);
  else if (cell.guards > 1) say(cell, `${cell.guards} guards`, true);
  else say(cell, text ?? '1 guard', true);
}

function foldAnswer(cell: CellFold, answer: EffectAnswer): void {
  const spent = answer.attempts.reduce((sum, attempt) => sum + attempt.durationUs, 0);
  const note: Record<EffectAnswer['source'], string> = {
    performed:
      answer.attempts.length > 1
        ? `performed · ${answer.attempts.length} attempts · ${milliseconds(spent)}`
        : `performed · ${milliseconds(spent)}`,
    shared: 'shared answer',
    recorded: 'recorded answer',
    refused: 'refused',
  };
  // An answer of a model wants the room; how long it took stands beside it anyway.
  const asked = answer.calls !== undefined && answer.source === 'performed' ? '' : note[answer.source];
  cell.note = lossNote(answer) || asked;
  if (!answer.ok) {
    cell.note = answer.error.code;
    return;
  }
  const { value } = answer;
  if (!isCanonicalObject(value)) return;
  if (answer.calls !== undefined) {
    const { json = null, text = null } = modelAnswer(value);
    say(cell, json === null ? 'said' : 'json', json ?? text);
    cell.settled = true;
    return;
  }
  const rows = value['rows'];
  const changes = value['changes'];
  if (Array.isArray(rows) && (rows.length > 0 || changes === 0)) say(cell, 'rows', rows.length);
  else if (changes !== undefined) say(cell, 'changed', changes);
  else if (value['status'] !== undefined) {
    say(cell, 'status', value['status']);
    return;
  } else return;
  cell.settled = true;
}

function milliseconds(us: number): string {
  return `${(us / 1000).toFixed(1)} ms`;
}

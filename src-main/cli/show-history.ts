import type {
  Evaluated,
  EvaluationRow,
  EvaluationView,
  HistoryEntry,
  HistoryView,
  Reservation,
  WhyView,
  Write,
} from '../../shared/api/history.ts';
import { stepName } from '../../shared/trace/place.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { displayValue } from '../../shared/values/display.ts';
import type { Engine } from '../api/engine.ts';
import { Evaluation } from '../debugger/history/evaluation.ts';
import { whyOf } from '../debugger/history/why-view.ts';
import { historyOf } from '../debugger/history/writes.ts';
import { StoredComparison } from '../debugger/stored.ts';
import { newId } from '../store/id.ts';
import { table } from './columns.ts';
import { Failure } from './failure.ts';

/** What is asked about the past of a recorded comparison. */
export interface HistoryQuestion {
  readonly history?: string;
  readonly why?: string;
  readonly eval?: string;
  readonly step?: string;
}

/** Writes that are listed. */
const WRITES = 200;
/** Rows of an evaluation read at a time. */
const PAGE = 500;

export function asksHistory({ history, why, eval: expression, step }: HistoryQuestion): boolean {
  const asked = [history, why, expression].filter((one) => one !== undefined).length;
  if (asked > 1)
    throw new Failure('usage', 'Only one of --history, --why and --eval can be asked at a time.');
  if ((expression === undefined) !== (step === undefined))
    throw new Failure('usage', '--eval and --step belong together: the expression, and the step it is for.');
  return asked === 1;
}

/** Answers one question; the JSON is what the API gives. */
export async function showHistory(
  engine: Engine,
  comparison: string,
  question: HistoryQuestion,
): Promise<{ readonly json: unknown; readonly text: string }> {
  const stored = await StoredComparison.open(engine.store, comparison, (node) =>
    engine.ledger.rulesFor(node),
  );
  if (stored === undefined) throw new Failure('not_found', `There is no comparison ${comparison} any more.`);
  const { history, why, eval: expression, step } = question;
  if (history !== undefined) {
    const found = await historyOf(stored.model, at(stored, history), WRITES);
    if (found === undefined || found.entries.length === 0)
      throw new Failure('not_found', `Nothing writes ${history} in ${comparison}.`);
    return { json: found, text: historyText(found) };
  }
  if (why !== undefined) {
    const found = whyOf(stored.model, { kind: 'value', at: at(stored, why) });
    if (found === undefined)
      throw new Failure(
        'not_found',
        `There is nothing called ${why} in ${comparison}, or only one path was run.`,
      );
    return { json: found, text: whyText(found) };
  }
  return evaluated(engine, stored, comparison, expression ?? '', step ?? '');
}

/** As it stands when the run has ended. */
function at({ model }: StoredComparison, name: string): { readonly row: number; readonly name: string } {
  return { row: Math.max(0, model.rowCount - 1), name };
}

async function evaluated(
  engine: Engine,
  stored: StoredComparison,
  comparison: string,
  expression: string,
  step: string,
): Promise<{ readonly json: unknown; readonly text: string }> {
  const { node, startedAt } = stored.view();
  const started = Evaluation.start(
    { store: engine.store, newId, rulesFor: (of) => engine.ledger.rulesFor(of) },
    { comparison, step, expression, everywhere: true },
    { node, startedAt, model: stored.model },
  );
  if (!started.ok) {
    const { message, column } = started.refusal;
    throw new Failure('usage', `--eval, column ${column}: ${message}`);
  }
  const evaluation = started.value;
  await evaluation.finished;
  const { view } = evaluation;
  if (view.state === 'failed') throw new Failure('store', view.message);
  const rows: EvaluationRow[] = [];
  for (let from = 0; from < view.rows; from += PAGE) rows.push(...evaluation.rows(from, PAGE));
  if (rows.length === 0) throw new Failure('not_found', `No recorded run of ${node} has visited ${step}.`);
  const { seen, having, differing, unlisted } = view;
  return { json: { step, expression, seen, having, differing, unlisted, rows }, text: rowsText(view, rows) };
}

function historyText({ of, entries, split, status }: HistoryView): string {
  const cells = entries.map((entry) => [
    entry.rule === undefined ? MARKS[entry.status] : `${MARKS[entry.status]} ${entry.rule}`,
    placeText(entry),
    writeText(entry.reference),
    writeText(entry.direct),
    (entry.reference ?? entry.direct)?.inputs
      .map((input) => `${input.label} ${valueText(input.value)}`)
      .join(', ') ?? '',
  ]);
  const head = ['', 'step', 'reference', 'direct', 'computed from'];
  const lines = table([head, ...cells], ['left', 'left', 'left', 'left', 'left']);
  const parts = split === null ? '' : `The paths part at ${placeText(split)}.`;
  return [`${of.name}: ${status === 'equal' ? 'alike on both paths' : 'not alike'}`, '', ...lines, '', parts]
    .join('\n')
    .trimEnd();
}

const MARKS: Readonly<Record<HistoryEntry['status'], string>> = {
  equal: '✓',
  differs: '✗',
  accepted: '≈',
  uncompared: '≈',
  reference_only: '✗',
  direct_only: '✗',
};

function placeText({ step, occ, round }: HistoryEntry): string {
  const name = step === '' ? 'inputs' : stepName(step);
  return round >= 0 ? `${name} round ${round + 1}` : occ.includes('.') ? `${name} ${occ}` : name;
}

function writeText(write: Write | null): string {
  if (write === null) return '–';
  return write.old === undefined
    ? valueText(write.value)
    : `${valueText(write.old)} → ${valueText(write.value)}`;
}

function whyText({ sentence, chain, others }: WhyView): string {
  const lines = chain.map(
    (link) =>
      `  ${stepName(link.step) || 'the node'}  ${link.label}  ${valueText(link.reference)} | ${valueText(link.direct)}${reservedText(link.reservation)}`,
  );
  const more = others > 0 ? ['', `${others} other first differences lead here, too.`] : [];
  return [sentence, '', ...lines, ...more].join('\n');
}

function reservedText(reservation: Reservation | null): string {
  if (reservation === null) return '';
  return reservation.status === 'accepted' ? `  ≈ ${reservation.rule}` : '  ≈ not compared';
}

function rowsText(view: EvaluationView, rows: readonly EvaluationRow[]): string {
  const cells = rows.map((row) => [
    row.comparison,
    row.occ,
    cameText(row.reference),
    cameText(row.direct),
    differenceText(row),
  ]);
  const head = ['run', 'visit', 'reference', 'direct', 'difference'];
  const lines = table([head, ...cells], ['left', 'left', 'right', 'right', 'right']);
  const more = view.unlisted > 0 ? `, ${view.unlisted} more not listed` : '';
  return [
    `${view.expression} after each visit of ${view.step}`,
    '',
    ...lines,
    '',
    `${view.differing} of ${view.rows} differ; ${view.having} of ${view.seen} runs have the step${more}.`,
  ].join('\n');
}

function differenceText({ status, rule, difference }: EvaluationRow): string {
  if (status === 'equal') return '=';
  if (status === 'accepted' || status === 'uncompared')
    return `${difference} ≈ ${rule ?? 'not compared'}`.trim();
  return difference || status.replace('_', ' ');
}

function cameText(evaluated: Evaluated | undefined): string {
  if (evaluated === undefined) return '–';
  switch (evaluated.kind) {
    case 'value':
      return valueText(evaluated.value);
    case 'sensitive':
      return 'only a fingerprint';
    case 'unbound':
      return `no ${evaluated.name}`;
    case 'error':
      return evaluated.code;
  }
}

function valueText(value: Canonical | undefined): string {
  return value === undefined ? 'nothing' : displayValue(value, 40);
}

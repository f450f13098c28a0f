import { create } from 'zustand';
import type { HistoryEntry, HistoryView, ValueAt, WhyTarget, WhyView } from '../../../shared/api/history.ts';
import type { Asked } from '../../app/address.ts';
import { api, failureOf } from '../../app/api.ts';
import { showPanel } from '../../app/docking.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { goToEvent, jumpTo, leap } from '../debugger/travel.ts';

/** What is asked about the past of a comparison. */
export type Question =
  | { readonly kind: 'writes'; readonly comparison: string; readonly at: ValueAt; readonly most: number }
  | { readonly kind: 'why'; readonly comparison: string; readonly target: WhyTarget; readonly name: string };

export interface HistoryState {
  readonly question: Question | null;
  readonly history: HistoryView | null;
  readonly why: WhyView | null;
  readonly problem: string | null;
}

/** Writes shown on either side of the row at first. */
const MOST = 25;

export const useHistory = create<HistoryState>(() => ({
  question: null,
  history: null,
  why: null,
  problem: null,
}));

/** Opens the writes of a variable or a field of one, as it stands at the selected row. */
export function showWrites(name: string, row = useDebugger.getState().selected, most = MOST): void {
  const { comparison } = useDebugger.getState();
  if (comparison !== null) ask({ kind: 'writes', comparison, at: { row, name }, most });
}

export function showMore(): void {
  const { question } = useHistory.getState();
  if (question?.kind === 'writes')
    showWrites(question.at.name, question.at.row, Math.min(200, question.most * 4));
}

export function showWhyValue(name: string, row = useDebugger.getState().selected): void {
  showWhy({ kind: 'value', at: { row, name } }, name);
}

export function showWhyDivergence(index: number, name: string): void {
  showWhy({ kind: 'divergence', index }, name);
}

function showWhy(target: WhyTarget, name: string): void {
  const { comparison } = useDebugger.getState();
  if (comparison !== null) ask({ kind: 'why', comparison, target, name });
}

/** The question as an address has it; null where none is asked of this comparison. */
export function asked(question: Question | null, comparison: string | null): Asked | null {
  if (question === null || question.comparison !== comparison) return null;
  if (question.kind === 'writes') return { kind: 'writes', at: question.at.row, name: question.at.name };
  const { target, name } = question;
  return target.kind === 'value'
    ? { kind: 'why', at: target.at.row, name }
    : { kind: 'divergence', at: target.index, name };
}

/** Asks what an address asks, unless that is asked already. */
export function askAgain(wanted: Asked): void {
  const { comparison } = useDebugger.getState();
  const now = asked(useHistory.getState().question, comparison);
  if (now?.kind === wanted.kind && now.at === wanted.at && now.name === wanted.name) return;
  if (wanted.kind === 'writes') showWrites(wanted.name, wanted.at);
  else if (wanted.kind === 'why') showWhyValue(wanted.name, wanted.at);
  else showWhyDivergence(wanted.at, wanted.name);
}

function ask(question: Question): void {
  leap();
  useHistory.setState({ question, history: null, why: null, problem: null });
  showPanel('history');
  void answer();
}

/** Asks again: while a comparison runs, its past grows. */
export async function answer(): Promise<void> {
  const { question } = useHistory.getState();
  if (question === null) return;
  const { comparison } = question;
  const answered = (state: Partial<HistoryState>): void => {
    if (useHistory.getState().question === question) useHistory.setState({ problem: null, ...state });
  };
  try {
    if (question.kind === 'writes')
      answered({ history: await api().history.of(comparison, question.at, question.most) });
    else answered({ why: await api().history.why(comparison, question.target) });
  } catch (error) {
    answered({ problem: failureOf(error).message });
  }
}

/** To the write, on the path that has it; the other one stands where it was at that moment. */
export function goToWrite({ reference, direct, row }: HistoryEntry): void {
  if (reference && direct) jumpTo(row);
  else if (reference) void goToEvent('reference', reference.event);
  else if (direct) void goToEvent('direct', direct.event);
}

/** Goes to a link of the chain, on the path that has it. */
export function goToLink(events: {
  readonly reference: number | null;
  readonly direct: number | null;
}): void {
  if (events.reference !== null) void goToEvent('reference', events.reference);
  else if (events.direct !== null) void goToEvent('direct', events.direct);
}

import { create } from 'zustand';
import type { EvaluationRow, EvaluationView } from '../../../shared/api/history.ts';
import { api, failureOf, type Stop } from '../../app/api.ts';
import { focusPanel } from '../../app/docking.ts';
import { navigate } from '../../app/navigation.ts';
import { toast } from '../../app/ui-store.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { jumpTo } from '../debugger/travel.ts';

/** An expression over the recorded visits of a step. */
export interface ExpressionState {
  /** Whose step it is. */
  readonly node: string;
  readonly step: string;
  readonly expression: string;
  readonly everywhere: boolean;
  readonly view: EvaluationView | null;
  readonly rows: readonly EvaluationRow[];
  readonly onlyDiffering: boolean;
  /** `column`: where in the expression it is, from 1; null where it is not in it. */
  readonly problem: { readonly message: string; readonly column: number | null } | null;
}

const PAGE = 500;
const nothing = { view: null, rows: [], problem: null } as const;

export const useExpression = create<ExpressionState>(() => ({
  ...nothing,
  node: '',
  step: '',
  expression: '',
  everywhere: true,
  onlyDiffering: false,
}));

let stopWatching: Stop = () => undefined;
let reading: { readonly evaluation: string; again: boolean } | null = null;

/** Opens the panel on a step; what was evaluated on another one goes. */
export function openExpression(node: string, step: string): void {
  const { node: before, step: stepBefore } = useExpression.getState();
  if (node !== before || step !== stepBefore) {
    stopWatching();
    useExpression.setState({ ...nothing, node, step });
  }
  focusPanel('expression');
}

export function typeExpression(expression: string): void {
  useExpression.setState({ expression, problem: null });
}

export async function evaluate(): Promise<void> {
  const { comparison } = useDebugger.getState();
  const { step, expression, everywhere } = useExpression.getState();
  if (comparison === null || step === '' || expression.trim() === '') return;
  stopWatching();
  useExpression.setState(nothing);
  try {
    const started = await api().history.evaluate({ comparison, step, expression, everywhere });
    if (!started.ok) {
      useExpression.setState({ problem: started });
      return;
    }
    stopWatching = api().watchEvaluation(
      started.id,
      (view) => {
        useExpression.setState({ view });
        readRows(started.id).catch(() => undefined);
      },
      ({ message }) => useExpression.setState({ problem: { message, column: null } }),
    );
  } catch (error) {
    useExpression.setState({ problem: { message: failureOf(error).message, column: null } });
  }
}

/** Rows come in the order in which they are found: only what is new is read, one read at a time. */
async function readRows(evaluation: string): Promise<void> {
  if (reading?.evaluation === evaluation) {
    reading.again = true;
    return;
  }
  const mine: NonNullable<typeof reading> = { evaluation, again: true };
  reading = mine;
  try {
    while (mine.again) {
      mine.again = false;
      const { rows, view } = useExpression.getState();
      if (view?.id !== evaluation) return;
      const more = await api().history.evaluationRows(evaluation, rows.length, PAGE);
      if (useExpression.getState().view?.id !== evaluation) return;
      if (more.length > 0) useExpression.setState({ rows: [...rows, ...more] });
      mine.again ||= more.length === PAGE;
    }
  } finally {
    if (reading === mine) reading = null;
  }
}

export function cancelEvaluation(): void {
  const { view } = useExpression.getState();
  if (view) api().history.cancelEvaluation(view.id).catch(report);
}

/** To the visit, in the run that has it. */
export async function openVisit({ comparison, occ }: EvaluationRow): Promise<void> {
  const { step } = useExpression.getState();
  try {
    const row = await api().history.row(comparison, step, occ);
    if (comparison === useDebugger.getState().comparison) jumpTo(row);
    else navigate({ view: 'comparison', comparison, row });
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  toast('error', failureOf(error).message);
}

import type { LlmForecast } from '../../../shared/api/llm.ts';
import type { Loss, Severity } from '../../../shared/llm/losses/loss.ts';

const RANK: Readonly<Record<Severity, number>> = { none: 0, low: 1, medium: 2, high: 3 };

/** A field of the request that some model loses something of. */
export interface Column {
  /** JSON pointer of the field: `/parameters/seed`, `/messages/1`, `/responseFormat`. */
  readonly path: string;
  readonly title: string;
}

export interface Cell {
  readonly worst: Loss;
  readonly count: number;
}

/** The field that a loss belongs to: a message, a tool, a control, or a whole group of few. */
export function columnOf(path: string): string {
  const [, first = '', second] = path.split('/');
  return second === undefined || ['responseFormat', 'toolChoice', 'metadata', 'extensions'].includes(first)
    ? `/${first}`
    : `/${first}/${second}`;
}

/** Fields with losses: those that weigh most first, then those that most models lose, then by name. */
export function columnsOf(forecasts: readonly LlmForecast[], withNone: boolean): readonly Column[] {
  const found = new Map<string, { worst: number; models: number }>();
  for (const { losses } of forecasts) {
    const own = new Map<string, number>();
    for (const { path, severity } of losses) {
      if (severity === 'none' && !withNone) continue;
      const column = columnOf(path);
      own.set(column, Math.max(own.get(column) ?? 0, RANK[severity]));
    }
    for (const [column, rank] of own) {
      const before = found.get(column) ?? { worst: 0, models: 0 };
      found.set(column, { worst: Math.max(before.worst, rank), models: before.models + 1 });
    }
  }
  return [...found]
    .toSorted(
      ([a, one], [b, other]) => other.worst - one.worst || other.models - one.models || (a < b ? -1 : 1),
    )
    .map(([path]) => ({ path, title: titleOf(path) }));
}

/** What a model loses of a field; null: it arrives. */
export function cellOf({ losses }: LlmForecast, column: string, withNone: boolean): Cell | null {
  const own = losses.filter(
    ({ path, severity }) => (withNone || severity !== 'none') && columnOf(path) === column,
  );
  const [worst] = own.toSorted((a, b) => RANK[b.severity] - RANK[a.severity]);
  return worst ? { worst, count: own.length } : null;
}

/** Heaviest first, in the request's order among equals. */
export function bySeverity(losses: readonly Loss[]): readonly Loss[] {
  return losses.toSorted((a, b) => RANK[b.severity] - RANK[a.severity]);
}

function titleOf(path: string): string {
  const [, first = '', second] = path.split('/');
  if (second === undefined) return first === '' ? 'request' : first;
  if (first === 'parameters') return second;
  return /^\d+$/.test(second) ? `${first.replace(/s$/, '')} ${Number(second) + 1}` : `${first}.${second}`;
}

import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { LlmForecast } from '../../../shared/api/llm.ts';
import { cx } from '../../components/cx.ts';
import { useFirstFocus } from '../../components/use-first-focus.ts';
import styles from './Losses.module.css';
import { SeverityMark } from './LossList.tsx';
import { cellOf, columnsOf } from './matrix.ts';
import { chooseLane, useProviders } from './providers-store.ts';
import { Score } from './Score.tsx';
import severity from './Severity.module.css';

interface Props {
  readonly forecasts: readonly LlmForecast[];
  readonly withNone: boolean;
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Models down, fields across; a cell is what the model loses of the field. */
export function Matrix({ forecasts, withNone }: Props) {
  const { cell, lanes } = useProviders();
  const grid = useRef<HTMLTableElement>(null);
  const columns = columnsOf(forecasts, withNone);
  const at = {
    row: Math.max(
      0,
      forecasts.findIndex(({ target }) => target === cell?.target),
    ),
    column: columns.findIndex(({ path }) => path === cell?.column),
  };
  const first = useRef<HTMLButtonElement>(null);
  useFirstFocus(first, 'matrix');
  useEffect(() => {
    // The details take room from the table: what they are about stays in view.
    if (cell) grid.current?.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [cell]);
  const open = (row: number, column: number) => {
    const target = forecasts[row]?.target;
    if (target !== undefined)
      useProviders.setState({ cell: { target, column: columns[column]?.path ?? null } });
  };
  const keys = (event: KeyboardEvent) => {
    const target = forecasts[at.row]?.target;
    if (event.key === ' ' && event.target instanceof HTMLButtonElement && target !== undefined) {
      event.preventDefault();
      chooseLane(target, !lanes.includes(target));
      return;
    }
    const move = MOVES[event.key];
    if (!move || !(event.target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const row = Math.min(forecasts.length - 1, Math.max(0, at.row + move[0]));
    const column = Math.min(columns.length - 1, Math.max(-1, at.column + move[1]));
    open(row, column);
    grid.current?.querySelector<HTMLElement>(`[data-place="${row}:${column}"]`)?.focus();
  };
  const place = (row: number, column: number) => ({
    'data-place': `${row}:${column}`,
    tabIndex: row === at.row && column === at.column ? 0 : -1,
    'aria-pressed': cell !== null && row === at.row && column === at.column,
    onClick: () => open(row, column),
  });
  return (
    <div className={styles.scroll}>
      <table ref={grid} className={styles.matrix} onKeyDown={keys} aria-label="What every model would lose">
        <thead>
          <tr>
            <th scope="col" className={styles.model}>
              Model
            </th>
            <th scope="col" className={styles.number}>
              Fidelity
            </th>
            {columns.map(({ path, title }) => (
              <th key={path} scope="col" title={path}>
                {title}
              </th>
            ))}
            <td className={styles.rest} />
          </tr>
        </thead>
        <tbody>
          {forecasts.map((forecast, row) => (
            <tr key={forecast.target} className={cx(cell?.target === forecast.target && styles.active)}>
              <th scope="row" className={styles.model}>
                <input
                  type="checkbox"
                  aria-label={`Run ${forecast.target} as a lane`}
                  checked={lanes.includes(forecast.target)}
                  tabIndex={row === at.row ? 0 : -1}
                  onChange={(event) => chooseLane(forecast.target, event.target.checked)}
                />
                <button
                  ref={row === 0 ? first : undefined}
                  type="button"
                  {...place(row, -1)}
                  title={`${forecast.target}, ${forecast.dialect}`}
                >
                  {forecast.target}
                </button>
                {forecast.refused.length > 0 && <em className={styles.refused}>refused</em>}
              </th>
              <td className={styles.number}>
                <Score score={forecast.score} />
              </td>
              {columns.map((column, index) => {
                const found = cellOf(forecast, column.path, withNone);
                return (
                  <td key={column.path}>
                    {found ? (
                      <button
                        type="button"
                        className={cx(severity.badge, severity[found.worst.severity], styles.cell)}
                        {...place(row, index)}
                      >
                        <span className="visually-hidden">{`${forecast.target}, ${column.title}: `}</span>
                        <SeverityMark severity={found.worst.severity} />
                        {found.worst.class}
                        {found.count > 1 && <small>×{found.count}</small>}
                        <span className="visually-hidden">{`, severity ${found.worst.severity}`}</span>
                      </button>
                    ) : (
                      <button
                        type="button"
                        className={cx(severity.badge, styles.cell, styles.arrives)}
                        aria-label={`${forecast.target}, ${column.title}: arrives`}
                        {...place(row, index)}
                      >
                        =
                      </button>
                    )}
                  </td>
                );
              })}
              <td className={styles.rest} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

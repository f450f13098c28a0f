import { memo } from 'react';
import type { StepRow as Row } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { cx } from '../../components/cx.ts';
import { isShort } from '../../components/values.ts';
import { select, showTab, toggleClosed, useKnownRow } from './debugger-store.ts';
import { RowChevron } from './RowChevron.tsx';
import { StepCell } from './StepCell.tsx';
import styles from './StepList.module.css';

interface Props {
  readonly index: number;
  readonly top: number;
  readonly paths: readonly PathName[];
  /** Characters that a path's column has room for. */
  readonly room: number;
  readonly selected: boolean;
  /** The paths stand here. */
  readonly standing: boolean;
  readonly live: boolean;
  /** The paths are two runs that are compared. */
  readonly runs: boolean;
  readonly open: boolean;
  /** The rule that accepts what differs here. */
  readonly rule: string | undefined;
}

/** Pixels that the narrowest column has for name and operation, and what a character of theirs takes. */
const NAME = { room: 146, level: 16, name: 8, operation: 6.5 };

const WORDS: Partial<Record<Row['status'], string>> = {
  diverged: 'diverged',
  consequence: 'differs as a consequence',
  reference_only: 'only on the reference path',
  direct_only: 'only on the direct path',
  accepted: 'differs, accepted',
};
const WORDS_OF_RUNS: typeof WORDS = {
  ...WORDS,
  reference_only: 'only in trace A',
  direct_only: 'only in trace B',
};

export const StepRow = memo(function StepRow({
  index,
  top,
  paths,
  room,
  selected,
  standing,
  live,
  runs,
  open,
  rule,
}: Props) {
  const row = useKnownRow(index);
  const place = { top };
  if (!row)
    return (
      <div
        role="row"
        className={cx(styles.row, styles.unread)}
        style={place}
        aria-busy="true"
        aria-rowindex={index + 2}
      />
    );
  const name = row.kind === 'round' ? `round ${Number(row.name) + 1 || row.name}` : row.name;
  const operation = row.kind === 'step' && rule === undefined ? row.operation : '';
  const short =
    rule === undefined &&
    isShort(`${name}${operation}`, NAME.room) &&
    name.length * NAME.name + operation.length * NAME.operation <= NAME.room - row.depth * NAME.level;
  const word = (runs ? WORDS_OF_RUNS : WORDS)[row.status];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the treegrid around it has the keys
    <div
      id={`step-row-${index}`}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      {...(row.descendants > 0 ? { 'aria-expanded': open } : {})}
      data-status={row.status}
      className={cx(styles.row, styles[row.status], selected && styles.selected, standing && styles.standing)}
      style={place}
      onClick={() => select(index)}
      onDoubleClick={() => showTab('events')}
    >
      <div
        role="gridcell"
        className={cx(styles.name, short && styles.short)}
        style={{ paddingLeft: 8 + row.depth * 16 }}
      >
        <RowChevron
          name={row.name}
          leaf={row.descendants === 0}
          open={open}
          onToggle={() => toggleClosed(row)}
        />
        <span className={cx(styles.label, row.kind === 'round' && styles.round)} title={row.step || row.name}>
          {name}
        </span>
        {standing && <span className="visually-hidden">, the paths stand here</span>}
        {word && <span className="visually-hidden">, {word}</span>}
        {rule !== undefined && (
          <span className={styles.rule} title={`What differs here is accepted by rule ${rule}`}>
            ≈ {rule}
          </span>
        )}
        <em>{operation}</em>
      </div>
      {paths.map((path) => (
        <StepCell key={path} row={row} path={path} live={live} room={room} />
      ))}
    </div>
  );
});

import { GitBranch } from 'lucide-react';
import { memo } from 'react';
import type { BranchRow } from '../../../shared/api/replay.ts';
import type { StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { cx } from '../../components/cx.ts';
import { RowChevron } from '../debugger/RowChevron.tsx';
import { StepCell } from '../debugger/StepCell.tsx';
import list from '../debugger/StepList.module.css';
import styles from './FourColumns.module.css';

interface Props {
  readonly index: number;
  /** Undefined while it is being read. */
  readonly row: BranchRow | undefined;
  readonly top: number;
  readonly paths: readonly PathName[];
  readonly selected: boolean;
  /** Here the branch leaves the original. */
  readonly position: boolean;
  readonly open: boolean;
  readonly onSelect: (index: number) => void;
  readonly onToggle: (row: BranchRow) => void;
}

const CHANGES = {
  differs: 'not as in the original',
  original_only: 'not in the branch',
  branch_only: 'only in the branch',
} as const;

export const FourColumnsRow = memo(function FourColumnsRow({
  index,
  row,
  top,
  paths,
  selected,
  position,
  open,
  onSelect,
  onToggle,
}: Props) {
  const place = { top };
  if (!row)
    return (
      <div
        role="row"
        className={cx(list.row, list.unread)}
        style={place}
        aria-busy="true"
        aria-rowindex={index + 2}
      />
    );
  const diverged = row.branchStatus === 'diverged';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the treegrid around it has the keys
    <div
      id={`branch-row-${index}`}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      {...(row.descendants > 0 ? { 'aria-expanded': open } : {})}
      data-changed={paths.some((path) => isChange(row, path))}
      className={cx(
        list.row,
        styles.row,
        selected && list.selected,
        position && styles.position,
        row.recalled && styles.recalled,
        diverged && styles.diverged,
      )}
      style={place}
      onClick={() => onSelect(index)}
    >
      <div role="gridcell" className={list.name} style={{ paddingLeft: 8 + row.depth * 14 }}>
        <RowChevron name={row.name} leaf={row.descendants === 0} open={open} onToggle={() => onToggle(row)} />
        <span
          className={cx(list.label, styles.label, row.kind === 'round' && list.round)}
          title={row.step || row.name}
        >
          {row.kind === 'round' ? `round ${Number(row.name) + 1 || row.name}` : row.name}
        </span>
        {position && (
          <span className={styles.here} title="The branch begins here">
            <GitBranch size={12} aria-hidden="true" />
            <span className="visually-hidden">, the branch begins here</span>
          </span>
        )}
        {row.recalled && <span className="visually-hidden">, as it was recorded</span>}
        {diverged && <span className="visually-hidden">, the paths of the branch diverge</span>}
      </div>
      {paths.map((path) => (
        <StepCell key={`original ${path}`} row={side(row, 'original')} path={path} live={false} />
      ))}
      {paths.map((path) => (
        <BranchCell key={`branch ${path}`} row={row} path={path} />
      ))}
    </div>
  );
});

/** What the branch did: quiet where it is what the original did, marked where it is not. */
function BranchCell({ row, path }: { readonly row: BranchRow; readonly path: PathName }) {
  const change = row.changed[path];
  if (change === 'equal' && row.branch[path] !== null)
    return (
      <div role="gridcell" className={cx(list.cell, styles.branch)}>
        <span className={list.same} title="equal to the original">
          =
        </span>
      </div>
    );
  const word = change === null || change === 'equal' ? undefined : CHANGES[change];
  return (
    <StepCell
      row={side(row, 'branch')}
      path={path}
      live={false}
      {...(word === undefined ? {} : { mark: word })}
    />
  );
}

function isChange(row: BranchRow, path: PathName): boolean {
  const change = row.changed[path];
  return change !== null && change !== 'equal';
}

/** One side of the row as a row of its own comparison. */
function side(row: BranchRow, which: 'original' | 'branch'): StepRow {
  const cells = row[which];
  const status = which === 'original' ? row.originalStatus : row.branchStatus;
  return { ...row, status: status ?? 'pending', reference: cells.reference, direct: cells.direct };
}

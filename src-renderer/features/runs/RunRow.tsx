import { ChevronDown, ChevronRight, Pin } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { LibraryItem, LibraryOrigin } from '../../../shared/api/library.ts';
import { navigate } from '../../app/navigation.ts';
import { cx } from '../../components/cx.ts';
import { Dot } from '../../components/Dot.tsx';
import { PathMark } from '../../components/PathMark.tsx';
import { showAge, showDuration } from '../../components/time.ts';
import { closeBranches, openBranches, toggleSelected, useLibrary } from './library-store.ts';
import styles from './Runs.module.css';
import { rowAt } from './rows.ts';
import { fits } from './run-room.ts';
import { runTone } from './run-status.ts';

interface Props {
  readonly index: number;
  readonly top: number;
  /** Pixels that a name and a summary have, where they stand alone. */
  readonly nameRoom: number;
  readonly summaryRoom: number;
  readonly active: boolean;
}

export const RunRow = memo(function RunRow({ index, top, nameRoom, summaryRoom, active }: Props) {
  const { item, branch, open, selected } = useLibrary(
    useShallow((list) => {
      const { item = null, branch = false, open = false } = rowAt(list, index) ?? {};
      return { item, branch, open, selected: item !== null && list.selected.has(item.comparison) };
    }),
  );
  const click = (event: MouseEvent) => {
    useLibrary.setState({ cursor: index });
    if (!item) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) toggleSelected(item);
    else navigate({ view: 'comparison', comparison: item.comparison, row: null });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
    <div
      id={`run-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-level={branch ? 2 : 1}
      aria-selected={selected}
      aria-expanded={item && !branch && item.branches > 0 ? open : undefined}
      aria-busy={item === null || undefined}
      className={cx(
        styles.row,
        active && styles.active,
        selected && styles.selected,
        branch && styles.branch,
      )}
      style={{ top }}
      onClick={click}
    >
      {item ? (
        <Cells
          item={item}
          branch={branch}
          open={open}
          index={index}
          nameRoom={nameRoom}
          summaryRoom={summaryRoom}
        />
      ) : (
        <span role="gridcell">…</span>
      )}
    </div>
  );
});

interface CellsProps extends Omit<Props, 'top' | 'active'> {
  readonly item: LibraryItem;
  readonly branch: boolean;
  readonly open: boolean;
}

function Cells({ item, branch, open, index, nameRoom, summaryRoom }: CellsProps) {
  const name = item.name ?? (branch ? item.change : null);
  const bare = !name && !item.pinned && item.branches === 0 && fits(item.node, nameRoom);
  const brief = item.origin === 'run' && item.tags.length === 0 && fits(item.summary, summaryRoom);
  return (
    <>
      <span role="gridcell" className={cx(styles.name, bare && styles.short)}>
        {!branch && item.branches > 0 && <Opener index={index} open={open} count={item.branches} />}
        {item.pinned && (
          <>
            <Pin size={12} className={styles.pin} aria-hidden="true" />
            <span className="visually-hidden">pinned</span>
          </>
        )}
        {name && <b title={name}>{name}</b>}
        {(!branch || !name) && <span title={item.node}>{item.node}</span>}
      </span>
      <span role="gridcell">
        <Dot tone={runTone(item.status)} />
        <span
          {...(item.status === 'accepted'
            ? { title: 'It differs, and rules of the ledger accept all of that: open it to see which' }
            : {})}
        >
          {item.status}
        </span>
      </span>
      <span role="gridcell" className={cx(styles.summary, brief && styles.short)} title={item.summary}>
        {item.origin !== 'run' && <em>{ORIGINS[item.origin]}</em>}
        <span>{item.summary}</span>
        {item.tags.slice(0, TAGS).map((tag) => (
          <i key={tag}>#{tag}</i>
        ))}
        {item.tags.length > TAGS && <i title={item.tags.join(', ')}>+{item.tags.length - TAGS}</i>}
      </span>
      <span role="gridcell">
        {item.paths.map((path) => (
          <PathMark key={path} path={path} named={item.paths.length === 1} />
        ))}
      </span>
      <span role="gridcell" className={styles.number}>
        {showDuration(item.durationMs * 1000)}
      </span>
      <span role="gridcell" title={new Date(item.startedAt).toISOString()}>
        {showAge(item.startedAt, Date.now())}
      </span>
    </>
  );
}

const TAGS = 2;
const ORIGINS: Readonly<Record<Exclude<LibraryOrigin, 'run'>, string>> = {
  ingested: 'ingested',
  replay: 'replay',
  what_if: 'what-if',
  proof: 'proof',
};

/** For the pointer; the keys are ← and →. */
function Opener({
  index,
  open,
  count,
}: {
  readonly index: number;
  readonly open: boolean;
  readonly count: number;
}) {
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.opener}
      aria-label={`${open ? 'Hide' : 'Show'} ${count} ${count === 1 ? 'branch' : 'branches'}`}
      onClick={(event) => {
        event.stopPropagation();
        if (open) closeBranches(index);
        else openBranches(index).catch(() => undefined);
      }}
    >
      <Icon size={13} aria-hidden="true" />
      {count}
    </button>
  );
}

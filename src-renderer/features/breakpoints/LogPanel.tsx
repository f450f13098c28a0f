import { memo, useEffect, useRef } from 'react';
import type { BreakpointLog, LogLine } from '../../../shared/api/breakpoints.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/States.tsx';
import { reveal, select, useDebugger } from '../debugger/debugger-store.ts';
import { SideMark } from '../debugger/SideMark.tsx';
import { openForm, useBreakpoints } from './breakpoints-store.ts';
import styles from './LogPanel.module.css';

/** What log points wrote: as the paths run, or what they would have written in a recorded run. */
export function LogPanel() {
  const live = useDebugger(({ view }) => view?.live);
  const recorded = useBreakpoints((state) => state.hits?.log);
  const selected = useDebugger((state) => state.shown);
  // Of a run that has ended, log points that were set since have their lines too.
  const log = (live && live.state !== 'ended' ? live.log : (recorded ?? live?.log)) ?? null;
  if (log === null)
    return (
      <Empty
        title="Nothing logged"
        actions={<Button onClick={() => openForm({}, 'log')}>Add a log point</Button>}
      >
        A breakpoint with a log text writes a line here instead of stopping.
      </Empty>
    );
  return <Lines log={log} selected={selected} />;
}

function Lines({ log, selected }: { readonly log: BreakpointLog; readonly selected: number }) {
  const host = useRef<HTMLDivElement>(null);
  const newest = log.before + log.lines.length;
  useEffect(() => {
    if (newest > 0) host.current?.scrollTo({ top: host.current.scrollHeight });
  }, [newest]);
  return (
    <div ref={host} className={styles.log}>
      {log.before > 0 && <p className={styles.gone}>{log.before} earlier lines are not kept.</p>}
      <ol className={styles.lines} aria-label="Log">
        {log.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their number
          <Line key={log.before + index} line={line} selected={line.row === selected} />
        ))}
      </ol>
    </div>
  );
}

const Line = memo(
  function Line({ line, selected }: { readonly line: LogLine; readonly selected: boolean }) {
    return (
      <li>
        <button
          type="button"
          className={cx(styles.line, selected && styles.selected)}
          onClick={() => {
            reveal(line.row);
            select(line.row);
          }}
        >
          <SideMark path={line.path} />
          <code>{line.message}</code>
          <small>row {line.row + 1}</small>
        </button>
      </li>
    );
  },
  (a, b) => a.selected === b.selected && a.line.message === b.line.message && a.line.row === b.line.row,
);

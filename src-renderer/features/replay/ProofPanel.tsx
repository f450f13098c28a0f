import { Square } from 'lucide-react';
import { useMemo } from 'react';
import type { ProofClass, ProofRow, ProofView } from '../../../shared/api/replay.ts';
import { navigate } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { type Column, DataGrid } from '../../components/DataGrid.tsx';
import { Dot, type DotTone } from '../../components/Dot.tsx';
import { Panel, PanelBar } from '../../components/Panel.tsx';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { showAge } from '../../components/time.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import styles from './ProofPanel.module.css';
import { cancelProof, showClass, useProof } from './proof-store.ts';
import { proveChange } from './replay-actions.ts';

const CLASSES: Readonly<Record<ProofClass, { readonly word: string; readonly tone: DotTone }>> = {
  fixed: { word: 'fixed', tone: 'ok' },
  still_diverging: { word: 'still diverging', tone: 'bad' },
  newly_diverging: { word: 'newly diverging', tone: 'bad' },
  changed: { word: 'another result', tone: 'warn' },
  unaffected: { word: 'unaffected', tone: 'idle' },
  needs_values: { word: 'needs values', tone: 'warn' },
  not_run: { word: 'not run', tone: 'warn' },
};
const ORDER = Object.keys(CLASSES) as readonly ProofClass[];

/** What a change makes of every stored run of its node. */
export function ProofPanel() {
  const { view, name, problem, rows, shown } = useProof();
  const branch = useDebugger((state) => state.view?.branch);
  const visible = useMemo(
    () => (shown === null ? rows : rows.filter((row) => row.class === shown)),
    [rows, shown],
  );
  if (problem !== null) return <Failed message={problem} />;
  if (!view && name !== '') return <Loading what="Starting the proof" />;
  if (!view)
    return (
      <Empty
        title="Nothing is proved yet"
        actions={
          branch && (
            <Button tone="primary" onClick={() => proveChange().catch(() => undefined)}>
              Prove this branch
            </Button>
          )
        }
      >
        Change a step and re-run from it; then its change is run against every stored run that reaches it.
      </Empty>
    );
  return (
    <Panel label="Proof of the change">
      <Summary view={view} name={name} shown={shown} />
      {visible.length === 0 ? (
        <Empty title={view.state === 'running' ? 'Looking through the stored runs' : 'No run is like this'}>
          {view.state === 'ended' && view.total === 0
            ? `None of the ${view.seen} stored runs reaches the change.`
            : ''}
        </Empty>
      ) : (
        <Rows rows={visible} />
      )}
    </Panel>
  );
}

interface SummaryProps {
  readonly view: ProofView;
  readonly name: string;
  readonly shown: ProofClass | null;
}

function Summary({ view, name, shown }: SummaryProps) {
  const done = ORDER.reduce((sum, each) => sum + view.counts[each], 0);
  const state =
    view.state === 'running'
      ? `proving · ${done} done, ${view.seen} looked at`
      : view.state === 'cancelled'
        ? `cancelled after ${done}`
        : view.state === 'failed'
          ? view.message
          : `${view.total} of ${view.seen} stored runs reach the change`;
  return (
    <PanelBar>
      <b className={styles.name} title={name}>
        {name}
      </b>
      <span className={cx(styles.state, view.state === 'failed' && styles.bad)} role="status">
        {state}
      </span>
      {view.state === 'running' && (
        <Button onClick={cancelProof}>
          <Square size={11} aria-hidden="true" /> Cancel
        </Button>
      )}
      <div className={styles.classes} role="group" aria-label="Show only">
        {ORDER.filter((each) => view.counts[each] > 0).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={shown === each}
            onClick={() => showClass(shown === each ? null : each)}
          >
            <Dot tone={CLASSES[each].tone} />
            {view.counts[each]} {CLASSES[each].word}
          </button>
        ))}
      </div>
    </PanelBar>
  );
}

const openRow = (row: ProofRow) =>
  navigate({ view: 'comparison', comparison: row.branch ?? row.of, row: null });

const COLUMNS: readonly Column<ProofRow>[] = [
  {
    title: 'Verdict',
    cell: (row) => (
      <span className={styles.verdict}>
        <Dot tone={CLASSES[row.class].tone} />
        {CLASSES[row.class].word}
      </span>
    ),
  },
  { title: 'Before', cell: (row) => row.before },
  { title: 'After', cell: (row) => row.after || '–' },
  { title: 'What happened', cell: (row) => row.message, tip: (row) => row.message || undefined },
  { title: 'When', cell: (row) => showAge(row.startedAt, Date.now()) },
];

function Rows({ rows }: { readonly rows: readonly ProofRow[] }) {
  const open = useDebugger(({ comparison }) => comparison);
  return (
    <DataGrid
      label="Proved runs"
      columns={COLUMNS}
      rows={rows}
      widths="minmax(100px, 2fr) minmax(0, 2fr) minmax(0, 2fr) minmax(0, 3fr) 52px"
      keyOf={(row) => row.index}
      onOpen={openRow}
      isCurrent={({ branch }) => branch !== null && branch === open}
    />
  );
}

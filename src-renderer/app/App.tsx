import { useEffect, useLayoutEffect } from 'react';
import { Loading } from '../components/States.tsx';
import { TooltipProvider } from '../components/Tooltip.tsx';
import { BreakpointDialog } from '../features/breakpoints/BreakpointDialog.tsx';
import { openComparison, useDebugger } from '../features/debugger/debugger-store.ts';
import { takeMove } from '../features/debugger/travel.ts';
import { openNode, refreshNode } from '../features/editor/editor-store.ts';
import { IngestDialog } from '../features/exchange/IngestDialog.tsx';
import { ReportDialog } from '../features/exchange/ReportDialog.tsx';
import { Explorer } from '../features/explorer/Explorer.tsx';
import { NewNodeDialog } from '../features/explorer/NewNodeDialog.tsx';
import { TrustDialog } from '../features/explorer/TrustDialog.tsx';
import { useWorkspace } from '../features/explorer/workspace-store.ts';
import { askAgain, asked, useHistory } from '../features/history/history-store.ts';
import { Ledger } from '../features/ledger/Ledger.tsx';
import { RuleDialog } from '../features/ledger/RuleDialog.tsx';
import { Providers } from '../features/providers/Providers.tsx';
import { ApplyDialog } from '../features/replay/ApplyDialog.tsx';
import { TestCaseDialog } from '../features/replay/TestCaseDialog.tsx';
import { FullDisk } from '../features/runs/FullDisk.tsx';
import { RunDialogs } from '../features/runs/RunDialogs.tsx';
import { Runs } from '../features/runs/Runs.tsx';
import styles from './App.module.css';
import type { Address } from './address.ts';
import { ConnectionNotice } from './ConnectionNotice.tsx';
import { useConnection } from './connection.ts';
import { Help } from './Help.tsx';
import { navigate, useNavigation } from './navigation.ts';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { Sidebar } from './Sidebar.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TitleBar } from './TitleBar.tsx';
import { Toasts } from './Toasts.tsx';
import { useUi } from './ui-store.ts';
import { ComparisonView, NodesView } from './views.tsx';

export function App() {
  const workspace = useWorkspace(({ view }) => view);
  const connection = useConnection(({ state }) => state);
  const announcement = useUi((ui) => ui.announcement);
  return (
    <TooltipProvider>
      <Following />
      <div className={styles.app}>
        <TitleBar />
        <Rail />
        <Sidebar>
          <Explorer />
        </Sidebar>
        <main className={styles.main}>
          {workspace ? (
            <Views folder={workspace.folder} />
          ) : (
            connection !== 'refused' && <Loading what="Opening the workspace" />
          )}
        </main>
        <StatusBar />
        <ConnectionNotice />
        <FullDisk />
        <RunDialogs />
        <Toasts />
        <Palette />
        <Help />
        <BreakpointDialog />
        <ApplyDialog />
        <TestCaseDialog />
        <NewNodeDialog />
        <TrustDialog />
        <RuleDialog />
        <ReportDialog />
        <IngestDialog />
        <div className="visually-hidden" aria-live="assertive">
          {announcement}
        </div>
      </div>
    </TooltipProvider>
  );
}

/** Apart from what is drawn: the address changes with every move of the cursor. */
function Following() {
  useFollowAddress();
  useFollowFiles();
  return null;
}

/** All views stay where they are; only one is seen. */
function Views({ folder }: { readonly folder: string }) {
  const view = useNavigation(({ address }) => address.view);
  const part = (name: typeof view) => (view === name ? styles.view : styles.away);
  return (
    <>
      <div className={part('nodes')} key={`nodes ${folder}`}>
        <NodesView />
      </div>
      <div className={part('comparison')} key={`comparison ${folder}`}>
        <ComparisonView />
      </div>
      {view === 'runs' && (
        <div className={styles.view}>
          <Runs />
        </div>
      )}
      {view === 'providers' && (
        <div className={styles.view} key={`providers ${folder}`}>
          <Providers />
        </div>
      )}
      {view === 'ledger' && (
        <div className={styles.view}>
          <Ledger />
        </div>
      )}
    </>
  );
}

/** Addresses that were made of where the cursor was. */
const own = new WeakSet<Address>();

function follow(address: Address): void {
  // What follows the cursor must not lead it: it may have gone on meanwhile.
  if (own.has(address)) return;
  if (address.view === 'nodes' && address.node !== null) openNode(address.node).catch(() => undefined);
  if (address.view === 'comparison' && address.comparison !== null) {
    openComparison(address.comparison, address);
    if (address.ask) askAgain(address.ask);
  }
}

/** The address says which node or comparison is open. */
function useFollowAddress(): void {
  const ready = useWorkspace(({ view }) => view !== null);
  // Asked for before anything is drawn, not after it.
  useLayoutEffect(() => {
    if (!ready) return;
    follow(useNavigation.getState().address);
    return useNavigation.subscribe(({ address }) => follow(address));
  }, [ready]);
  const comparison = useDebugger((state) => state.comparison);
  const selected = useDebugger((state) => (state.view && !state.awaited ? state.selected : null));
  const moment = useDebugger((state) => state.moment);
  const range = useDebugger((state) => state.range);
  const panel = useDebugger((state) => state.panel);
  const question = useHistory((state) => state.question);
  useEffect(() => {
    const now = useNavigation.getState().address;
    if (
      now.view === 'comparison' &&
      now.comparison === comparison &&
      comparison !== null &&
      selected !== null
    ) {
      const place: Address = {
        view: 'comparison',
        comparison,
        row: selected,
        moment,
        range,
        panel,
        ask: asked(question, comparison),
      };
      own.add(place);
      navigate(place, takeMove());
    }
  }, [comparison, selected, moment, range, panel, question]);
}

/** Open documents without edits follow their files; with no node chosen, the first one is. */
function useFollowFiles(): void {
  const nodes = useWorkspace(({ view }) => view?.nodes);
  const address = useNavigation((state) => state.address);
  useEffect(() => {
    for (const node of nodes ?? []) refreshNode(node.id).catch(() => undefined);
  }, [nodes]);
  useEffect(() => {
    const first = nodes?.[0];
    if (first && address.view === 'nodes' && address.node === null)
      navigate({ view: 'nodes', node: first.id }, 'replace');
  }, [nodes, address]);
}

import type { RuntimeView, WorkspaceView } from '../../shared/api/view.ts';
import { errorText } from '../../shared/error-text.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { Engine } from './engine.ts';
import { nodeListItem } from './node-views.ts';

/** Starts the runtimes ahead of the first run and keeps what they say of themselves. */
export class RuntimeStates {
  readonly #states: Record<PathName, RuntimeView> = { reference: IDLE, direct: IDLE };

  constructor(engine: Engine, changed: () => void) {
    for (const path of ['reference', 'direct'] as const) {
      // A configured interpreter is a command of the workspace's choosing: it waits for trust.
      if (path === 'reference' && engine.runsOwnInterpreter && !engine.workspace.trusted) continue;
      this.#states[path] = { state: 'starting', name: '', detail: '' };
      engine.runtimes[path].describe().then(
        ({ name, version }) => this.#set(path, { state: 'ready', name, detail: version }, changed),
        (error: unknown) => this.#set(path, { state: 'failed', name: '', detail: errorText(error) }, changed),
      );
    }
  }

  get view(): Readonly<Record<PathName, RuntimeView>> {
    return { ...this.#states };
  }

  #set(path: PathName, view: RuntimeView, changed: () => void): void {
    this.#states[path] = view;
    changed();
  }
}

/** How many comparisons of a node are looked through for one that has a result; what a branch came to is no word on the node. */
const RECENT = 5;

const IDLE: RuntimeView = { state: 'idle', name: '', detail: '' };

export function workspaceView(engine: Engine, runtimes: RuntimeStates, proxy: string | null): WorkspaceView {
  const { workspace, store } = engine;
  const statistics = store.statistics();
  return {
    folder: workspace.location.folder,
    name: workspace.name,
    trusted: workspace.trusted,
    code: workspace.code,
    nodes: workspace.nodes
      .all()
      .map((entry) =>
        nodeListItem(
          workspace,
          entry,
          store.comparisons({ node: entry.id, limit: RECENT, without: ['replay', 'what_if', 'proof'] }),
        ),
      ),
    diagnostics: [...workspace.diagnostics, ...engine.ledger.diagnostics],
    runtimes: runtimes.view,
    services: workspace.serviceStatus,
    store: {
      bytes: statistics.bytes,
      comparisons: statistics.comparisons,
      full: store.full?.message ?? null,
      notice: engine.notice,
    },
    proxy,
  };
}

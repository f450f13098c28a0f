import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Api } from '../../shared/api/api.ts';
import { ApiError } from '../../shared/api/error.ts';
import type { WorkspaceView } from '../../shared/api/view.ts';
import { BreakpointSet } from '../debugger/breakpoints/file.ts';
import { type Cipher, Keychain } from '../llm/keychain.ts';
import { StoreError } from '../store/errors.ts';
import { userDataFolder, workspaceAt } from '../workspace/location.ts';
import type { NodeEntry } from '../workspace/registry.ts';
import { BreakpointApi } from './breakpoints.ts';
import { Changes } from './changes.ts';
import { ComparisonApi } from './comparisons.ts';
import { type Engine, openEngine } from './engine.ts';
import { Exchange } from './exchange.ts';
import { Histories } from './histories.ts';
import { LedgerApi } from './ledger.ts';
import { LibraryApi } from './library.ts';
import { Providers } from './llm.ts';
import { newNodeText } from './new-node.ts';
import { checkResult, completions, hover, nodeDetail } from './node-views.ts';
import { RecentFolders } from './recent.ts';
import { Replays } from './replays.ts';
import { unwrap } from './unwrap.ts';
import { RuntimeStates, workspaceView } from './workspace-view.ts';

export interface ApplicationOptions {
  /** null: the folder opened last, else the example. */
  readonly folder: string | null;
  readonly interpreter?: string;
  /** Seals the keys that a person gives; absent: none can be kept. */
  readonly cipher?: Cipher;
  /** What goes wrong behind the user's back. */
  readonly onBug: (error: Error) => void;
}

/** The open workspace and everything that is asked of it. */
interface Opened {
  readonly engine: Engine;
  readonly runtimes: RuntimeStates;
  readonly breakpoints: BreakpointApi;
  readonly comparisons: ComparisonApi;
  readonly replays: Replays;
  readonly library: LibraryApi;
  readonly ledger: LedgerApi;
  readonly exchange: Exchange;
  readonly providers: Providers;
  readonly histories: Histories;
}

/** The application behind every shell: one workspace at a time, and the API on it. */
export class Application {
  readonly api: Api;
  readonly #options: ApplicationOptions;
  readonly #userData = userDataFolder();
  readonly #recent = new RecentFolders(this.#userData);
  readonly #changes: Changes<WorkspaceView>;
  readonly #breakpointChanges = new Changes(() => this.#current.breakpoints.list());
  readonly #keychain: Keychain | null;
  #opened: Opened | null = null;

  constructor(options: ApplicationOptions) {
    this.#options = options;
    const { cipher } = options;
    this.#keychain = cipher === undefined ? null : new Keychain(join(this.#userData, 'keys.json'), cipher);
    this.#changes = new Changes(() => this.#view());
    this.api = this.#implementation();
  }

  async open(folder: string): Promise<void> {
    const path = resolve(folder);
    if (!existsSync(path) || !statSync(path).isDirectory())
      throw new ApiError('not_found', `There is no folder ${folder}.`);
    const location = workspaceAt(path);
    const previous = this.#opened;
    const engine = await openEngine({
      location,
      userData: this.#userData,
      trustNow: false,
      watch: true,
      ...(this.#options.interpreter === undefined ? {} : { interpreter: this.#options.interpreter }),
      ...(this.#keychain === null ? {} : { keychain: this.#keychain }),
      onStoreError: this.#options.onBug,
      onStoreFull: () => this.#changes.notify(),
    }).catch((error: unknown) => {
      // A newer store, a full disk, a folder that cannot be written: what the user can do about it is in the message.
      if (error instanceof Error && 'code' in error && !(error instanceof ApiError))
        throw new ApiError('unavailable', error.message);
      throw error;
    });
    const changed = () => this.#changes.notify();
    const breakpoints = BreakpointSet.open(location.store);
    breakpoints.subscribe(() => this.#breakpointChanges.notify());
    engine.workspace.onChange(changed);
    const comparisons = new ComparisonApi(engine, breakpoints, changed);
    const library = new LibraryApi(engine, changed);
    const acceptAnew = () => {
      comparisons.acceptAnew();
      library.judgeAnew();
    };
    this.#opened = {
      engine,
      runtimes: new RuntimeStates(engine, changed),
      breakpoints: new BreakpointApi(breakpoints),
      comparisons,
      ledger: new LedgerApi(engine, acceptAnew),
      exchange: new Exchange(engine, () => {
        library.judgeAnew();
        changed();
      }),
      providers: new Providers(engine, this.#keychain, changed, this.#options.onBug),
      histories: new Histories(engine, comparisons),
      replays: new Replays(engine, changed),
      library,
    };
    this.#recent.add(location.folder);
    this.#startServices(engine);
    library.judgeAnew();
    changed();
    this.#breakpointChanges.notify();
    if (previous) await closeOpened(previous, this.#options.onBug);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened) await closeOpened(opened, this.#options.onBug);
  }

  get #current(): Opened {
    if (this.#opened === null) throw new ApiError('unavailable', 'No workspace is open.');
    return this.#opened;
  }

  #view(): WorkspaceView {
    const { engine, runtimes, providers } = this.#current;
    return workspaceView(engine, runtimes, providers.proxy.url);
  }

  #node(id: string): NodeEntry {
    const entry = this.#current.engine.workspace.nodes.byId(id);
    if (!entry) throw new ApiError('not_found', `There is no node ${id} in this workspace.`);
    return entry;
  }

  /** As its file is now: that another program has changed it may be noticed a moment later. */
  async #fresh(id: string): Promise<NodeEntry> {
    await this.#current.engine.workspace.reload(this.#node(id).file);
    return this.#node(id);
  }

  #startServices(engine: Engine): void {
    engine.workspace.startServices().catch(this.#options.onBug);
  }

  #implementation(): Api {
    const workspace = () => this.#current.engine.workspace;
    const comparisons = () => this.#current.comparisons;
    const breakpoints = () => this.#current.breakpoints;
    const replays = () => this.#current.replays;
    const library = () => this.#current.library;
    const ledger = () => this.#current.ledger;
    const histories = () => this.#current.histories;
    return {
      workspace: {
        view: () => this.#view(),
        watch: () => this.#changes.watch(),
        trust: async () => {
          workspace().trust();
          this.#startServices(this.#current.engine);
          return this.#view();
        },
        open: async (folder) => {
          await this.open(folder);
          return this.#view();
        },
        recent: () => this.#recent.list(),
      },
      nodes: {
        read: async (node) => nodeDetail(workspace(), await this.#fresh(node)),
        check: async (_node, text) => checkResult(workspace(), text),
        save: async (node, text, baseHash) =>
          nodeDetail(workspace(), unwrap(await workspace().save(this.#node(node).file, text, baseHash))),
        create: async (file) =>
          nodeDetail(workspace(), unwrap(await workspace().save(file, newNodeText(file), null))),
        complete: async (_node, text, line, column) => completions(workspace(), text, line, column),
        hover: async (_node, text, line, column) => hover(text, line, column),
        source: async (file) => ({ file, text: unwrap(await workspace().readText(file)).text }),
      },
      sessions: {
        start: async (options) => comparisons().start(await this.#fresh(options.node), options),
        command: (comparison, command) => comparisons().command(comparison, command),
      },
      comparisons: {
        list: (query) => comparisons().list(query),
        view: async (comparison) => comparisons().view(comparison),
        watch: (comparison, row) => comparisons().watch(comparison, row),
        rows: async (comparison, from, count) => comparisons().rows(comparison, from, count),
        place: async (comparison, row, moment) => comparisons().place(comparison, row, moment),
        detail: async (comparison, row, moment) => comparisons().detail(comparison, row, moment),
        value: async (comparison, row, variable, moment) =>
          comparisons().value(comparison, row, variable, moment),
        range: async (comparison, from, to) => comparisons().range(comparison, from, to),
        locate: async (comparison, path, event) => comparisons().locate(comparison, path, event),
        timeline: async (comparison, ...where) => comparisons().timeline(comparison, ...where),
        databases: async (comparison, row, moment) => comparisons().databaseViews(comparison, row, moment),
        table: async (comparison, row, query, moment) => comparisons().table(comparison, row, query, moment),
        sources: (comparison) => comparisons().sources(comparison),
        pair: async (a, b) => comparisons().pair(a, b),
      },
      breakpoints: {
        list: () => breakpoints().list(),
        watch: () => this.#breakpointChanges.watch(),
        add: async (breakpoint) => breakpoints().add(breakpoint),
        edit: async (id, breakpoint) => breakpoints().edit(id, breakpoint),
        remove: async (ids) => breakpoints().remove(ids),
        enable: async (ids, enabled) => breakpoints().enable(ids, enabled),
        hits: (comparison) => comparisons().hits(comparison),
        next: (comparison, row, direction) => comparisons().nextStop(comparison, row, direction),
      },
      library: {
        search: (query) => library().search(query),
        groups: (filter, by) => library().groups(filter, by),
        statistics: () => library().statistics(),
        retention: () => library().retention(),
        prune: () => library().prune(),
        saveElsewhere: (to) => library().saveElsewhere(to),
        tag: (comparisons, tag) => library().edit({ type: 'tag', comparisons, tag }),
        untag: (comparisons, tag) => library().edit({ type: 'untag', comparisons, tag }),
        rename: (comparison, name) => library().edit({ type: 'rename', comparisons: [comparison], name }),
        pin: (comparisons, pinned) => library().edit({ type: 'pin', comparisons, pinned }),
        delete: (comparisons) => library().edit({ type: 'delete', comparisons }),
        undelete: (comparisons) => library().edit({ type: 'restore', comparisons }),
        export: (what) => library().export(what),
        import: (from) => library().import(from),
      },
      replay: {
        point: async (comparison, from) => replays().point(comparison, from),
        plan: async (options) => replays().plan(options),
        start: async (options) => replays().start(options),
        watch: (replay) => replays().watch(replay),
        answer: async (replay, question, decision) => replays().answer(replay, question, decision),
        cancel: async (replay) => replays().cancel(replay),
        branches: (comparison) => replays().branches(comparison),
        branch: (comparison) => replays().branch(comparison),
        branchRows: (comparison, from, count) => replays().branchRows(comparison, from, count),
        prove: async (options) => replays().prove(options),
        watchProof: (proof) => replays().watchProof(proof),
        proofRows: async (proof, of, from, count) => replays().proofRows(proof, of, from, count),
        cancelProof: async (proof) => replays().cancelProof(proof),
        applyFix: (branch) => replays().apply(branch),
        applyMerge: (branch, text, theirsHash) => replays().applyMerge(branch, text, theirsHash),
        appliedFix: (branch) => replays().applied(branch),
        undoFix: (branch) => replays().undo(branch),
        testCaseNeeds: async (comparison) => replays().testCaseNeeds(comparison),
        saveTestCase: (options) => replays().saveTestCase(options),
      },
      history: {
        of: (comparison, at, writes) => histories().of(comparison, at, writes),
        why: (comparison, target) => histories().why(comparison, target),
        row: (comparison, step, occ) => histories().row(comparison, step, occ),
        evaluate: (options) => histories().evaluate(options),
        watchEvaluation: (evaluation) => histories().watch(evaluation),
        evaluationRows: async (evaluation, from, count) => histories().rows(evaluation, from, count),
        cancelEvaluation: async (evaluation) => histories().cancel(evaluation),
      },
      exchange: {
        report: (comparison, format) => this.#current.exchange.report(comparison, format),
        ingest: (request) => this.#current.exchange.ingest(request),
      },
      llm: {
        providers: () => this.#current.providers.providers(),
        demo: () => this.#current.providers.demo(),
        examples: () => this.#current.providers.examples(),
        read: (text, from) => this.#current.providers.read(text, from),
        composed: () => this.#current.providers.composed(),
        keepComposed: (folder, composed) => this.#current.providers.keepComposed(folder, composed),
        losses: (request, policy) => this.#current.providers.losses(request, policy),
        wire: (request, target, policy) => this.#current.providers.wire(request, target, policy),
        test: (target) => this.#current.providers.test(target),
        setKey: (provider, key) => this.#current.providers.setKey(provider, key),
        removeKey: (provider) => this.#current.providers.removeKey(provider),
        saveProvider: (provider) => this.#current.providers.saveProvider(provider),
        removeProvider: (id) => this.#current.providers.removeProvider(id),
        start: (options) => this.#current.providers.start(options),
        watch: (run) => this.#current.providers.watch(run),
        cancel: (run, target) => this.#current.providers.cancel(run, target),
        runs: () => this.#current.providers.runs(),
        deleteRun: (run, deleted) => this.#current.providers.deleteRun(run, deleted),
        report: (run, format) => this.#current.providers.report(run, format),
        recorded: (comparison) => this.#current.providers.recorded(comparison),
        recall: (source) => this.#current.providers.recall(source),
      },
      llmProxy: {
        watch: () => this.#current.providers.proxy.watch(),
        keep: (options) => this.#current.providers.proxy.keep(options),
        start: (options) => this.#current.providers.proxy.start(options),
        stop: () => this.#current.providers.proxy.stop(),
      },
      ledger: {
        list: () => ledger().view(),
        add: (rules) => ledger().add(rules),
        change: (rule) => ledger().change(rule),
        remove: (rule) => ledger().remove(rule),
        undo: (edit) => ledger().undo(edit),
      },
    };
  }
}

export async function startApplication(options: ApplicationOptions): Promise<Application> {
  const application = new Application(options);
  await application.open(options.folder ?? new RecentFolders(userDataFolder()).first());
  return application;
}

async function closeOpened(
  { engine, comparisons, histories, library, providers, replays }: Opened,
  report: (error: Error) => void,
): Promise<void> {
  await replays.close();
  await histories.close();
  await library.close();
  await providers.close();
  await comparisons.close();
  await engine.close().catch((error: unknown) => {
    // Its message says what became of the recordings; that must not keep another workspace from being opened.
    if (!(error instanceof StoreError)) throw error;
    report(error);
  });
}

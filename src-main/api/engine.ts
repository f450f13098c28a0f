import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorText } from '../../shared/error-text.ts';
import type { Program } from '../../shared/node/program.ts';
import type { ComparisonPolicy, PathModels, PathName } from '../../shared/trace/comparison.ts';
import { type CanonicalObject, isTooDeep, MAX_DEPTH } from '../../shared/values/canonical.ts';
import { loadFingerprintKey } from '../debugger/fingerprint.ts';
import { withoutModelNoise } from '../debugger/model-noise.ts';
import type { ComparisonDeps, ComparisonOptions } from '../debugger/options.ts';
import type { NodeSource } from '../debugger/program-index.ts';
import { createEffectBroker } from '../effects/broker.ts';
import type { EffectBroker, EffectPolicy } from '../effects/types.ts';
import type { KnownModels } from '../language/analysis/options.ts';
import { Ledger } from '../ledger/ledger.ts';
import { DemoServer } from '../llm/demo/demo-server.ts';
import { createLlmBackend } from '../llm/effect/backend.ts';
import type { KeySource } from '../llm/key.ts';
import { recordLeft } from '../llm/proxy/recorder/left.ts';
import type { ReplayDeps } from '../replay/deps.ts';
import { createDirectRuntime } from '../runtimes/direct/direct-runtime.ts';
import { createReferenceRuntime } from '../runtimes/reference/runtime.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { Backup } from '../store/backup.ts';
import { StoreError } from '../store/errors.ts';
import { newId } from '../store/id.ts';
import type { Retention } from '../store/removal.ts';
import { type LibraryStore, openTraceStore } from '../store/store.ts';
import { prepareStore, storeFile, type WorkspaceLocation } from '../workspace/location.ts';
import type { NodeEntry } from '../workspace/registry.ts';
import { TrustedFolders } from '../workspace/trust.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';

export interface EngineOptions {
  readonly location: WorkspaceLocation;
  /** See userDataFolder. */
  readonly userData: string;
  /** A terminal command that names a node counts as trust. */
  readonly trustNow: boolean;
  readonly watch: boolean;
  /** What retention does not keep is taken out now; not where somebody only looks at what there is. Default true. */
  readonly tidies?: boolean;
  /** Overrides `runtimes.reference.interpreter` of parallax.yml. */
  readonly interpreter?: string;
  /** Keys of language models that a person gave. */
  readonly keychain?: KeySource;
  /** The store cannot be written any more. */
  readonly onStoreError: (error: Error) => void;
  /** The disk of the store is full, or (null) is not any more. */
  readonly onStoreFull?: (full: StoreError | null) => void;
}

/** What a caller chooses of a run; the rest is the workspace's. */
export interface RunChoice {
  readonly inputs: CanonicalObject;
  readonly effects: EffectPolicy;
  /** Empty: both, the workspace's primary first. */
  readonly paths: readonly PathName[];
  /** Other language models than the steps name. */
  readonly models?: PathModels;
}

/** One open workspace with everything that runs in it. The same for every shell and for the command line. */
export class Engine {
  readonly workspace: Workspace;
  readonly store: LibraryStore;
  readonly runtimes: Readonly<Record<PathName, Runtime>>;
  /** The differences that are accepted in this workspace. */
  readonly ledger: Ledger;
  /** What a user should know of how opening went: a store that was set aside, calls that could not be recorded. */
  readonly notice: string | null;
  /** Models for who has no key; see DemoServer. */
  readonly demo = new DemoServer();
  readonly #interpreter: string;
  readonly #keychain: KeySource | null;
  readonly #fingerprintKey: Uint8Array;
  #broker: EffectBroker;
  readonly #outdated: EffectBroker[] = [];

  constructor(workspace: Workspace, store: LibraryStore, notice: string | null, options: EngineOptions) {
    this.workspace = workspace;
    this.store = store;
    this.notice = notice;
    this.ledger = new Ledger(options.location, Date.now);
    this.#fingerprintKey = loadFingerprintKey(options.userData);
    this.#keychain = options.keychain ?? null;
    this.#interpreter = options.interpreter ?? workspace.config.runtimes.reference.interpreter;
    this.runtimes = {
      reference: createReferenceRuntime({ interpreter: this.#interpreter }),
      direct: createDirectRuntime(),
    };
    this.#broker = this.#openBroker();
    workspace.onChange((change) => {
      if (change !== 'config' && change !== 'trust') return;
      // Sessions that are under way keep the broker they began with.
      this.#outdated.push(this.#broker);
      this.#broker = this.#openBroker();
    });
  }

  comparisonDeps(): ComparisonDeps {
    const { runtimes, store } = this;
    const [broker, fingerprintKey] = [this.#broker, this.#fingerprintKey];
    const onAccepted = (comparison: string, counts: ReadonlyMap<string, number>): void =>
      this.ledger.counts.add(comparison, counts);
    return { runtimes, broker, store, fingerprintKey, now: Date.now, newId, onAccepted };
  }

  /** What running a record again needs. */
  replayDeps(): ReplayDeps {
    const { workspace } = this;
    return {
      comparison: this.comparisonDeps(),
      handlers: workspace.handlersFolder,
      clockScale: workspace.config.clock.scale,
      present: (node) => {
        const program = workspace.nodes.byId(node)?.program;
        return program ? this.#sourcesOf(program) : [];
      },
    };
  }

  /** The texts of a node and of those it calls, root first. */
  #sourcesOf(program: Program, root = this.workspace.nodes.byId(program.id)): readonly NodeSource[] {
    const { nodes } = this.workspace;
    return [...this.workspace.callees(program).programs.values()].flatMap(({ id }) => {
      const entry = id === program.id ? root : nodes.byId(id);
      return entry ? [{ node: id, hash: entry.hash, file: entry.file, text: entry.text }] : [];
    });
  }

  /** What counts as equal in runs of a node: the workspace's settings, and the ledger's rules that hold today. */
  comparisonPolicy(node: string): ComparisonPolicy {
    return { ...this.workspace.comparisonPolicy(node), accepted: this.ledger.rulesFor(node) };
  }

  /** Everything a comparison of this node needs, or why it cannot be run. */
  comparisonOptions(
    entry: NodeEntry,
    choice: RunChoice,
  ):
    | { readonly ok: true; readonly options: ComparisonOptions }
    | { readonly ok: false; readonly message: string } {
    const { workspace } = this;
    const { program } = entry;
    if (program === null) {
      const first = workspace.nodes.diagnostics(entry).find(({ severity }) => severity === 'error');
      const where = first
        ? `${entry.file}:${first.range.line}:${first.range.column}: ${first.message}`
        : entry.file;
      return { ok: false, message: `${entry.id} has errors and cannot be run: ${where}` };
    }
    const deep = Object.entries(choice.inputs).find(([, value]) => isTooDeep(value));
    if (deep !== undefined)
      return { ok: false, message: `input ${deep[0]} is nested deeper than ${MAX_DEPTH}: flatten it` };
    const models = chosenModels(choice.models);
    const wrong = models && unknownModel(workspace.models(), models);
    if (wrong) return { ok: false, message: wrong };
    const callees = workspace.callees(program);
    const { primary } = workspace.config.comparison;
    const both: readonly PathName[] =
      primary === 'direct' ? ['direct', 'reference'] : ['reference', 'direct'];
    return {
      ok: true,
      options: {
        program,
        callees: callees.programs,
        sources: this.#sourcesOf(program, entry),
        handlers: workspace.handlersFolder,
        inputs: choice.inputs,
        effects: choice.effects,
        paths: choice.paths.length === 0 ? both : both.filter((path) => choice.paths.includes(path)),
        policy: models
          ? withoutModelNoise(this.comparisonPolicy(program.id), program, callees.programs.values())
          : this.comparisonPolicy(program.id),
        ...(models ? { models } : {}),
        clockScale: workspace.config.clock.scale,
      },
    };
  }

  /** Does parallax.yml name a command as the reference path's interpreter? */
  get runsOwnInterpreter(): boolean {
    return !['auto', 'pyodide'].includes(this.#interpreter);
  }

  /** Which recorded comparisons the workspace keeps. */
  get retention(): Retention {
    const { age, count, size_mb, proofs } = this.workspace.config.library.retention;
    return {
      proofs,
      ...(age === undefined ? {} : { age }),
      ...(count === undefined ? {} : { count }),
      ...(size_mb === undefined ? {} : { bytes: size_mb * 1024 * 1024 }),
    };
  }

  /** Ends everything it started; what was recorded is on disk when it resolves. */
  async close(): Promise<void> {
    await Promise.all([this.#broker, ...this.#outdated].map((broker) => broker.close()));
    await Promise.all(Object.values(this.runtimes).map((runtime) => runtime.dispose()));
    await Promise.all([this.workspace.close(), this.demo.close()]);
    const { full } = this.store;
    const unsaved = full && (await this.#saveBeforeClosing(full));
    await this.store.close().catch((error: unknown) => {
      if (!unsaved) throw error;
    });
    if (unsaved) throw unsaved;
  }

  /** A copy of all that is recorded, with what the disk has no room for: a new file, or a folder in which to make one. */
  backup(to: string): Promise<Backup> {
    const folder = existsSync(to) && statSync(to).isDirectory();
    const stamp = new Date().toISOString().replace(/[:.]/g, '-');
    return this.store.library.backup(resolve(folder ? join(to, `traces-${stamp}.backup`) : to));
  }

  /** What is in memory only would go with this process: it is put where temporary files go. */
  async #saveBeforeClosing(full: StoreError): Promise<StoreError> {
    const saved = await this.backup(tmpdir()).then(
      ({ file }) =>
        `All that was recorded is in ${file}: when there is room, parallax restore ${file} brings it back.`,
      (error: unknown) =>
        `What was recorded since could not be saved in ${tmpdir()} either: ${errorText(error)}`,
    );
    return new StoreError('store_full', `${full.message} ${saved}`);
  }

  #openBroker(): EffectBroker {
    const { workspace, demo } = this;
    const deps = workspace.effectDeps();
    const { providers, routes, clock } = workspace.config;
    const { environment, random } = deps;
    const keys = { environment, keychain: this.#keychain };
    const llm = createLlmBackend({
      providers,
      routes,
      keys,
      services: (name) => workspace.serviceUrl(name),
      clockScale: clock.scale,
      random,
      demo,
    });
    return createEffectBroker(workspace.effectConfig(), { ...deps, llm });
  }
}

/** Only paths for which a model was chosen; undefined where there is none. */
function chosenModels(models: PathModels | undefined): PathModels | undefined {
  const chosen = Object.entries(models ?? {}).filter(([, model]) => model !== undefined && model !== '');
  return chosen.length === 0 ? undefined : Object.fromEntries(chosen);
}

/** One sentence about the first that the workspace does not know. */
function unknownModel({ providers }: KnownModels, models: PathModels): string | undefined {
  for (const [path, model] of Object.entries(models)) {
    const [provider = '', id = ''] = (model ?? '').split('/');
    if (id === '') return `${path}: ${JSON.stringify(model)} is no PROVIDER/MODEL, such as openai/gpt-4.1.`;
    if (!providers.has(provider))
      return `${path}: the workspace knows no provider ${provider}: add it to providers in parallax.yml.`;
  }
  return undefined;
}

/** Throws StoreError where the store is from a newer version or cannot be opened. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  mkdirSync(options.userData, { recursive: true });
  prepareStore(options.location);
  const opened = await openTraceStore({
    file: storeFile(options.location),
    onError: options.onStoreError,
    onFull: options.onStoreFull ?? (() => undefined),
  });
  if (!opened.ok) throw opened.error;
  const workspace = await openWorkspace(options.location, {
    trusted: new TrustedFolders(options.userData),
    trustNow: options.trustNow,
    watch: options.watch,
    environment: process.env,
  });
  const aside = opened.setAside
    ? `The trace store could not be read (${opened.setAside.reason}); it was kept as ${opened.setAside.file} and a new one begun.`
    : null;
  const [lost = null] = await recordLeft(opened.store).catch((error: Error) => [error.message]);
  const engine = new Engine(workspace, opened.store, aside ?? lost, options);
  // What cannot be tidied up can still be worked with.
  if (options.tidies !== false) await opened.store.library.tidy(engine.retention).catch(options.onStoreError);
  return engine;
}

import { randomUUID } from 'node:crypto';
import { appendFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorText } from '../../shared/error-text.ts';
import { DEMO_NOWHERE, demoProviders } from '../../shared/llm/providers/demo.ts';
import { providerRegistry } from '../../shared/llm/providers/registry.ts';
import type { Program } from '../../shared/node/program.ts';
import type { Diagnostic } from '../../shared/node/source.ts';
import type { ComparisonPolicy } from '../../shared/trace/comparison.ts';
import type { EffectConfig, EffectDeps, ServiceUrl } from '../effects/config.ts';
import type { KnownModels } from '../language/analysis/options.ts';
import { type Callees, resolveCallees } from './callees.ts';
import { comparisonPolicy } from './comparison.ts';
import { DatabaseFile } from './databases.ts';
import { effectConfig } from './effect-config.ts';
import { type FileResult, readText, saveText, type TextFile } from './files.ts';
import { CONFIG_FILE, LEDGER_FILE, prepareStore, type WorkspaceLocation } from './location.ts';
import { readConfig } from './read-config.ts';
import { type NodeEntry, NodeRegistry, type WorkspaceFacts } from './registry.ts';
import type { StartSettings, WorkspaceConfig } from './schema.ts';
import { ServiceProcess, type ServiceStatus } from './service-process.ts';
import type { TrustedFolders } from './trust.ts';
import { type WorkspaceWatcher, watchFolder } from './watch.ts';

export interface WorkspaceDeps {
  readonly trusted: TrustedFolders;
  /** A terminal command that names a node counts as trust, for as long as it runs. */
  readonly trustNow: boolean;
  /** Follow changes by other programs. */
  readonly watch: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type WorkspaceChange = 'nodes' | 'config' | 'code' | 'ledger' | 'services' | 'trust';

/** Problems of a whole file: what is not understood must not be written anew. */
const UNREADABLE: ReadonlySet<string> = new Set([
  'file-too-large',
  'yaml-syntax',
  'duplicate-key',
  'alias-expansion',
]);

/** An open workspace: what its folder says, kept up to date. Opening runs none of its code. */
export class Workspace {
  readonly location: WorkspaceLocation;
  readonly nodes: NodeRegistry;
  readonly #deps: WorkspaceDeps;
  readonly #listeners = new Set<(change: WorkspaceChange) => void>();
  #watcher: WorkspaceWatcher | null = null;
  #settings: WorkspaceConfig = readConfig('').config;
  #configDiagnostics: readonly Diagnostic[] = [];
  #databases: ReadonlyMap<string, DatabaseFile> = new Map();
  #services: ReadonlyMap<string, ServiceProcess> = new Map();
  #handlers: readonly string[] = [];
  #trustedNow: boolean;
  #updating: Promise<void> = Promise.resolve();

  constructor(location: WorkspaceLocation, deps: WorkspaceDeps) {
    this.location = location;
    this.#deps = deps;
    this.nodes = new NodeRegistry(location.folder, () => this.#facts());
    this.#trustedNow = deps.trustNow || deps.trusted.has(location.folder);
  }

  /** Reads everything; call once. */
  async load(): Promise<void> {
    await this.#loadConfig();
    await Promise.all([this.nodes.loadAll(), this.#loadHandlers()]);
    if (this.#deps.watch) {
      this.#watcher = await watchFolder(this.location.folder, (files) => {
        this.#updating = this.#updating.then(() => this.#update(files));
      });
    }
  }

  get name(): string {
    return this.#settings.name ?? basename(this.location.folder);
  }

  get config(): WorkspaceConfig {
    return this.#settings;
  }

  /** Problems of parallax.yml, and nodes that share an id. */
  get diagnostics(): readonly (Diagnostic & { readonly file: string })[] {
    return [
      ...this.#configDiagnostics.map((diagnostic) => ({ ...diagnostic, file: CONFIG_FILE })),
      ...this.nodes.duplicates(),
    ];
  }

  get trusted(): boolean {
    return this.#trustedNow;
  }

  /** Remembers, in user data, that this folder's code may run. */
  trust(): void {
    this.#deps.trusted.add(this.location.folder);
    this.#trustedNow = true;
    this.#emit('trust');
  }

  /** What trusting would let run, in words. */
  get code(): readonly string[] {
    const started = Object.entries(this.#settings.services).flatMap(([name, { start }]) =>
      start === undefined ? [] : [`service ${name}: ${[start.command, ...start.args].join(' ')}`],
    );
    const { interpreter } = this.#settings.runtimes.reference;
    const own = ['auto', 'pyodide'].includes(interpreter) ? [] : [`interpreter ${interpreter}`];
    return [...this.#handlers, ...started, ...own];
  }

  /** Folder that holds `handlers/`, or null where they may not run. */
  get handlersFolder(): string | null {
    return this.#trustedNow ? this.location.folder : null;
  }

  get serviceStatus(): readonly ServiceStatus[] {
    return [...this.#services.values()].map((service) => service.status);
  }

  /** Starts the services of a trusted workspace, so that the first request finds them ready. */
  async startServices(): Promise<void> {
    if (this.#trustedNow) await Promise.all([...this.#services.values()].map((service) => service.url()));
  }

  /** Where a service answers that the workspace starts; waits for it. */
  async serviceUrl(name: string): Promise<ServiceUrl> {
    if (!this.#trustedNow) return { ok: false, message: 'this workspace is not trusted to start it' };
    return (
      (await this.#services.get(name)?.url()) ?? { ok: false, message: 'parallax.yml does not start it' }
    );
  }

  callees(root: Program): Callees {
    return resolveCallees(root, (id) => this.nodes.byId(id)?.program ?? undefined);
  }

  comparisonPolicy(node: string): ComparisonPolicy {
    return comparisonPolicy(this.#settings, node);
  }

  readText(file: string): Promise<FileResult<TextFile>> {
    return readText(this.location.folder, file);
  }

  /** Reads a file as it is now, whether or not its change was noticed yet. */
  reload(file: string): Promise<void> {
    return this.#update([file]);
  }

  /** Saves a node's text and checks it; see saveText for when it refuses. */
  async save(file: string, text: string, baseHash: string | null): Promise<FileResult<NodeEntry>> {
    if (!file.endsWith('.vsp'))
      return { ok: false, code: 'outside', message: `${file} is not a node: nodes end in .vsp` };
    const saved = await saveText(this.location.folder, file, text, baseHash);
    if (!saved.ok) return saved;
    await this.nodes.load(file);
    this.#emit('nodes');
    return { ok: true, value: this.nodes.byFile(file) as NodeEntry };
  }

  /** Saves parallax.yml as `edit` makes it of what is there (empty: there is none), and reads it again. */
  async editConfig(edit: (text: string) => string): Promise<FileResult<void>> {
    const read = await this.readText(CONFIG_FILE);
    if (!read.ok && read.code !== 'not_found') return read;
    const broken = this.#configDiagnostics.find(({ code }) => UNREADABLE.has(code));
    if (broken)
      return {
        ok: false,
        code: 'conflict',
        message: `${CONFIG_FILE}:${broken.range.line} cannot be read, and is not written over`,
      };
    const before = read.ok ? read.value : null;
    const text = edit(before?.text ?? '');
    const saved = await saveText(this.location.folder, CONFIG_FILE, text, before?.hash ?? null);
    if (!saved.ok) return saved;
    await this.#update([CONFIG_FILE]);
    return { ok: true, value: undefined };
  }

  /** Makes a seeded database anew at the next run. */
  resetDatabase(name: string): boolean {
    return this.#databases.get(name)?.reset() ?? false;
  }

  effectConfig(): EffectConfig {
    return effectConfig(this.#settings, this.#databases);
  }

  effectDeps(): EffectDeps {
    const started = performance.timeOrigin;
    return {
      now: () => BigInt(Math.round((started + performance.now()) * 1000)),
      random: Math.random,
      uuid: randomUUID,
      environment: this.#trustedNow ? this.#deps.environment : null,
      serviceUrl: (name) => this.serviceUrl(name),
      prepareDatabase: async (name) => (await this.#databases.get(name)?.prepare()) ?? null,
      audit: (record) => {
        prepareStore(this.location);
        this.#updating = this.#updating
          .then(() => appendFile(join(this.location.store, 'audit.jsonl'), `${JSON.stringify(record)}\n`))
          // A full disk must not end the process: what is recorded could not be saved elsewhere any more.
          .catch((error: unknown) => {
            const why = errorText(error);
            process.stderr.write(`parallax: The audit file could not be written: ${why}\n`);
          });
      },
    };
  }

  onChange(listener: (change: WorkspaceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#watcher?.close();
    await this.#updating;
    await Promise.all([...this.#services.values()].map((service) => service.stop()));
  }

  /** What llm_chat steps may name: built in, the demo's, and what parallax.yml adds. */
  models(): KnownModels {
    const { providers, routes } = this.#settings;
    const registry = providerRegistry([...demoProviders(DEMO_NOWHERE), ...providers]);
    return {
      providers: new Map(
        [...registry.providers].map(([id, { models }]) => [id, models.map((model) => model.id)]),
      ),
      routes: new Map(Object.entries(routes).map(([name, { models }]) => [name, models])),
    };
  }

  #facts(): WorkspaceFacts {
    const { grants, services } = this.effectConfig();
    const named = (suffix: string) =>
      new Set(
        this.#handlers.flatMap((file) =>
          file.endsWith(suffix) ? [file.slice('handlers/'.length, -suffix.length)] : [],
        ),
      );
    return {
      grants,
      providers: new Map(Object.entries(services)),
      models: this.models(),
      knownHandlers: { python: named('.py'), javascript: named('.mjs') },
    };
  }

  async #loadConfig(): Promise<void> {
    const read = await readText(this.location.folder, CONFIG_FILE);
    if (!read.ok && read.code !== 'not_found') {
      const range = { line: 1, column: 1, endLine: 1, endColumn: 1 };
      this.#configDiagnostics = [{ code: 'unreadable', severity: 'error', message: read.message, range }];
      return;
    }
    const { config, diagnostics } = readConfig(read.ok ? read.value.text : '');
    const before = this.#services;
    this.#settings = config;
    this.#configDiagnostics = diagnostics;
    const named = Object.keys(config.databases).length > 0;
    const databases = named ? config.databases : { default: {} };
    this.#databases = new Map(
      Object.entries(databases).map(([name, settings]) => [
        name,
        new DatabaseFile(name, settings, this.location),
      ]),
    );
    this.#services = new Map(
      Object.entries(config.services).flatMap(([name, { start }]) =>
        start === undefined ? [] : [[name, this.#service(name, start, before.get(name))]],
      ),
    );
    const kept = new Set(this.#services.values());
    await Promise.all(
      [...before.values()].filter((service) => !kept.has(service)).map((service) => service.stop()),
    );
  }

  /** One that runs with the same settings goes on. */
  #service(name: string, settings: StartSettings, before: ServiceProcess | undefined): ServiceProcess {
    const clockScale = this.#settings.clock.scale;
    if (before?.runsWith(settings, clockScale)) return before;
    const { folder } = this.location;
    return new ServiceProcess({ name, settings, folder, clockScale, changed: () => this.#emit('services') });
  }

  async #loadHandlers(): Promise<void> {
    const names = await readdir(join(this.location.folder, 'handlers')).catch(() => []);
    this.#handlers = names
      .filter((name) => /\.(py|mjs)$/.test(name))
      .sort()
      .map((name) => `handlers/${name}`);
  }

  async #update(files: readonly string[]): Promise<void> {
    if (files.includes(CONFIG_FILE)) {
      await this.#loadConfig();
      this.nodes.forgetDiagnostics();
      this.#emit('config');
    }
    if (files.some((file) => file.startsWith('handlers/'))) {
      await this.#loadHandlers();
      this.nodes.forgetDiagnostics();
      this.#emit('code');
    }
    if (files.includes(LEDGER_FILE)) this.#emit('ledger');
    const loaded = await Promise.all(
      files.filter((file) => file.endsWith('.vsp')).map((file) => this.nodes.load(file)),
    );
    if (loaded.includes(true)) this.#emit('nodes');
  }

  #emit(change: WorkspaceChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

export async function openWorkspace(location: WorkspaceLocation, deps: WorkspaceDeps): Promise<Workspace> {
  const workspace = new Workspace(location, deps);
  await workspace.load();
  return workspace;
}

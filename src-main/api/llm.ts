import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ApiError } from '../../shared/api/error.ts';
import type {
  LlmApi,
  LlmExample,
  LlmForecast,
  LlmProviders,
  LlmReading,
  LlmReportFile,
  LlmReportFormat,
  LlmRunItem,
  LlmRunOptions,
  LlmRunView,
  LlmTest,
  LlmWire,
} from '../../shared/api/llm.ts';
import type { LlmComposed } from '../../shared/api/llm-composed.ts';
import type { LlmRecordedItem, LlmRecordedSource } from '../../shared/api/llm-recorded.ts';
import { errorText } from '../../shared/error-text.ts';
import type { LossPolicy } from '../../shared/llm/losses/policy.ts';
import type { ChatRequest } from '../../shared/llm/protocol/request.ts';
import { findTarget, type ProviderRegistry, providerRegistry } from '../../shared/llm/providers/registry.ts';
import type { ProviderOverride } from '../../shared/llm/providers/spec.ts';
import type { Target } from '../../shared/llm/providers/target.ts';
import type { RequestDialect } from '../../shared/llm/transform/import.ts';
import { transformRequest } from '../../shared/llm/transform/transform.ts';
import { LlmClient } from '../llm/client.ts';
import { everyTarget, forecastLosses, providerViews } from '../llm/compare/forecast.ts';
import { keepRequest, keptRequest } from '../llm/compare/kept-request.ts';
import { LaneRun } from '../llm/compare/lane-run.ts';
import { readRequestText } from '../llm/compare/read-request.ts';
import { comparisonOf, NODE as LANES, recordRun } from '../llm/compare/record-lanes.ts';
import { recordedRun, recordedRuns } from '../llm/compare/recorded-lanes.ts';
import { reportFile } from '../llm/compare/run-report.ts';
import type { DemoProvider } from '../llm/demo/server.ts';
import type { Keychain } from '../llm/keychain.ts';
import { recordedRequest, requestOfRun, requestsOf } from '../llm/recorded-requests.ts';
import { testTarget } from '../llm/test-target.ts';
import type { ComparisonSummary } from '../store/types.ts';
import { prepareStore } from '../workspace/location.ts';
import type { WorkspaceConfig } from '../workspace/schema.ts';
import { Changes } from './changes.ts';
import type { Engine } from './engine.ts';
import { exampleFolder } from './examples.ts';
import { ProxySwitch } from './llm-proxy.ts';
import { ProviderSettings } from './provider-settings.ts';

/** Recorded runs that are listed. */
const KEPT = 50;
/** Newest comparisons in which requests to models are looked for. */
const SEARCHED = 200;

/** A registry, and what it was made of. */
interface Known {
  readonly providers: WorkspaceConfig['providers'];
  readonly demo: DemoProvider | null;
  readonly registry: ProviderRegistry;
}

/** `llm` of the API, on one open workspace. */
export class Providers implements LlmApi {
  readonly proxy: ProxySwitch;
  readonly #engine: Engine;
  readonly #keychain: Keychain | null;
  readonly #settings: ProviderSettings;
  readonly #recordings = new Set<Promise<void>>();
  readonly #changed: () => void;
  readonly #live = new Map<string, LaneRun>();
  #known: Known | undefined;
  #clients: { readonly trusted: boolean; readonly client: LlmClient }[] = [];
  readonly #onError: (error: Error) => void;

  /** `keychain` null: keys cannot be kept here; `changed`: there are more runs; `onError`: one could not be recorded. */
  constructor(
    engine: Engine,
    keychain: Keychain | null,
    changed: () => void,
    onError: (error: Error) => void,
  ) {
    this.#engine = engine;
    this.#keychain = keychain;
    this.#settings = new ProviderSettings(engine.workspace, keychain);
    this.proxy = new ProxySwitch({
      engine,
      registry: () => this.#registry(),
      client: () => this.#client(),
      changed,
      onError,
    });
    this.#changed = changed;
    this.#onError = onError;
  }

  providers(): LlmProviders {
    const registry = this.#registry();
    const own = this.#engine.workspace.config.providers;
    return {
      providers: providerViews(registry, own, this.#client().keys),
      problems: registry.problems.map(({ message }) => message),
      demo: this.#engine.demo.started !== null,
      keychain: this.#keychain !== null,
    };
  }

  async demo(): Promise<LlmProviders> {
    await this.#engine.demo.start();
    return this.providers();
  }

  examples(): readonly LlmExample[] {
    const folder = exampleFolder('llm');
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => ({ name: basename(file, '.json'), text: readFileSync(join(folder, file), 'utf8') }));
  }

  read(text: string, from: RequestDialect | null): LlmReading {
    return readRequestText(text, from);
  }

  composed(): LlmComposed | null {
    return keptRequest(this.#engine.workspace.location.store);
  }

  keepComposed(folder: string, composed: LlmComposed): void {
    const { location } = this.#engine.workspace;
    if (folder !== location.folder)
      throw new ApiError('conflict', 'The request was not kept: another workspace is open by now.');
    try {
      prepareStore(location);
      keepRequest(location.store, composed);
    } catch (error) {
      throw new ApiError('unavailable', `The request was not kept: ${errorText(error)}`);
    }
  }

  losses(request: ChatRequest, policy: LossPolicy): readonly LlmForecast[] {
    return forecastLosses(request, everyTarget(this.#registry()), policy);
  }

  wire(request: ChatRequest, name: string, policy: LossPolicy): LlmWire {
    const { url, headers, wire } = transformRequest(request, this.#target(name), policy);
    return { target: name, url, headers, body: wire };
  }

  test(target: string): Promise<LlmTest> {
    return testTarget(this.#client(), this.#target(target));
  }

  setKey(provider: string, key: string): LlmProviders {
    this.#settings.setKey(this.#registry(), provider, key);
    return this.providers();
  }

  removeKey(provider: string): LlmProviders {
    this.#settings.removeKey(provider);
    return this.providers();
  }

  async saveProvider(provider: ProviderOverride): Promise<LlmProviders> {
    await this.#settings.save(provider);
    return this.providers();
  }

  async removeProvider(id: string): Promise<LlmProviders> {
    await this.#settings.remove(id);
    return this.providers();
  }

  start(options: LlmRunOptions): string {
    const targets = options.targets.map((name) => this.#target(name));
    const client = this.#client();
    const run = new LaneRun(options, targets, {
      send: (request, target, signal) => client.stream(request, [target], { losses: options.policy }, signal),
      newId: this.#engine.comparisonDeps().newId,
      now: Date.now,
    });
    this.#live.set(run.id, run);
    const recording = this.#record(run).catch(this.#onError);
    this.#recordings.add(recording);
    void recording.finally(() => this.#recordings.delete(recording));
    return run.id;
  }

  async #record(run: LaneRun): Promise<void> {
    const view = await run.finished;
    prepareStore(this.#engine.workspace.location);
    await recordRun(this.#engine.store, view, run.outcomes);
    this.#live.delete(run.id);
    this.#changed();
  }

  watch(id: string): AsyncIterable<LlmRunView> {
    const run = this.#live.get(id);
    const changes = new Changes(() => this.#run(id));
    if (!run) {
      this.#run(id);
      return changes.watch();
    }
    return changes.watch(run.subscribe(() => changes.notify()));
  }

  cancel(id: string, target: string | null): void {
    this.#live.get(id)?.cancel(target);
  }

  runs(): readonly LlmRunItem[] {
    const live = [...this.#live.values()].map(({ view }) => view).reverse();
    return [...live, ...recordedRuns(this.#engine.store, KEPT)];
  }

  async deleteRun(id: string, deleted: boolean): Promise<void> {
    if (!this.#run(id).ended) throw new ApiError('conflict', 'The run is under way: cancel it first.');
    // One that has just ended is stored first.
    await Promise.all(this.#recordings);
    const comparisons = [comparisonOf(id)];
    await this.#engine.store.library.edit({ type: deleted ? 'delete' : 'restore', comparisons });
    this.#changed();
  }

  report(id: string, format: LlmReportFormat): LlmReportFile {
    return reportFile(this.#run(id), format);
  }

  recorded(id: string | null): readonly LlmRecordedItem[] {
    const { store } = this.#engine;
    if (id !== null) {
      const comparison = store.comparison(id);
      return comparison ? this.#requestsIn(comparison) : [];
    }
    return store.comparisons({ limit: SEARCHED }).flatMap((each) => this.#requestsIn(each));
  }

  /** Lanes are asked one request. */
  #requestsIn(comparison: ComparisonSummary): readonly LlmRecordedItem[] {
    const { store } = this.#engine;
    if (comparison.node !== LANES) return requestsOf(store, comparison);
    const run = recordedRun(store, comparison.id.replace(/^cmp_/, 'llm_'));
    return run === undefined ? [] : [requestOfRun(run)];
  }

  recall(source: LlmRecordedSource): LlmReading {
    if ('run' in source)
      return {
        ok: true,
        request: this.#run(source.run).request,
        dialect: 'canonical',
        notes: [],
        losses: [],
      };
    const read = recordedRequest(this.#engine.store, source.trace, source.event);
    if (!read) throw new ApiError('not_found', 'There is no request to a model at this place of the trace.');
    return read;
  }

  /** Ends every call; what came is recorded. */
  async close(): Promise<void> {
    await this.proxy.close();
    for (const run of this.#live.values()) run.cancel(null);
    await Promise.all(this.#recordings);
    await Promise.all(this.#clients.map(({ client }) => client.close()));
  }

  #run(id: string): LlmRunView {
    const run = this.#live.get(id)?.view ?? recordedRun(this.#engine.store, id);
    if (!run) throw new ApiError('not_found', `There is no run ${id} of language models in this workspace.`);
    return run;
  }

  /** Addresses come from the workspace: one that is not trusted is given no keys. */
  #client(): LlmClient {
    const { trusted } = this.#engine.workspace;
    const found = this.#clients.find((one) => one.trusted === trusted);
    if (found) return found.client;
    const client = new LlmClient({
      environment: trusted ? process.env : null,
      services: (name) => this.#engine.workspace.serviceUrl(name),
      ...(this.#keychain === null ? {} : { keychain: this.#keychain }),
    });
    this.#clients.push({ trusted, client });
    return client;
  }

  /** The same one while nothing changes: what is known of its targets is known for the next call. */
  #registry(): ProviderRegistry {
    const { providers } = this.#engine.workspace.config;
    const demo = this.#engine.demo.started;
    const known = this.#known;
    if (known?.providers === providers && known.demo === demo) return known.registry;
    const registry = providerRegistry([...providers, ...(demo?.providers ?? [])]);
    this.#known = { providers, demo, registry };
    return registry;
  }

  #target(name: string): Target {
    const target = findTarget(this.#registry(), name);
    if (typeof target === 'string') throw new ApiError('not_found', target);
    return target;
  }
}

import { ApiError } from '../../shared/api/error.ts';
import type { LlmProxyApi, LlmProxyOptions, LlmProxyView } from '../../shared/api/llm-proxy.ts';
import type { ProviderRegistry } from '../../shared/llm/providers/registry.ts';
import type { LlmClient } from '../llm/client.ts';
import { ProxyCalls } from '../llm/proxy/calls.ts';
import { keepProxyOptions, keptProxyOptions } from '../llm/proxy/kept-options.ts';
import type { RunningProxy } from '../llm/proxy/proxy.ts';
import { startRecordingProxy } from '../llm/proxy/recording-proxy.ts';
import { routingOf, strategyOf, targetsOf } from '../llm/proxy/route.ts';
import { prepareStore } from '../workspace/location.ts';
import { Changes } from './changes.ts';
import type { Engine } from './engine.ts';

/** Recorded calls that are listed. */
const LISTED = 100;
/** Who watches is told this often at most. */
const TOLD_MS = 100;

export interface ProxyDeps {
  readonly engine: Engine;
  /** As they are now: providers and trust change while the proxy runs. */
  readonly registry: () => ProviderRegistry;
  readonly client: () => LlmClient;
  /** There is one run more, or the proxy was switched. */
  readonly changed: () => void;
  /** Something went wrong behind everybody's back: a call could not be recorded. */
  readonly onError: (error: Error) => void;
}

/** The recording proxy of one open workspace: `llm.proxy` of the API. */
export class ProxySwitch implements LlmProxyApi {
  readonly #deps: ProxyDeps;
  readonly #changes = new Changes(() => this.#view());
  #options: LlmProxyOptions;
  #starting: Promise<RunningProxy> | null = null;
  #running: RunningProxy | null = null;
  readonly #calls: ProxyCalls;
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: ProxyDeps) {
    this.#deps = deps;
    this.#options = keptProxyOptions(deps.engine.workspace.location.store);
    this.#calls = new ProxyCalls(deps.engine.store);
  }

  /** null: it is off. */
  get url(): string | null {
    return this.#running?.url ?? null;
  }

  watch(): AsyncIterable<LlmProxyView> {
    return this.#changes.watch();
  }

  async keep(options: LlmProxyOptions): Promise<void> {
    if (this.#starting !== null) throw new ApiError('conflict', 'The proxy runs: stop it first.');
    this.#write(options);
  }

  async start(asked: LlmProxyOptions | null): Promise<void> {
    const options = asked ?? this.#options;
    if (this.#starting !== null) throw new ApiError('conflict', 'The proxy runs already: stop it first.');
    const known = targetsOf(this.#deps.registry(), options.to);
    if (typeof known === 'string') throw new ApiError('not_found', known);
    this.#write(options);
    this.#starting = this.#listen(options);
    try {
      this.#running = await this.#starting;
    } catch (error) {
      this.#starting = null;
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
        throw new ApiError(
          'conflict',
          `Port ${options.port} is taken: choose another, or 0 for any free one.`,
        );
      throw error;
    }
    this.#changes.notify();
    this.#deps.changed();
  }

  async stop(): Promise<void> {
    await this.close();
    this.#changes.notify();
    this.#deps.changed();
  }

  /** As `stop`, when nobody is left to be told. */
  async close(): Promise<void> {
    const running = await this.#starting?.catch(() => null);
    this.#starting = null;
    this.#running = null;
    await running?.close();
    clearTimeout(this.#telling);
    this.#telling = undefined;
  }

  #write(options: LlmProxyOptions): void {
    const { location } = this.#deps.engine.workspace;
    prepareStore(location);
    keepProxyOptions(location.store, options);
    this.#options = options;
  }

  /** Many calls may end within a moment. */
  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#changes.notify();
      this.#deps.changed();
    }, TOLD_MS);
  }

  #view(): LlmProxyView {
    const [running, options] = [this.#running, this.#options];
    return {
      running: running && { ...options, url: running.url },
      options,
      calls: this.#calls.newest(LISTED),
    };
  }

  #listen({ port, to, route, weights, losses }: LlmProxyOptions): Promise<RunningProxy> {
    const { engine, registry, client, onError } = this.#deps;
    const { newId } = engine.comparisonDeps();
    return startRecordingProxy({
      store: engine.store,
      client,
      port,
      policy: { strategy: strategyOf(route, weights), losses },
      strategyName: route,
      newTrace: () => newId('trc'),
      recorded: () => this.#tell(),
      onBug: (error) => onError(error instanceof Error ? error : new Error(String(error))),
      ...routingOf(registry, to),
    });
  }
}

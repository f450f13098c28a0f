import type { Dispatcher } from 'undici';
import { errorText } from '../../shared/error-text.ts';
import type { EffectRequest, RunError } from '../../shared/trace/event.ts';
import { modelsText } from '../../shared/trace/messages.ts';
import { performAmbient } from './ambient.ts';
import { effectError, type Performed, performedValue } from './answer.ts';
import { EventBus, SUBSCRIBE_MS } from './bus.ts';
import type { EffectConfig, EffectDeps } from './config.ts';
import type { SessionDatabases } from './database/session-databases.ts';
import { Breakers } from './http/breaker.ts';
import { httpCapabilities, performHttp } from './http/perform.ts';
import { type LlmCalls, type LlmRequest, llmCapabilities, noModels } from './llm.ts';
import type { EffectPlace } from './types.ts';

/** Everything that a session can reach, for one owner at a time: a path's own copies, or what all paths share. */
export class Backends {
  readonly databases: SessionDatabases;
  readonly #config: EffectConfig;
  readonly #deps: EffectDeps;
  readonly #dispatcher: Dispatcher;
  readonly #began = performance.now();
  readonly #breakers = new Map<string, Breakers>();
  readonly #buses = new Map<string, EventBus>();
  readonly #models = new Map<string, LlmCalls>();

  constructor(config: EffectConfig, deps: EffectDeps, dispatcher: Dispatcher, databases: SessionDatabases) {
    this.#config = config;
    this.#deps = deps;
    this.#dispatcher = dispatcher;
    this.databases = databases;
  }

  bus(owner: string): EventBus {
    const bus = this.#buses.get(owner) ?? new EventBus();
    this.#buses.set(owner, bus);
    return bus;
  }

  #databaseName(asked: string | null): string {
    if (asked !== null || Object.hasOwn(this.#config.databases, 'default')) return asked ?? 'default';
    return Object.keys(this.#config.databases)[0] ?? 'default';
  }

  /** What the nodes must be allowed to do for this request, or why it cannot be performed whoever asks. */
  async capabilities(owner: string, request: EffectRequest): Promise<readonly string[] | RunError> {
    switch (request.type) {
      case 'http':
        return httpCapabilities(request, this.#config);
      case 'llm':
        return llmCapabilities(request, this.#deps.llm);
      case 'publish':
        return [`event_bus.publish.${request.topic}`];
      case 'subscribe':
        return [`event_bus.subscribe.${request.topic}`];
      case 'database': {
        const name = this.#databaseName(request.database);
        const database = await this.databases.get(owner, name);
        if (typeof database === 'string') return effectError('database_error', database, { database: name });
        try {
          const facts = await database.analyse(request);
          if (facts.refusal !== null) return effectError('database_error', facts.refusal, { database: name });
          return [
            ...facts.reads.map((table) => `database.read.${table}`),
            ...facts.writes.map((table) => `database.write.${table}`),
          ];
        } catch (error) {
          return effectError('database_error', errorText(error), {
            database: name,
          });
        }
      }
      default:
        return [];
    }
  }

  async perform(
    owner: string,
    node: string,
    place: EffectPlace,
    request: EffectRequest,
    signal: AbortSignal,
  ): Promise<Performed> {
    switch (request.type) {
      case 'clock':
      case 'random':
      case 'id':
        return performAmbient(request, this.#deps);
      case 'database': {
        const name = this.#databaseName(request.database);
        const database = await this.databases.get(owner, name);
        if (typeof database === 'string') {
          return {
            ok: false,
            error: effectError('database_error', database, { database: name }),
            attempts: [],
          };
        }
        return database.perform(place, request);
      }
      case 'http': {
        const breakers = this.#breakersOf(owner);
        const [config, deps, dispatcher] = [this.#config, this.#deps, this.#dispatcher];
        return performHttp(request, { config, deps, dispatcher, breakers, signal, node, began: this.#began });
      }
      case 'llm':
        return this.#performLlm(owner, node, request, signal);
      case 'publish':
        this.bus(owner).publish(request.topic, request.payload);
        return performedValue(null);
      case 'subscribe': {
        const timeoutMs = (request.timeoutMs ?? SUBSCRIBE_MS) * this.#config.clockScale;
        return performedValue(await this.bus(owner).take(request.topic, timeoutMs, signal));
      }
    }
  }

  /** The node's own breakers count here as for any service; whom it asks is the service. */
  async #performLlm(
    owner: string,
    node: string,
    request: LlmRequest,
    signal: AbortSignal,
  ): Promise<Performed> {
    const { llm } = this.#deps;
    if (llm === undefined) return { ok: false, error: noModels(), attempts: [] };
    const calls = this.#models.get(owner) ?? llm.open();
    this.#models.set(owner, calls);
    const breakers = this.#breakersOf(owner);
    const service = modelsText(request);
    const refusal = breakers.refusal(node, service, request.breakers, performance.now());
    if (refusal !== undefined) return { ok: false, error: refusal, attempts: [] };
    const performed = await calls.perform(request, signal, this.#began);
    const error = performed.ok ? null : performed.error;
    const { clockScale } = this.#config;
    breakers.record(node, service, request.breakers, error, performance.now(), clockScale);
    return performed;
  }

  #breakersOf(owner: string): Breakers {
    const breakers = this.#breakers.get(owner) ?? new Breakers();
    this.#breakers.set(owner, breakers);
    return breakers;
  }

  /** Ends what is under way at language models. */
  async close(): Promise<void> {
    await Promise.all([...this.#models.values()].map((calls) => calls.close()));
  }
}

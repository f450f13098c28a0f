import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { DialectAdapter } from '../../../shared/llm/dialects/dialect.ts';
import { tellsUsage } from '../../../shared/llm/dialects/openai-chat/stream-usage.ts';
import { isObject, type JsonObject, parseJson } from '../../../shared/llm/json.ts';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import { type LossPolicy, refusals } from '../../../shared/llm/losses/policy.ts';
import { roundedLosses } from '../../../shared/llm/numbers.ts';
import type { LlmError } from '../../../shared/llm/protocol/error.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { targetName } from '../../../shared/llm/providers/target.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import { whenRead } from '../../http/read-body.ts';
import { streamOf } from '../as-stream.ts';
import type { LlmClient } from '../client.ts';
import type { CallOutcome, CallPolicy } from '../contract.ts';
import { closeServer, listen, writeJson } from '../listen.ts';
import { Answer } from './answer.ts';
import { Backlog } from './backlog.ts';
import { betaLosses, betasOf } from './betas.ts';
import { modelsAnswer } from './models.ts';
import type { Passed } from './passed.ts';
import { beginPassing, type Incoming, type Passing, patienceWithPassages, type Shared } from './passing.ts';
import type { Exchange } from './record.ts';
import type { Routing } from './route.ts';

export interface ProxyOptions extends Routing {
  /** As it is now: keys and providers change while the proxy runs. */
  readonly client: () => LlmClient;
  readonly policy: Partial<CallPolicy>;
  /** What the policy's strategy is called in traces. */
  readonly strategyName: string;
  readonly newTrace: () => string;
  /** Every call, once it ended. Resolves when it is recorded, or when it was said why it is not: it never fails. */
  readonly record: (exchange: Exchange | Passed) => Promise<void>;
  readonly onBug: (error: unknown) => void;
  /** 0: any free one. */
  readonly port: number;
  readonly maxBytes?: number;
}

export interface RunningProxy {
  readonly url: string;
  close(): Promise<void>;
}

const ENDPOINTS: Readonly<Record<string, Dialect>> = {
  '/v1/chat/completions': 'openai-chat',
  '/v1/responses': 'openai-responses',
  '/v1/messages': 'anthropic',
};

/** Speaks the dialects of official SDKs on this machine's loopback, and carries each call to where the route says. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const open = new Set<Exchanging>();
  let closed: () => void = () => undefined;
  const shared: ProxyState = {
    backlog: new Backlog(BACKLOG_BYTES),
    patience: patienceWithPassages(),
    ended: (exchanging) => {
      open.delete(exchanging);
      if (open.size === 0) closed();
    },
  };
  // Clients on this machine end their connections when they end: none is closed while they think that they may use it.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const exchanging = new Exchanging(options, shared, request, response);
    open.add(exchanging);
    exchanging.run();
  });
  const url = await listen(server, options.port);
  return {
    url,
    async close() {
      await closeServer(server);
      if (open.size > 0)
        await new Promise<void>((resolve) => {
          closed = resolve;
        });
      await shared.backlog.empty();
    },
  };
}

interface ProxyState extends Shared {
  readonly ended: (exchanging: Exchanging) => void;
}

/** Of requests and answers that are not stored yet: calls that come faster than they can be stored wait for those before. */
const BACKLOG_BYTES = 16 * 1024 * 1024;

/** One request of a client, until it is answered and on its way to be recorded. Its steps are calls: promises took a good part of its time. */
class Exchanging {
  readonly #options: ProxyOptions;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #trace: string;
  readonly #shared: ProxyState;

  constructor(options: ProxyOptions, shared: ProxyState, request: IncomingMessage, response: ServerResponse) {
    this.#options = options;
    this.#shared = shared;
    this.#request = request;
    this.#response = response;
    this.#trace = options.newTrace();
  }

  run(): void {
    this.#attempt(() => this.#begin());
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#options.onBug(error);
    this.#response.destroy();
    this.#end();
  }

  #end(): void {
    this.#shared.ended(this);
  }

  #begin(): void {
    const { url = '/', method } = this.#request;
    const [pathname = '/'] = url.split('?', 1);
    const dialect = Object.hasOwn(ENDPOINTS, pathname) ? ENDPOINTS[pathname] : undefined;
    if (!isLocal(this.#request)) this.#plain(403, 'Pages and other hosts may not use this proxy.');
    else if (dialect === undefined || method !== 'POST') this.#elsewhere();
    else this.#read(dialect);
  }

  #read(dialect: Dialect): void {
    const { maxBytes = 32 * 1024 * 1024 } = this.#options;
    whenRead(this.#request, maxBytes, (body) => {
      // Who leaves in the middle of a request has asked for nothing.
      if (body instanceof Error) this.#end();
      else if (body === undefined)
        this.#refuse(dialect, 413, `The request is larger than ${maxBytes} bytes.`);
      else this.#attempt(() => this.#take(dialect, body));
    });
  }

  #take(dialect: Dialect, bytes: Buffer): void {
    const { policy, strategyName, route } = this.#options;
    const text = bytes.toString();
    const wire = parseJson(text);
    if (!isObject(wire)) {
      this.#refuse(dialect, 400, 'The request is no JSON object.');
      return;
    }
    const { model } = wire;
    const targets = route(dialect, typeof model === 'string' ? model : undefined);
    if (typeof targets === 'string') {
      this.#refuse(dialect, 404, targets);
      return;
    }
    const client = this.#options.client();
    const asked = { targets: targets.map(targetName), route: strategyName, losses: policy.losses ?? 'warn' };
    const startedAt = client.clock.wall();
    const incoming = { trace: this.#trace, dialect, bytes, text, wire, targets, client, asked, startedAt };
    // What goes through as it came has the headers that all have.
    const passing =
      betasOf(dialect, this.#request.headers) === undefined
        ? beginPassing(incoming, this.#options, this.#shared, this.#response)
        : undefined;
    if (passing === undefined) this.#carryOn(incoming, undefined);
    else
      passing.whenSettled(() =>
        this.#attempt(() => (passing.through() ? this.#end() : this.#carryOn(incoming, passing))),
      );
  }

  #carryOn(incoming: Incoming, passing: Passing | undefined): void {
    this.#carry(incoming, passing).then(
      () => this.#end(),
      (error: unknown) => this.#fail(error),
    );
  }

  async #carry(incoming: Incoming, passing: Passing | undefined): Promise<void> {
    const { policy, record } = this.#options;
    const { trace, dialect, bytes, text, wire, targets, client, asked, startedAt } = incoming;
    const adapter = adapterOf(dialect);
    // What went to the target as it came lost nothing on the way.
    const headers = betasOf(dialect, this.#request.headers);
    const fromClient =
      passing === undefined ? [...roundedLosses(text, true), ...betaLosses(headers, targets)] : [];
    const chat = adapter.readRequest(wire, NO_LINKS);
    const created = Math.floor(startedAt / 1000);
    const context = { id: trace, model: chat.model ?? '', created, tellsUsage: tellsUsage(chat) };
    const gone = new AbortController();
    const left = (): void => {
      if (!this.#response.writableFinished) gone.abort();
    };
    if (this.#response.closed) left();
    else this.#response.on('close', left);
    const answer = new Answer(this.#response, adapter.streamWriter(context), {
      trace,
      before: fromClient,
      sent: passing?.sent ?? 0,
    });
    // What was sent to the client cannot be taken back: a stream that broke is not begun anew.
    const ended =
      refusedFor(fromClient, policy.losses) ??
      (await client.carry(
        chat,
        targets,
        { ...policy, afterStart: 'fail' },
        {
          tell: (event) => answer.take(event),
          signal: gone.signal,
          raw: dialect,
          headers,
          begun: passing?.begun,
        },
      ));
    const toClient = await this.#finish(adapter, answer, ended, { stream: chat.stream === true, context });
    const { raw: _, unread, ...outcome } = { raw: undefined, unread: undefined, ...ended };
    const [first] = outcome.attempts;
    const exchange: Exchange | Passed =
      unread && first && passing
        ? passing.streamed(unread, first)
        : { trace, dialect, request: text, asked, outcome, fromClient, toClient, startedAt };
    const { backlog } = this.#shared;
    await backlog.room();
    answer.end();
    // The client has its answer: a store that is full is no reason to take it back.
    backlog.add(sizeOf(bytes, outcome), record(exchange));
  }

  /** Everything but the very end of the answer, which waits where too many calls are not recorded yet. */
  async #finish(
    adapter: DialectAdapter,
    answer: Answer,
    outcome: CallOutcome,
    { stream, context }: { stream: boolean; context: { id: string; model: string; created: number } },
  ): Promise<readonly Loss[]> {
    if (!outcome.ok) {
      if (answer.begun) await answer.broken(outcome.error);
      else {
        const { status, body, headers } = errorOf(adapter, outcome.error);
        answer.whole(status, Buffer.from(JSON.stringify(body)), headers);
      }
      return [];
    }
    if (stream) {
      if (!answer.begun) for (const part of streamOf(outcome.response)) await answer.part(part);
      return [];
    }
    if (outcome.raw !== undefined) {
      answer.whole(200, outcome.raw);
      return [];
    }
    const { value, losses } = adapter.writeResponse(outcome.response, context);
    answer.whole(200, Buffer.from(JSON.stringify(value)));
    return losses;
  }

  /** What is no call. */
  #elsewhere(): void {
    const models = this.#request.method === 'GET' ? modelsAnswer(this.#request, this.#options) : undefined;
    const endpoints = Object.keys(ENDPOINTS).join(', ');
    if (models === undefined) this.#plain(404, `There is only POST to ${endpoints}, and GET of /v1/models.`);
    else {
      writeJson(this.#response, models.status, models.body);
      this.#end();
    }
  }

  #refuse(dialect: Dialect, status: number, message: string): void {
    const { body } = adapterOf(dialect).writeError({
      code: status === 404 ? 'not_found' : 'invalid_request',
      message,
      status,
    });
    writeJson(this.#response, status, body, { connection: 'close' });
    this.#end();
  }

  #plain(status: number, message: string): void {
    writeJson(this.#response, status, { error: { message } }, { connection: 'close' });
    this.#end();
  }
}

/** Why a request is not sent that lost too much before it was. */
function refusedFor(lost: readonly Loss[], policy: LossPolicy = 'warn'): CallOutcome | undefined {
  const refused = refusals(lost, policy);
  const [first] = refused;
  if (first === undefined) return undefined;
  return { ok: false, error: { code: 'refused_by_policy', message: first.reason }, attempts: [], refused };
}

function sizeOf({ length }: Buffer, { attempts }: CallOutcome): number {
  return attempts.reduce((sum, attempt) => sum + attempt.bytes, length);
}

interface Refusal {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

function errorOf(adapter: DialectAdapter, error: LlmError): Refusal {
  // An answer of success with an error in it, or one that sends on, is none to a client: what the error is says the status.
  const { status: answered, ...said } = error;
  const { status, body } = adapter.writeError(answered !== undefined && answered < 400 ? said : error);
  const { retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return { status, body, headers: wait };
}

/** Pages in a browser always say where they come from; a name that was bent to this machine is not ours. */
function isLocal({ headers, socket }: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined || (site !== undefined && site !== 'none')) return false;
  return host?.endsWith(`:${socket.localPort}`) === true && NAMES.has(host.slice(0, host.lastIndexOf(':')));
}

const NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

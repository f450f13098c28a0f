import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { DialectAdapter } from '../../../shared/llm/dialects/dialect.ts';
import { isObject, type JsonObject, parseJson } from '../../../shared/llm/json.ts';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import type { LlmError } from '../../../shared/llm/protocol/error.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import type { StreamPart } from '../../../shared/llm/protocol/stream.ts';
import { type Target, targetName } from '../../../shared/llm/providers/target.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import { streamOf } from '../as-stream.ts';
import type { LlmClient } from '../client.ts';
import type { AttemptStart, CallEvent, CallOutcome, CallPolicy } from '../contract.ts';
import { closeServer, listen, readBody, write, writeEvent, writeJson } from '../listen.ts';
import { Backlog } from './backlog.ts';
import type { Exchange } from './record.ts';

export interface ProxyOptions {
  /** As it is now: keys and providers change while the proxy runs. */
  readonly client: () => LlmClient;
  /** Where a request goes; a string says why nowhere. */
  readonly route: (dialect: Dialect, model: string | undefined) => readonly Target[] | string;
  readonly policy: Partial<CallPolicy>;
  /** What the policy's strategy is called in traces. */
  readonly strategyName: string;
  readonly newTrace: () => string;
  /** Every call, once it ended; resolves when it is recorded. */
  readonly record: (exchange: Exchange) => Promise<void>;
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
  const open = new Set<Promise<void>>();
  const backlog = new Backlog(BACKLOG_BYTES);
  const server = createServer((request, response) => {
    const work = new Exchanging(options, backlog, request, response)
      .run()
      .catch((error: unknown) => {
        options.onBug(error);
        response.destroy();
      })
      .finally(() => open.delete(work));
    open.add(work);
  });
  const url = await listen(server, options.port);
  return {
    url,
    async close() {
      await closeServer(server);
      await Promise.all(open);
    },
  };
}

/** Of requests and answers that are not stored yet: calls that come faster than they can be stored wait for those before. */
const BACKLOG_BYTES = 16 * 1024 * 1024;

interface Asked {
  readonly text: string;
  readonly chat: ChatRequest;
}

/** One request of a client, until it is answered and recorded. */
class Exchanging {
  readonly #options: ProxyOptions;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #trace: string;
  readonly #backlog: Backlog;

  constructor(options: ProxyOptions, backlog: Backlog, request: IncomingMessage, response: ServerResponse) {
    this.#options = options;
    this.#backlog = backlog;
    this.#request = request;
    this.#response = response;
    this.#trace = options.newTrace();
  }

  async run(): Promise<void> {
    const { maxBytes = 32 * 1024 * 1024, route } = this.#options;
    if (!isLocal(this.#request)) return this.#plain(403, 'Pages and other hosts may not use this proxy.');
    const [pathname = '/'] = (this.#request.url ?? '/').split('?', 1);
    const dialect = Object.hasOwn(ENDPOINTS, pathname) ? ENDPOINTS[pathname] : undefined;
    if (dialect === undefined || this.#request.method !== 'POST')
      return this.#plain(404, `There is only POST to ${Object.keys(ENDPOINTS).join(', ')}.`);
    const adapter = adapterOf(dialect);
    const text = await readBody(this.#request, maxBytes);
    if (text === undefined)
      return this.#refuse(adapter, 413, `The request is larger than ${maxBytes} bytes.`);
    const wire = parseJson(text);
    if (!isObject(wire)) return this.#refuse(adapter, 400, 'The request is no JSON object.');
    const chat = adapter.readRequest(wire, NO_LINKS);
    const targets = route(dialect, chat.model);
    if (typeof targets === 'string') return this.#refuse(adapter, 404, targets);
    await this.#carry(adapter, { text, chat }, targets);
  }

  async #carry(adapter: DialectAdapter, { text, chat }: Asked, targets: readonly Target[]): Promise<void> {
    const { policy, strategyName, record, onBug } = this.#options;
    const client = this.#options.client();
    const startedAt = client.clock.wall();
    const context = { id: this.#trace, model: chat.model ?? '', created: Math.floor(startedAt / 1000) };
    const gone = new AbortController();
    this.#response.on('close', () => {
      if (!this.#response.writableFinished) gone.abort();
    });
    const answer = new Answer(this.#response, adapter.streamWriter(context), this.#trace);
    // What was sent to the client cannot be taken back: a stream that broke is not begun anew.
    const ended = await client.carry(
      chat,
      targets,
      { ...policy, afterStart: 'fail' },
      { tell: (event) => answer.take(event), signal: gone.signal, raw: adapter.dialect },
    );
    const toClient = await this.#finish(adapter, answer, ended, { stream: chat.stream === true, context });
    const { raw: _, ...outcome } = { raw: undefined, ...ended };
    const exchange: Exchange = {
      trace: this.#trace,
      dialect: adapter.dialect,
      request: text,
      asked: { targets: targets.map(targetName), route: strategyName, losses: policy.losses ?? 'warn' },
      outcome,
      toClient,
      startedAt,
    };
    await this.#backlog.room();
    answer.end();
    // The client has its answer: a store that is full is no reason to take it back.
    await this.#backlog.add(sizeOf(text, outcome), () => record(exchange).catch(onBug));
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

  #refuse(adapter: DialectAdapter, status: number, message: string): void {
    const { body } = adapter.writeError({
      code: status === 404 ? 'not_found' : 'invalid_request',
      message,
      status,
    });
    writeJson(this.#response, status, body, { connection: 'close' });
  }

  #plain(status: number, message: string): void {
    writeJson(this.#response, status, { error: { message } }, { connection: 'close' });
  }
}

/** What goes back to the client, with what it should know in the headers. */
class Answer {
  attempt: AttemptStart | undefined;
  readonly #response: ServerResponse;
  readonly #writer: ReturnType<DialectAdapter['streamWriter']>;
  readonly #trace: string;
  #rest: Uint8Array | undefined;
  #given = false;

  constructor(response: ServerResponse, writer: ReturnType<DialectAdapter['streamWriter']>, trace: string) {
    this.#response = response;
    this.#writer = writer;
    this.#trace = trace;
  }

  get begun(): boolean {
    return this.#response.headersSent;
  }

  /** Waits where the client reads more slowly than the target writes. */
  take(event: CallEvent): Promise<void> | undefined {
    if (event.type === 'raw') return this.#raw(event.bytes);
    if (event.type === 'part') return this.part(event.part);
    if (event.type === 'attempt') this.attempt = event.attempt;
    return undefined;
  }

  async part(part: StreamPart): Promise<void> {
    this.#begin();
    for (const event of this.#writer.push(part)) if (!(await writeEvent(this.#response, event))) return;
  }

  /** Of a stream: bytes that are in the client's dialect already. */
  async #raw(bytes: Uint8Array): Promise<void> {
    this.#begin();
    this.#given = true;
    await write(this.#response, bytes);
  }

  async broken(error: LlmError): Promise<void> {
    // An event that was cut off is ended, so that this one stands alone.
    if (this.#given) await write(this.#response, '\n\n');
    await this.part({ type: 'error', error });
  }

  #begin(): void {
    if (!this.begun)
      this.#response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        ...this.#headers(),
      });
  }

  whole(status: number, body: Uint8Array, headers: Readonly<Record<string, string>> = {}): void {
    this.#rest = body;
    this.#response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': body.length,
      ...headers,
      ...this.#headers(),
    });
  }

  /** With a whole answer all of it is sent only now, in one piece. */
  end(): void {
    this.#response.end(this.#rest);
  }

  #headers(): Record<string, string> {
    const { target, score, losses } = this.attempt ?? {};
    const told = losses?.filter(({ severity }) => severity !== 'none') ?? [];
    const list = told.map(({ class: kind, path }) => `${kind} ${encodeURI(path)}`).join(', ');
    return {
      'x-parallax-trace': this.#trace,
      ...(target === undefined ? {} : { 'x-parallax-target': encodeURI(target) }),
      ...(score === undefined ? {} : { 'x-parallax-score': String(score) }),
      'x-parallax-losses': String(told.length),
      ...(list === '' ? {} : { 'x-parallax-loss': list.slice(0, 2000) }),
    };
  }
}

function sizeOf(text: string, { attempts }: CallOutcome): number {
  return attempts.reduce((sum, attempt) => sum + attempt.bytes, text.length);
}

interface Refusal {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

function errorOf(adapter: DialectAdapter, error: LlmError): Refusal {
  const { status, body } = adapter.writeError(error);
  const { retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  // A status of success with an error in it would be read as an answer.
  return { status: status >= 400 ? status : 502, body, headers: wait };
}

/** Pages in a browser always say where they come from; a name that was bent to this machine is not ours. */
function isLocal({ headers, socket }: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined || (site !== undefined && site !== 'none')) return false;
  return NAMES.some((name) => host === `${name}:${socket.localPort}`);
}

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

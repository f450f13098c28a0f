import type { Dispatcher } from 'undici';
import { request as send } from 'undici';
import { adapterOf } from '../../shared/llm/dialects/adapters.ts';
import type { DialectAdapter } from '../../shared/llm/dialects/dialect.ts';
import { listUnmapped } from '../../shared/llm/dialects/unmapped.ts';
import { isObject, parseJson } from '../../shared/llm/json.ts';
import type { Loss } from '../../shared/llm/losses/loss.ts';
import { Assembly } from '../../shared/llm/protocol/assemble.ts';
import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { ChatResponse } from '../../shared/llm/protocol/response.ts';
import type { StreamPart } from '../../shared/llm/protocol/stream.ts';
import type { Target } from '../../shared/llm/providers/target.ts';
import type { Transformed } from '../../shared/llm/transform/transform.ts';
import { Body } from './body.ts';
import { type Clock, Deadline } from './clock.ts';
import type { Timeouts } from './contract.ts';
import { askedPause, connectionError } from './failure.ts';
import type { KeyRing } from './key.ts';
import { reach, type ServiceUrls } from './reach.ts';
import { wireEvents } from './wire-events.ts';

export interface AttemptContext {
  readonly target: Target;
  readonly transformed: Transformed;
  readonly stream: boolean;
  readonly keys: KeyRing;
  readonly dispatcher: Dispatcher;
  readonly services: ServiceUrls | null;
  readonly clock: Clock;
  readonly timeouts: Pick<Timeouts, 'headersMs' | 'idleMs'>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** What is said where `signal` was aborted. */
  readonly aborted: () => LlmError;
}

/** What one attempt came to. Times are of the clock. */
export interface AttemptResult {
  readonly status?: number;
  readonly headersAt?: number;
  readonly firstPartAt?: number;
  readonly bytes: number;
  readonly answerLosses: readonly Loss[];
  /** With `error`: what had come until then. */
  readonly response?: ChatResponse;
  readonly error?: LlmError;
}

/** Sends one request and reads its answer; yields the parts of a stream as they come, and reads on only when they are taken. */
export async function* attempt(context: AttemptContext): AsyncGenerator<StreamPart, AttemptResult> {
  const { clock, timeouts, target, services, signal } = context;
  const url = await reach(context.transformed.url, services, signal);
  if (typeof url !== 'string')
    return { bytes: 0, answerLosses: [], error: signal.aborted ? context.aborted() : url };
  const deadline = new Deadline(clock, { signals: [context.signal], reason: context.aborted });
  const { host } = new URL(url);
  deadline.limit(timeouts.headersMs, `${host} sent no answer within ${timeouts.headersMs} ms.`);
  const reading = new Reading(context, deadline, host);
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { ...context.transformed.headers, ...context.keys.header },
      body: JSON.stringify(context.transformed.wire),
      dispatcher: context.dispatcher,
      signal: deadline.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return yield* reading.answer(response, adapterOf(target.provider.dialect));
  } catch (thrown) {
    return reading.result(deadline.reason ?? connectionError(thrown, host, reading.begun));
  } finally {
    deadline.dispose();
  }
}

/** The answer of one attempt, as far as it is read. */
class Reading {
  readonly #context: AttemptContext;
  readonly #deadline: Deadline;
  readonly #host: string;
  readonly #assembly = new Assembly();
  #body: Body | undefined;
  #head: { readonly status: number; readonly headersAt: number } | undefined;
  #firstPartAt: number | undefined;

  constructor(context: AttemptContext, deadline: Deadline, host: string) {
    this.#context = context;
    this.#deadline = deadline;
    this.#host = host;
  }

  /** Whether an answer has begun: from then on a lost connection is an interruption. */
  get begun(): boolean {
    return this.#head !== undefined;
  }

  async *answer(
    response: Dispatcher.ResponseData,
    adapter: DialectAdapter,
  ): AsyncGenerator<StreamPart, AttemptResult> {
    const { clock, maxBytes, timeouts, stream } = this.#context;
    this.#head = { status: response.statusCode, headersAt: clock.now() };
    const body = new Body(response, { maxBytes, idleMs: timeouts.idleMs, host: this.#host }, this.#deadline);
    this.#body = body;
    if (response.statusCode < 200 || response.statusCode > 299) {
      const text = await body.text();
      return this.result(body.error ?? this.#refused(adapter, response, text));
    }
    const type = header(response, 'content-type') ?? '';
    if (stream && !/^(application|text)\/(json|html)\b/i.test(type))
      return yield* this.#stream(adapter, body);
    const text = await body.text();
    if (body.error !== undefined) return this.result(body.error);
    return this.#whole(adapter, text, type);
  }

  #refused(adapter: DialectAdapter, response: Dispatcher.ResponseData, text: string): LlmError {
    const error = adapter.readError(response.statusCode, text);
    const asked = askedPause((name) => header(response, name), this.#context.clock.wall());
    return asked === undefined ? error : { ...error, retryAfterMs: asked };
  }

  /** Also where a stream was asked for and the server answered with JSON: then its parts are not to be had. */
  #whole(adapter: DialectAdapter, text: string, type: string): AttemptResult {
    const json = parseJson(text);
    if (!isObject(json)) {
      const what =
        /html/i.test(type) || /^\s*</.test(text) ? 'HTML' : text === '' ? 'nothing' : 'broken JSON';
      return this.result({ code: 'invalid_response', message: `${this.#host} answered with ${what}.` });
    }
    // Some servers answer with status 200 and an error.
    if (isObject(json['error'])) return this.result(adapter.readError(this.#head?.status ?? 200, text));
    const { value, losses } = adapter.readResponse(json);
    const first = value.candidates[0];
    if (first === undefined || (first.content.length === 0 && first.finish === undefined))
      return this.result({
        code: 'invalid_response',
        message: `${this.#host} answered with JSON that holds no answer.`,
        body: json,
      });
    const { keys } = this.#context;
    return { ...this.result(), response: keys.clean(value), answerLosses: keys.clean(losses) };
  }

  async *#stream(adapter: DialectAdapter, body: Body): AsyncGenerator<StreamPart, AttemptResult> {
    const reader = adapter.streamReader();
    const guard = this.#context.keys.guard();
    const take = (part: StreamPart): StreamPart => {
      this.#assembly.push(part);
      if (part.type === 'part_start') this.#firstPartAt ??= this.#context.clock.now();
      return part;
    };
    // An error is no part of what came: the result says it, and what becomes of it is the policy's business.
    const told = (part: StreamPart): boolean => part.type !== 'error';
    for await (const { event, data } of wireEvents(body.chunks())) {
      if (this.#assembly.complete) continue;
      const wire = event === undefined ? { data } : { event, data };
      for (const part of reader.push(wire).flatMap((each) => guard.push(each)))
        if (told(take(part))) yield part;
      if (this.#assembly.error !== undefined) break;
      if (this.#assembly.complete) body.drain();
    }
    if (!this.#assembly.complete) {
      const { error } = body;
      const left = error === undefined ? reader.close().flatMap((each) => guard.push(each)) : guard.rest();
      for (const part of left) if (told(take(part))) yield part;
      if (error !== undefined) return this.result(error);
    }
    return this.result(this.#assembly.error);
  }

  result(error?: LlmError): AttemptResult {
    const losses: Loss[] = [];
    for (const { value } of this.#assembly.extensions) listUnmapped(value, '', losses);
    const { response } = this.#assembly;
    return {
      ...this.#head,
      ...(this.#firstPartAt === undefined ? {} : { firstPartAt: this.#firstPartAt }),
      bytes: this.#body?.bytes ?? 0,
      answerLosses: losses,
      ...(response.candidates.length === 0 ? {} : { response }),
      ...(error === undefined ? {} : { error: this.#clean(error) }),
    };
  }

  #clean(error: LlmError): LlmError {
    const clean = this.#context.keys.clean(error);
    return this.#head === undefined || clean.status !== undefined
      ? clean
      : { ...clean, status: this.#head.status };
  }
}

function header(response: Dispatcher.ResponseData, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

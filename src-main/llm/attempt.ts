import type { Dispatcher } from 'undici';
import { adapterOf } from '../../shared/llm/dialects/adapters.ts';
import type { DialectAdapter } from '../../shared/llm/dialects/dialect.ts';
import { isObject, parseJson } from '../../shared/llm/json.ts';
import type { Loss } from '../../shared/llm/losses/loss.ts';
import { roundedLosses } from '../../shared/llm/numbers.ts';
import { Assembly } from '../../shared/llm/protocol/assemble.ts';
import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { ChatResponse } from '../../shared/llm/protocol/response.ts';
import type { StreamPart, WireEvent } from '../../shared/llm/protocol/stream.ts';
import type { Target } from '../../shared/llm/providers/target.ts';
import { readAnswer } from '../../shared/llm/transform/read-answer.ts';
import { streamLosses } from '../../shared/llm/transform/stream-losses.ts';
import type { Transformed } from '../../shared/llm/transform/transform.ts';
import { type Clock, Deadline } from './clock.ts';
import type { Timeouts } from './contract.ts';
import { askedPause, encodingError, redirectError } from './failure.ts';
import { HeldEvents, NOTHING } from './held-events.ts';
import type { KeyRing } from './key.ts';
import { isDocument, type Passage } from './passage.ts';
import { reach, type ServiceUrls } from './reach.ts';
import { UnreadStream } from './unread-stream.ts';
import { type AnswerHead, WireAnswer } from './wire-answer.ts';
import { WireEvents } from './wire-events.ts';

export interface AttemptContext {
  readonly target: Target;
  readonly transformed: Transformed;
  readonly stream: boolean;
  /** All but that of the key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly keys: KeyRing;
  readonly dispatcher: Dispatcher;
  readonly services: ServiceUrls | null;
  readonly clock: Clock;
  readonly timeouts: Pick<Timeouts, 'headersMs' | 'idleMs'>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** What is said where `signal` was aborted. */
  readonly aborted: () => LlmError;
  /** The request is on its way already. */
  readonly begun: Passage | undefined;
  /** Whether a stream may be left unread once it has begun: whoever asked reads it later. */
  readonly mayLeave: boolean;
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
  /** A whole answer as it came; absent where the key is in it. */
  readonly raw?: Uint8Array;
  /** A complete stream as it came; all but its beginning is in nothing else. */
  readonly unread?: Uint8Array;
  readonly error?: LlmError;
}

/** What of a stream came in one piece. */
export interface Piece {
  readonly parts: readonly StreamPart[];
  /** The bytes that may be given on with it; absent where there may be a key in them. */
  readonly raw?: Uint8Array;
}

/** Takes what came of a stream; the next is read when it has. */
export type TakePiece = (piece: Piece) => Promise<void> | undefined;

/** Sends one request and reads its answer; gives a stream on as it comes. */
export async function attempt(context: AttemptContext, take: TakePiece): Promise<AttemptResult> {
  const { clock, timeouts, maxBytes, target, transformed, services, signal } = context;
  const reached = reach(transformed.url, services, signal);
  // Without a pause where there is nothing to wait for.
  const url = reached instanceof Promise ? await reached : reached;
  if (typeof url !== 'string')
    return { bytes: 0, answerLosses: [], error: signal.aborted ? context.aborted() : url };
  const deadline = new Deadline(clock, { signals: [context.signal], reason: context.aborted });
  const { origin, host, pathname, search } = new URL(url);
  const { begun } = context;
  const gone = begun === undefined ? 0 : clock.now() - begun.startedAt;
  deadline.limit(
    Math.max(0, timeouts.headersMs - gone),
    `${host} sent no answer within ${timeouts.headersMs} ms.`,
  );
  const answer = new WireAnswer({ maxBytes, idleMs: timeouts.idleMs, host }, deadline);
  try {
    if (begun !== undefined) begun.take(answer);
    else
      context.dispatcher.dispatch(
        {
          origin,
          path: pathname + search,
          method: 'POST',
          headers: { ...context.headers, ...context.keys.header },
          body: JSON.stringify(transformed.wire),
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        answer,
      );
    return await new Reading(context, answer, host, take).answer(adapterOf(target.provider.dialect));
  } finally {
    answer.leave();
    deadline.dispose();
  }
}

/** The answer of one attempt, as far as it is read. */
class Reading {
  readonly #context: AttemptContext;
  readonly #answer: WireAnswer;
  readonly #host: string;
  readonly #given: TakePiece;
  readonly #assembly = new Assembly();
  readonly #rounded: Loss[] = [];
  #head: { readonly status: number; readonly headersAt: number } | undefined;
  #firstPartAt: number | undefined;

  constructor(context: AttemptContext, answer: WireAnswer, host: string, given: TakePiece) {
    this.#given = given;
    this.#context = context;
    this.#answer = answer;
    this.#host = host;
  }

  async answer(adapter: DialectAdapter): Promise<AttemptResult> {
    const answer = this.#answer;
    const head = await answer.head();
    if (head === undefined) return this.result(answer.error);
    const { status } = head;
    this.#head = { status, headersAt: this.#context.begun?.headersAt ?? this.#context.clock.now() };
    if (status < 200 || status > 299) {
      const text = (await answer.whole()).toString();
      return this.result(answer.error ?? this.#refused(adapter, head, text));
    }
    const encoded = encodingError(this.#host, head.header('content-encoding'));
    if (encoded !== undefined) return this.result(encoded);
    const type = head.header('content-type') ?? '';
    if (this.#context.stream && !isDocument(type)) return this.#stream(adapter);
    const body = await answer.whole();
    if (answer.error !== undefined) return this.result(answer.error);
    return this.#whole(adapter, body, type);
  }

  #refused(adapter: DialectAdapter, { status, header }: AnswerHead, text: string): LlmError {
    if (status >= 300 && status <= 399) return redirectError(status, this.#host, header('location'));
    const error = adapter.readError(status, text);
    const asked = askedPause(header, this.#context.clock.wall());
    return asked === undefined ? error : { ...error, retryAfterMs: asked };
  }

  /** Also where a stream was asked for and the server answered with JSON: then its parts are not to be had. */
  #whole(adapter: DialectAdapter, body: Buffer, type: string): AttemptResult {
    const text = withoutMark(body.toString());
    const json = parseJson(text);
    if (!isObject(json)) {
      const what =
        /html/i.test(type) || /^\s*</.test(text) ? 'HTML' : text === '' ? 'nothing' : 'broken JSON';
      return this.result({ code: 'invalid_response', message: `${this.#host} answered with ${what}.` });
    }
    const read = readAnswer(adapter, json, text, this.#head?.status ?? 200);
    if (read === null)
      return this.result({
        code: 'invalid_response',
        message: `${this.#host} answered with JSON that holds no answer.`,
        body: json,
      });
    if ('error' in read) return this.result(read.error);
    const { value, losses } = read;
    const { keys } = this.#context;
    const raw = keys.isIn(text) || keys.isIn(json) ? {} : { raw: body };
    return { ...this.result(), response: keys.clean(value), answerLosses: keys.clean(losses), ...raw };
  }

  async #stream(adapter: DialectAdapter): Promise<AttemptResult> {
    const { keys } = this.#context;
    const [answer, assembly] = [this.#answer, this.#assembly];
    const [events, reader, guard] = [new WireEvents(), adapter.streamReader(), keys.guard()];
    // A key may come in pieces: what goes through such a stream is written anew, without it.
    const held = keys.some ? undefined : new HeldEvents();
    const raw = (bytes: Buffer | undefined): Pick<Piece, 'raw'> =>
      bytes === undefined ? {} : { raw: bytes };
    const read = (all: readonly WireEvent[]): StreamPart[] => {
      const parts: StreamPart[] = [];
      for (const event of all) {
        if (this.#over) break;
        this.#rounded.push(...roundedLosses(event.data, false));
        for (const part of reader.push(event)) this.#take(guard.push(part), parts);
      }
      return parts;
    };
    const mayLeave = this.#context.mayLeave && held !== undefined;
    const begin: Buffer[] = [];
    let unread: UnreadStream | undefined;
    for (let piece = await answer.piece(); piece !== undefined; piece = await answer.piece()) {
      if (this.#over || unread?.ended) continue;
      held?.push(piece);
      let parts: readonly StreamPart[] = [];
      unread?.push(piece);
      if (unread === undefined || unread.odd) {
        parts = read(events.push(unread?.bytes() ?? piece));
        if (mayLeave) begin.push(unread?.bytes() ?? piece);
        const leave = mayLeave && unread === undefined && this.#firstPartAt !== undefined && !this.#over;
        unread = leave ? UnreadStream.after(piece, adapter.dialect) : undefined;
      }
      // Before the answer has begun it may still be asked for anew.
      await this.#given({
        parts,
        ...raw(this.#firstPartAt === undefined ? held && NOTHING : held?.events()),
      });
      if (assembly.error !== undefined) break;
      if (assembly.complete || unread?.ended) answer.drain();
    }
    if (unread?.ended) {
      await this.#given({ parts: [], ...raw(held?.rest()) });
      return { ...this.result(), unread: Buffer.concat([...begin, unread.bytes()]) };
    }
    const parts: StreamPart[] = unread === undefined ? [] : read(events.push(unread.bytes()));
    const broken = this.#over ? undefined : answer.error;
    if (broken === undefined) parts.push(...read(events.rest()));
    if (!this.#over)
      for (const part of broken === undefined ? reader.close() : []) this.#take(guard.push(part), parts);
    if (broken !== undefined) this.#take(guard.rest(), parts);
    const error = broken ?? assembly.error;
    await this.#given({ parts, ...raw(error === undefined ? held?.rest() : held && NOTHING) });
    return this.result(error);
  }

  /** The stream has said that it is complete, or that it failed. */
  get #over(): boolean {
    return this.#assembly.complete || this.#assembly.error !== undefined;
  }

  /** An error is no part of what came: the result says it, and what becomes of it is the policy's business. */
  #take(parts: readonly StreamPart[], told: StreamPart[]): void {
    for (const part of parts) {
      this.#assembly.push(part);
      if (part.type === 'part_start')
        this.#firstPartAt ??= this.#context.begun?.firstPartAt ?? this.#context.clock.now();
      if (part.type !== 'error') told.push(part);
    }
  }

  result(error?: LlmError): AttemptResult {
    const losses = [...this.#rounded, ...streamLosses(this.#assembly)];
    const { response } = this.#assembly;
    return {
      ...this.#head,
      ...(this.#firstPartAt === undefined ? {} : { firstPartAt: this.#firstPartAt }),
      bytes: this.#answer.bytes,
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

/** Some servers begin JSON with a byte order mark, which nobody has to take. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

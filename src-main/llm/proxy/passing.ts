import { isAscii, isUtf8 } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import { type JsonObject, parseJson } from '../../../shared/llm/json.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { type Target, targetName } from '../../../shared/llm/providers/target.ts';
import { type AsItIs, forModel, sentAsItIs, withModel } from '../../../shared/llm/transform/as-it-is.ts';
import type { Begun } from '../call.ts';
import type { LlmClient } from '../client.ts';
import type { Attempt, CallPolicy } from '../contract.ts';
import type { ChatAsked } from '../effect/call-trace.ts';
import type { Passage } from '../passage.ts';
import { primary } from '../strategy.ts';
import { STREAM_HEADERS, tellingHeaders } from './answer.ts';
import type { Backlog } from './backlog.ts';
import { type Passed, type Setup, saysItsEnd } from './passed.ts';
import { Patience } from './patience.ts';
import { StreamRelay } from './relay.ts';

/** A request of a client, and where it goes. */
export interface Incoming {
  readonly trace: string;
  readonly dialect: Dialect;
  readonly bytes: Buffer;
  readonly text: string;
  /** What they say. */
  readonly wire: JsonObject;
  readonly targets: readonly Target[];
  readonly client: LlmClient;
  readonly asked: ChatAsked;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

export interface PassingOptions {
  readonly policy: Partial<CallPolicy>;
  readonly record: (passed: Passed) => Promise<void>;
}

/** What all calls of one proxy share. */
export interface Shared {
  readonly backlog: Backlog;
  readonly patience: Patience<Passage>;
}

/** An answer that takes longer is waited for with all that a call looks after. */
const PATIENCE_MS = 500;

export function patienceWithPassages(): Patience<Passage> {
  return new Patience(PATIENCE_MS, (passage) => passage.hurry());
}

/** Sends a request on as it is, where that is what would come of its transform; undefined: it has to be carried. */
export function beginPassing(
  incoming: Incoming,
  options: PassingOptions,
  shared: Shared,
  response: ServerResponse,
): Passing | undefined {
  const { dialect, wire, targets, client, bytes, text } = incoming;
  const { strategy = primary, losses = 'warn' } = options.policy;
  const [target] = targets;
  // Any other order may hang on what is not known here.
  if (target === undefined || target.provider.dialect !== dialect || strategy !== primary) return undefined;
  const told = sentAsItIs(wire, target, losses);
  if (told === undefined) return undefined;
  const body = wire['model'] === target.model ? bytes : withModel(text, wire, target.model);
  if (body === undefined) return undefined;
  const passage = client.pass(target, body, wire['stream'] === true, options.policy);
  return passage && new Passing(incoming, { target, told, passage }, { options, shared, response });
}

/** What was sent where. */
interface Sent {
  readonly target: Target;
  readonly told: AsItIs;
  readonly passage: Passage;
}

interface Site {
  readonly options: PassingOptions;
  readonly shared: Shared;
  readonly response: ServerResponse;
}

/** A call that is on its way as it came. */
export class Passing {
  readonly #incoming: Incoming;
  readonly #sent: Sent;
  readonly #site: Site;
  #relay: StreamRelay | undefined;

  constructor(incoming: Incoming, sent: Sent, site: Site) {
    this.#incoming = incoming;
    this.#sent = sent;
    this.#site = site;
  }

  /** For who carries on. */
  get begun(): Begun {
    const { wire } = this.#incoming;
    const { passage, target, told } = this.#sent;
    const { losses, score } = told;
    const { url, headers } = this.#way;
    const body = forModel(wire, target.model);
    return {
      passage,
      transformed: { url, headers, wire: body, losses, score, refused: [], unexplained: [] },
    };
  }

  get #way() {
    const { target, passage } = this.#sent;
    return this.#incoming.client.wayTo(target, this.#stream, passage.keys);
  }

  /** Bytes of a stream that the client has. */
  get sent(): number {
    return this.#relay?.sent ?? 0;
  }

  /** Calls when `through` may be asked, which may be at once. */
  whenSettled(call: () => void): void {
    const { passage } = this.#sent;
    const { shared, response } = this.#site;
    if (this.#stream) {
      // A key may come in pieces: what goes through such a stream is written anew.
      if (passage.keys.some) {
        call();
        return;
      }
      this.#relay = this.#begin();
    }
    const { patience, backlog } = shared;
    const gone = (): void => passage.hurry();
    response.once('close', gone);
    patience.add(passage);
    passage.whenSettled(() => {
      patience.delete(passage);
      response.off('close', gone);
      if (backlog.full) void backlog.room().then(call);
      else call();
    });
  }

  /** False: it came otherwise, and nothing but the beginning of a stream was said to the client yet. */
  through(): boolean {
    if (this.#relay !== undefined) return this.#relayed(this.#relay);
    return !this.#stream && this.#whole();
  }

  get #stream(): boolean {
    return this.#incoming.wire['stream'] === true;
  }

  #begin(): StreamRelay {
    const { passage, target, told } = this.#sent;
    const { shared, response } = this.#site;
    const { dialect, trace, client } = this.#incoming;
    return new StreamRelay({
      passage,
      dialect,
      response,
      now: () => client.clock.now(),
      headers: () => ({
        ...STREAM_HEADERS,
        ...tellingHeaders(trace, targetName(target), told.score, told.losses),
      }),
      mayEnd: () => !shared.backlog.full,
      alive: () => shared.patience.add(passage),
    });
  }

  #relayed(relay: StreamRelay): boolean {
    const { passage, target } = this.#sent;
    const { response } = this.#site;
    const { stream } = relay;
    const left = response.destroyed && !response.writableEnded;
    if (stream === undefined || !passage.over || left) {
      relay.leave();
      return false;
    }
    const { client } = this.#incoming;
    client.passed(target, passage);
    relay.end();
    this.#record(this.#passed(stream));
    return true;
  }

  /** The client has its answer: a store that is full is no reason to take it back. */
  #record(passed: Passed): void {
    const { options, shared } = this.#site;
    shared.backlog.add(passed.request.length + passed.answer.length, options.record(passed));
  }

  #whole(): boolean {
    const { dialect, client } = this.#incoming;
    const { passage, target } = this.#sent;
    const { response } = this.#site;
    const { answer, keys } = passage;
    if (answer === undefined || response.destroyed) return false;
    const text = answer.toString();
    const json = parseJson(text);
    // An answer that holds the key is written anew.
    if (!saysItsEnd(dialect, json) || (keys.some && (keys.isIn(text) || keys.isIn(json)))) return false;
    client.passed(target, passage);
    this.#answer(answer, text);
    this.#record(this.#passed(answer));
    return true;
  }

  /** What is recorded of a stream that was carried on, and that nobody has read. */
  streamed(
    stream: Uint8Array,
    { headersMs = 0, firstPartMs = 0, endedMs, status = 200, bytes }: Attempt,
  ): Passed {
    return { ...this.#passed(stream), headersMs, firstPartMs, endedMs, status, bytes };
  }

  #answer(body: Buffer, text: string): void {
    const { target, told } = this.#sent;
    const headers = tellingHeaders(this.#incoming.trace, targetName(target), told.score, told.losses);
    headers['content-type'] = 'application/json';
    headers['content-length'] = String(body.length);
    const { response } = this.#site;
    response.writeHead(200, headers);
    // A text goes out in one piece with the headers.
    if (body.length > SHORT) response.end(body);
    else if (isAscii(body)) response.end(text, 'latin1');
    else response.end(isUtf8(body) ? text : body);
  }

  #passed(answer: Uint8Array): Passed {
    const { trace, bytes: request, startedAt } = this.#incoming;
    const { passage } = this.#sent;
    const { startedAt: began, headersAt = began, firstPartAt, endedAt = headersAt, status, bytes } = passage;
    return {
      trace,
      setup: this.#setup,
      request,
      answer,
      status,
      bytes,
      headersMs: msSince(began, headersAt),
      ...(firstPartAt === undefined ? {} : { firstPartMs: msSince(began, firstPartAt) }),
      endedMs: msSince(began, endedAt),
      startedAt,
    };
  }

  /** The same one for calls that have it in common. */
  get #setup(): Setup {
    const { dialect, asked } = this.#incoming;
    const { target, told } = this.#sent;
    const { url, headers } = this.#way;
    const known = setups.get(told);
    if (known?.url === url && known.headers === headers && sameAsked(known.asked, asked)) return known;
    const { model } = target;
    const setup = { dialect, asked, target: targetName(target), model, url, headers, ...told };
    setups.set(told, setup);
    return setup;
  }
}

/** An answer's bytes that are not worth a write of their own. */
const SHORT = 16 * 1024;

/** The last one of each shape of requests. */
const setups = new WeakMap<AsItIs, Setup>();

function sameAsked(one: ChatAsked, other: ChatAsked): boolean {
  return (
    one.route === other.route &&
    one.losses === other.losses &&
    one.targets.length === other.targets.length &&
    one.targets.every((target, i) => target === other.targets[i])
  );
}

function msSince(began: number, at: number): number {
  return Math.round((at - began) * 1000) / 1000;
}

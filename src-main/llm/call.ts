import type { Dispatcher } from 'undici';
import type { Loss } from '../../shared/llm/losses/loss.ts';
import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { Dialect } from '../../shared/llm/protocol/part.ts';
import type { ChatRequest } from '../../shared/llm/protocol/request.ts';
import type { ChatResponse } from '../../shared/llm/protocol/response.ts';
import type { Target } from '../../shared/llm/providers/target.ts';
import type { Transformed } from '../../shared/llm/transform/transform.ts';
import { type AttemptResult, attempt, type Piece } from './attempt.ts';
import { type Clock, Deadline, pause } from './clock.ts';
import type { Attempt, AttemptStart, CallEvent, CallOutcome, CallPolicy, WireRequest } from './contract.ts';
import { awayError, hopeAfter } from './failure.ts';
import type { Gate } from './gate.ts';
import type { Health } from './health.ts';
import { type KeyRing, type Keys, keyRing, shownHeaders } from './key.ts';
import type { Passage } from './passage.ts';
import type { ServiceUrls } from './reach.ts';
import { retryPause } from './retry.ts';
import { type Route, routesOf } from './routes.ts';

/** What a call needs of its client. */
export interface CallHost {
  readonly keys: Keys;
  readonly clock: Clock;
  readonly random: () => number;
  readonly dispatcher: Dispatcher;
  readonly services: ServiceUrls | null;
  stateOf(target: Target): { readonly health: Health; readonly gate: Gate };
}

/** Takes an event; the call goes on when it has. */
export type TakeEvent = (event: CallEvent) => Promise<void> | undefined;

/** What ties a call to who makes it. */
export interface CallTies {
  readonly tell: TakeEvent;
  readonly signals: readonly AbortSignal[];
  /** See `LlmClient.stream`. */
  readonly raw: Dialect | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly begun: Begun | undefined;
}

/** The first target was asked already: what came of that is the call's first attempt. */
export interface Begun {
  readonly passage: Passage;
  /** What it was asked. */
  readonly transformed: Transformed;
}

/** One call: from a request and its targets to an outcome. */
export class Call {
  readonly #host: CallHost;
  readonly #request: ChatRequest;
  readonly #policy: CallPolicy;
  readonly #raw: Dialect | undefined;
  readonly #headers: Readonly<Record<string, string>> | undefined;
  readonly #tell: TakeEvent;
  readonly #deadline: Deadline;
  readonly #began: number;
  readonly #attempts: Attempt[] = [];
  /** What the last stream had said when it broke off. */
  #partial: ChatResponse | undefined;
  /** Whether the caller was given a part that is not void. */
  #told = false;
  #begun: Begun | undefined;

  constructor(
    host: CallHost,
    request: ChatRequest,
    policy: CallPolicy,
    { tell, signals, raw, headers, begun }: CallTies,
  ) {
    this.#tell = tell;
    this.#begun = begun;
    this.#host = host;
    this.#request = request;
    this.#policy = policy;
    this.#raw = raw;
    this.#headers = headers;
    this.#began = begun?.passage.startedAt ?? host.clock.now();
    this.#deadline = new Deadline(host.clock, { signals, reason: () => CANCELLED });
  }

  async run(targets: readonly Target[]): Promise<CallOutcome> {
    const { totalMs } = this.#policy.timeouts;
    const gone = this.#host.clock.now() - this.#began;
    this.#deadline.limit(Math.max(0, totalMs - gone), `There was no answer within ${totalMs} ms.`);
    try {
      return await this.#outcome(targets);
    } finally {
      this.#deadline.dispose();
      this.#begun?.passage.leave();
    }
  }

  async #outcome(targets: readonly Target[]): Promise<CallOutcome> {
    const { clock, random } = this.#host;
    const health = (target: Target) => this.#host.stateOf(target).health.view();
    const sent = this.#begun?.transformed;
    const routes = routesOf(this.#request, targets, this.#policy, { healthOf: health, random, sent });
    if ('error' in routes) return { ...this.#failed(routes.error), refused: routes.refused };
    let error: LlmError = CANCELLED;
    for (const route of routes)
      for (let tries = 0; ; ) {
        const before = this.#attempts.length;
        const outcome: CallOutcome | LlmError = await this.#admitted(route);
        if ('ok' in outcome) return outcome;
        // Waiting for a target that cools down is no attempt at it.
        tries += this.#attempts.length - before;
        error = this.#deadline.reason ?? outcome;
        const hope = hopeAfter(error);
        const over = this.#deadline.signal.aborted || (this.#told && this.#policy.afterStart === 'fail');
        if (over || hope === 'none') return this.#failed(error);
        const wait =
          hope === 'same' ? retryPause(this.#policy.retry, tries, error.retryAfterMs, random) : undefined;
        if (wait === undefined) break;
        await this.#tell({ type: 'pause', target: route.name, waitMs: wait, error });
        if (!(await pause(clock, wait, this.#deadline.signal))) return this.#failed(this.#reason());
      }
    return this.#failed(error);
  }

  /** Waits until the target's limits and its health let the attempt begin. */
  async #admitted(route: Route): Promise<CallOutcome | LlmError> {
    const { health, gate } = this.#host.stateOf(route.target);
    const keys = keyRing(route.target.provider, this.#host.keys);
    if ('code' in keys) return keys;
    const leave = await gate.enter(this.#deadline.signal);
    if (leave === undefined) return this.#reason();
    try {
      if (!health.enter()) return awayError(route.name, health.view());
      return await this.#ask(route, health, keys);
    } finally {
      leave();
    }
  }

  async #ask(route: Route, health: Health, keys: KeyRing): Promise<CallOutcome | LlmError> {
    const { clock, dispatcher, services } = this.#host;
    const { timeouts, maxBytes } = this.#policy;
    const { headersMs = timeouts.headersMs, idleMs = timeouts.idleMs } = route.target.limits;
    const begun = route.index === 0 ? this.#begun?.passage : undefined;
    if (begun !== undefined) this.#begun = undefined;
    const started = begun?.startedAt ?? clock.now();
    const given = route.target.provider.dialect === this.#raw;
    const shown = shownHeaders(route.target, keys);
    const headers = given ? withMore(shown, this.#headers) : shown;
    const start = new Started(this.#attempts.length, this.#since(started), route, headers);
    let settled = false;
    try {
      await this.#tell({ type: 'attempt', attempt: start, restarted: this.#told });
      this.#told = false;
      const answer = attempt(
        {
          target: route.target,
          transformed: route.transformed,
          stream: this.#request.stream === true,
          headers,
          keys,
          dispatcher,
          services,
          clock,
          timeouts: { headersMs, idleMs },
          maxBytes,
          signal: this.#deadline.signal,
          aborted: () => this.#reason(),
          begun,
          mayLeave: given && begun !== undefined,
        },
        (piece) => this.#take(piece, start.index, given),
      );
      // Found out while the request is on its way.
      const { losses, score, name: target } = route;
      const result = await answer;
      settled = true;
      this.#settle(health, result, started);
      const ended = this.#ended(start, result);
      await this.#tell({ type: 'attempt_end', attempt: ended });
      const { response, error, answerLosses, raw, unread } = result;
      if (error !== undefined) {
        this.#partial = response;
        return error;
      }
      const outcome = { target, attempts: this.#attempts, losses, answerLosses, score };
      return {
        ok: true,
        response: response ?? NOTHING,
        ...outcome,
        ...(given && raw ? { raw } : {}),
        ...(unread ? { unread } : {}),
      };
    } finally {
      if (!settled) health.left();
    }
  }

  async #take({ parts, raw }: Piece, attempt: number, given: boolean): Promise<void> {
    this.#told ||= parts.some(({ type }) => type !== 'start' && type !== 'extension');
    if (given && raw !== undefined) {
      if (raw.length > 0) await this.#tell({ type: 'raw', bytes: raw });
      return;
    }
    const atMs = this.#since(this.#host.clock.now());
    for (const part of parts) await this.#tell({ type: 'part', attempt, atMs, part });
  }

  #settle(health: Health, { error, headersAt, firstPartAt }: AttemptResult, started: number): void {
    if (error === undefined) health.succeeded((firstPartAt ?? headersAt ?? this.#host.clock.now()) - started);
    else if (this.#deadline.signal.aborted) health.left();
    else health.failed(error);
  }

  #ended(start: AttemptStart, result: AttemptResult): Attempt {
    const { status, headersAt, firstPartAt, bytes, answerLosses, error } = result;
    const attempt: Attempt = {
      ...start,
      losses: start.losses,
      score: start.score,
      endedMs: this.#since(this.#host.clock.now()),
      bytes,
      answerLosses,
      ...(status === undefined ? {} : { status }),
      ...(headersAt === undefined ? {} : { headersMs: this.#since(headersAt) }),
      ...(firstPartAt === undefined ? {} : { firstPartMs: this.#since(firstPartAt) }),
      ...(error === undefined ? {} : { error }),
    };
    this.#attempts.push(attempt);
    return attempt;
  }

  #failed(error: LlmError): Extract<CallOutcome, { ok: false }> {
    const partial = this.#partial;
    return {
      ok: false,
      error,
      ...(partial === undefined ? {} : { partial }),
      attempts: this.#attempts,
    };
  }

  #reason(): LlmError {
    return this.#deadline.reason ?? CANCELLED;
  }

  #since(at: number): number {
    return Math.round((at - this.#began) * 1000) / 1000;
  }
}

/** Headers that are lists of names are put together. */
function withMore(
  own: WireRequest['headers'],
  more: WireRequest['headers'] | undefined,
): WireRequest['headers'] {
  if (more === undefined) return own;
  const all = { ...own };
  for (const [name, value] of Object.entries(more))
    all[name] = own[name] === undefined ? value : `${own[name]}, ${value}`;
  return all;
}

const CANCELLED: LlmError = { code: 'cancelled', message: 'The call was cancelled.' };
const NOTHING: ChatResponse = { candidates: [] };

/** Its losses are found out when they are asked for: mostly the request is on its way by then. */
class Started implements AttemptStart {
  readonly index: number;
  readonly target: string;
  readonly startedMs: number;
  readonly wire: WireRequest;
  readonly #route: Route;

  constructor(index: number, startedMs: number, route: Route, headers: WireRequest['headers']) {
    const { url, wire } = route.transformed;
    this.index = index;
    this.target = route.name;
    this.startedMs = startedMs;
    this.wire = { url, headers, body: wire };
    this.#route = route;
  }

  get losses(): readonly Loss[] {
    return this.#route.losses;
  }

  get score(): number {
    return this.#route.score;
  }
}

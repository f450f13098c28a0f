import type { ServerResponse } from 'node:http';
import type { DialectAdapter } from '../../../shared/llm/dialects/dialect.ts';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import type { LlmError } from '../../../shared/llm/protocol/error.ts';
import type { StreamPart } from '../../../shared/llm/protocol/stream.ts';
import type { AttemptStart, CallEvent } from '../contract.ts';
import { write, writeEvent } from '../listen.ts';
import { scoreWith } from './record.ts';

/** What goes back to the client, with what it should know in the headers. */
export class Answer {
  attempt: AttemptStart | undefined;
  readonly #response: ServerResponse;
  readonly #writer: ReturnType<DialectAdapter['streamWriter']>;
  readonly #trace: string;
  /** What was lost before any transform. */
  readonly #before: readonly Loss[];
  #rest: Uint8Array | undefined;
  /** Bytes that the client has already of those that come. */
  #sent: number;

  constructor(
    response: ServerResponse,
    writer: ReturnType<DialectAdapter['streamWriter']>,
    { trace, before, sent }: { trace: string; before: readonly Loss[]; sent: number },
  ) {
    this.#response = response;
    this.#writer = writer;
    this.#trace = trace;
    this.#before = before;
    this.#sent = sent;
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
    const more = bytes.subarray(this.#sent);
    this.#sent -= bytes.length - more.length;
    if (more.length === 0) return;
    this.#begin();
    await write(this.#response, more);
  }

  async broken(error: LlmError): Promise<void> {
    await this.part({ type: 'error', error });
  }

  #begin(): void {
    if (!this.begun) this.#response.writeHead(200, { ...STREAM_HEADERS, ...this.#headers() });
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
    const before = this.#before;
    if (this.attempt === undefined) return tellingHeaders(this.#trace, undefined, undefined, before);
    const { target, losses } = this.attempt;
    const all = before.length === 0 ? losses : [...before, ...losses];
    return tellingHeaders(this.#trace, target, scoreWith(before, this.attempt), all);
  }
}

export const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

/** What a client should know beside its answer: where the call is recorded, who answered, and what was lost on the way there. */
export function tellingHeaders(
  trace: string,
  target: string | undefined,
  score: number | undefined,
  losses: readonly Loss[] = [],
): Record<string, string> {
  const headers: Record<string, string> = { 'x-parallax-trace': trace };
  if (target !== undefined) headers['x-parallax-target'] = encoded(target);
  if (score !== undefined) headers['x-parallax-score'] = String(score);
  return Object.assign(headers, lossHeaders(losses));
}

const told = new WeakMap<readonly Loss[], Readonly<Record<string, string>>>();

/** The same for the many calls whose losses are the same. */
function lossHeaders(losses: readonly Loss[]): Readonly<Record<string, string>> {
  const known = told.get(losses);
  if (known !== undefined) return known;
  const lost = losses.filter(({ severity }) => severity !== 'none');
  const list = lost.map(({ class: kind, path }) => `${kind} ${encoded(path)}`).join(', ');
  const headers = {
    'x-parallax-losses': String(lost.length),
    ...(list === '' ? {} : { 'x-parallax-loss': list.slice(0, 2000) }),
  };
  told.set(losses, headers);
  return headers;
}

/** Names come from requests: half of a character in one is no reason to say nothing. */
function encoded(text: string): string {
  return encodeURI(text.toWellFormed());
}

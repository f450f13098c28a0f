import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { Assembly } from '../../../shared/llm/protocol/assemble.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { HeldEvents } from '../held-events.ts';
import type { Passage } from '../passage.ts';
import { UnreadStream } from '../unread-stream.ts';
import { WireEvents } from '../wire-events.ts';

/** A stream that lasts longer is carried on by a call, with the limits of time that a call has. */
const LONGEST_MS = 4000;

export interface RelayTies {
  readonly passage: Passage;
  readonly dialect: Dialect;
  readonly response: ServerResponse;
  readonly now: () => number;
  readonly headers: () => Record<string, string>;
  /** False: the client has to wait for the end. */
  readonly mayEnd: () => boolean;
  /** Something came. */
  readonly alive: () => void;
}

/**
 * Gives the stream of a passage on while all is as it should be: read until its content begins, given on by whole events from then
 * on. With anything else it leaves the rest to a call, which reads all of it and gives on what comes after `sent`.
 */
export class StreamRelay {
  /** Bytes that the client has. */
  sent = 0;
  readonly #ties: RelayTies;
  readonly #events = new WireEvents();
  readonly #reader: ReturnType<ReturnType<typeof adapterOf>['streamReader']>;
  readonly #assembly = new Assembly();
  readonly #held = new HeldEvents();
  readonly #begin: Buffer[] = [];
  #unread: UnreadStream | undefined;
  #left = false;
  #paused = false;

  constructor(ties: RelayTies) {
    this.#ties = ties;
    this.#reader = adapterOf(ties.dialect).streamReader();
    // Within the moment of the last piece both go out in one write.
    ties.passage.listener = {
      piece: (piece, to) => this.#push(piece, to),
      end: () => {
        if (ties.mayEnd()) this.end();
      },
    };
  }

  /** All of a stream that said that it is complete; undefined: it has to be read. */
  get stream(): Buffer | undefined {
    if (!this.#complete || this.#unread === undefined) return undefined;
    return Buffer.concat([...this.#begin, this.#unread.bytes()]);
  }

  get #complete(): boolean {
    return !this.#left && this.#unread?.ended === true;
  }

  /** Ends a complete stream. */
  end(): void {
    const { response } = this.#ties;
    if (this.#complete && !response.writableEnded) response.end(this.#held.rest());
  }

  /** Nothing more is given on. */
  leave(): void {
    this.#left = true;
    this.#ties.passage.listener = undefined;
  }

  #push(piece: Buffer, controller: Dispatcher.DispatchController): void {
    const { passage, now, alive } = this.#ties;
    if (this.#left || this.#unread?.ended) return;
    alive();
    const usual = this.#unread === undefined ? this.#begun(piece) : this.#goesOn(this.#unread, piece);
    if (!usual || now() - passage.startedAt > LONGEST_MS) {
      this.leave();
      passage.hurry();
      return;
    }
    this.#held.push(piece);
    if (this.#unread !== undefined) this.#give(controller);
  }

  /** Reads until the content has begun; before, it may still be asked for anew. */
  #begun(piece: Buffer): boolean {
    const { passage, dialect, now, response, headers } = this.#ties;
    if (passage.isDocument) return false;
    this.#begin.push(piece);
    let begun = false;
    for (const event of this.#events.push(piece))
      for (const part of this.#reader.push(event)) {
        this.#assembly.push(part);
        begun ||= part.type === 'part_start';
      }
    if (this.#assembly.error !== undefined || this.#assembly.complete) return false;
    if (!begun) return true;
    this.#unread = UnreadStream.after(piece, dialect);
    if (this.#unread === undefined) return false;
    passage.firstPartAt = now();
    response.writeHead(200, headers());
    return true;
  }

  #goesOn(unread: UnreadStream, piece: Buffer): boolean {
    unread.push(piece);
    return !unread.odd;
  }

  #give(controller: Dispatcher.DispatchController): void {
    const { response } = this.#ties;
    const events = this.#held.events();
    if (events.length === 0) return;
    this.sent += events.length;
    if (response.write(events) || this.#paused) return;
    this.#paused = true;
    controller.pause();
    response.once('drain', () => {
      this.#paused = false;
      controller.resume();
    });
  }
}

import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import type { WireEvent } from '../../shared/llm/protocol/stream.ts';

/** Server-sent events out of bytes, however they were split. */
export class WireEvents {
  #events: WireEvent[] = [];
  readonly #decoder = new StringDecoder('utf8');
  readonly #parser = createParser({
    onEvent: ({ event, data }) => this.#events.push(event === undefined ? { data } : { event, data }),
  });

  /** The events that are complete with this piece. */
  push(piece: Buffer): readonly WireEvent[] {
    this.#parser.feed(this.#decoder.write(piece));
    return this.#taken();
  }

  /** The last event counts even where its empty line is missing. */
  rest(): readonly WireEvent[] {
    this.#parser.reset({ consume: true });
    return this.#taken();
  }

  #taken(): readonly WireEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

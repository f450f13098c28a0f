import { createParser } from 'eventsource-parser';
import type { WireEvent } from '../../shared/llm/protocol/stream.ts';

/** Server-sent events out of bytes, however they were split; asks for more bytes only when its events are taken. */
export async function* wireEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WireEvent> {
  let events: WireEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => events.push(event === undefined ? { data } : { event, data }),
  });
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    const ready = events;
    events = [];
    yield* ready;
  }
  // The last event counts even where its empty line is missing.
  parser.reset({ consume: true });
  yield* events;
}

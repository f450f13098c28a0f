import type { DialectAdapter } from '../dialects/dialect.ts';
import type { Conversion, Loss } from '../losses/loss.ts';
import { roundedLosses } from '../numbers.ts';
import { Assembly } from '../protocol/assemble.ts';
import type { LlmError } from '../protocol/error.ts';
import type { ChatResponse } from '../protocol/response.ts';
import type { WireEvent } from '../protocol/stream.ts';
import { streamLosses } from './stream-losses.ts';

/** A recorded stream as a whole answer. With `error`, the answer is what had come until then. */
export function readStream(
  adapter: DialectAdapter,
  events: Iterable<WireEvent>,
): Conversion<ChatResponse> & { readonly error?: LlmError } {
  const reader = adapter.streamReader();
  const assembly = new Assembly();
  const losses: Loss[] = [];
  for (const event of events) {
    losses.push(...roundedLosses(event.data, false));
    for (const part of reader.push(event)) assembly.push(part);
  }
  for (const part of reader.close()) assembly.push(part);
  losses.push(...streamLosses(assembly));
  return {
    value: assembly.response,
    losses,
    ...(assembly.error === undefined ? {} : { error: assembly.error }),
  };
}

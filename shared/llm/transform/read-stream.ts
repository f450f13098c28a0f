import type { DialectAdapter } from '../dialects/dialect.ts';
import { listUnmapped } from '../dialects/unmapped.ts';
import type { Conversion, Loss } from '../losses/loss.ts';
import { roundedLosses } from '../numbers.ts';
import { Assembly } from '../protocol/assemble.ts';
import type { LlmError } from '../protocol/error.ts';
import type { ChatResponse } from '../protocol/response.ts';
import type { WireEvent } from '../protocol/stream.ts';

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
  for (const { value } of assembly.extensions) listUnmapped(value, '', losses);
  return {
    value: assembly.response,
    losses,
    ...(assembly.error === undefined ? {} : { error: assembly.error }),
  };
}

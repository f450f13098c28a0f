import type { LossPolicy } from '../llm/losses/policy.ts';

/** A request as somebody composes it, with all that is chosen around it. */
export interface LlmComposed {
  /** What the request is called: its example, its file. */
  readonly name: string;
  /** Somebody has changed it since. */
  readonly edited: boolean;
  /** Its JSON as it is typed: it may be wrong, or nothing yet. */
  readonly text: string;
  readonly policy: LossPolicy;
  /** `PROVIDER/MODEL` of whom it is to be sent to. */
  readonly lanes: readonly string[];
}

/** Of a composed request, in bytes: all attachments that the form takes, and what goes over the API in one piece. */
export const MOST_COMPOSED = 12_000_000;

/** What it takes where it is kept and on its way there: bytes of the UTF-8 of its JSON. */
export function composedBytes(composed: LlmComposed): number {
  const json = JSON.stringify(composed);
  let bytes = json.length;
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    // One half of a pair is two bytes of its four; `stringify` leaves no half alone.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}

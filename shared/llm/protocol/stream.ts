import type { Json } from '../json.ts';
import type { LlmError } from './error.ts';
import type { Citation, Dialect, Part } from './part.ts';
import type { Finish, TokenLogprob, Usage } from './response.ts';

/**
 * One event of a wire's stream, as a server-sent-events parser gives it: `data` is text, mostly JSON, or `[DONE]`. Whatever
 * splits the bytes suffered is behind it.
 */
export interface WireEvent {
  readonly event?: string;
  readonly data: string;
}

/**
 * What streams are made of. `candidate` and `part` say what is continued: parts of one candidate are numbered in the order of
 * their beginning, and several may be open at once.
 */
export type StreamPart =
  | { readonly type: 'start'; readonly id?: string; readonly model?: string; readonly created?: number }
  /** A part begins, with what is known of it: texts are still empty, a tool call has its id and name. */
  | { readonly type: 'part_start'; readonly candidate: number; readonly part: number; readonly value: Part }
  /** More of the text of a text, reasoning or refusal part, or of the arguments of a tool call. */
  | { readonly type: 'delta'; readonly candidate: number; readonly part: number; readonly text: string }
  /** What a reasoning part is signed with; with `encrypted`, the thoughts themselves, for their provider only. */
  | {
      readonly type: 'signature';
      readonly candidate: number;
      readonly part: number;
      readonly signature: string;
      readonly encrypted?: true;
    }
  | {
      readonly type: 'citation';
      readonly candidate: number;
      readonly part: number;
      readonly citation: Citation;
    }
  | { readonly type: 'part_end'; readonly candidate: number; readonly part: number }
  | { readonly type: 'logprobs'; readonly candidate: number; readonly tokens: readonly TokenLogprob[] }
  | {
      readonly type: 'finish';
      readonly candidate: number;
      readonly finish: Finish;
      readonly raw?: string;
      readonly stopSequence?: string;
    }
  /** Tokens up to now, in place of what was said before. */
  | { readonly type: 'usage'; readonly usage: Usage }
  /** The provider ended the stream with an error: what came before is incomplete. */
  | { readonly type: 'error'; readonly error: LlmError }
  /** Something of the dialect that has no canonical word. */
  | { readonly type: 'extension'; readonly dialect: Dialect; readonly value: Json }
  /** The provider said that this is all. A stream without it was cut. */
  | { readonly type: 'end' };

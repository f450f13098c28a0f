import type { JsonObject } from '../../shared/llm/json.ts';
import type { Loss } from '../../shared/llm/losses/loss.ts';
import type { LossPolicy } from '../../shared/llm/losses/policy.ts';
import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { ChatResponse } from '../../shared/llm/protocol/response.ts';
import type { StreamPart } from '../../shared/llm/protocol/stream.ts';
import type { Target } from '../../shared/llm/providers/target.ts';

/** How often and when the same target is asked again. Milliseconds. */
export interface RetryPolicy {
  /** Attempts at one target, the first included. */
  readonly attempts: number;
  readonly initialMs: number;
  /** How the pause grows; default exponential. */
  readonly backoff?: 'constant' | 'linear' | 'exponential';
  /** Greatest pause, also one that a provider asks for: one that asks for more is not asked again. */
  readonly maxMs: number;
}

/** Milliseconds; each is a limit of its own. */
export interface Timeouts {
  /** From the request to the head of the answer, connecting included. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly idleMs: number;
  /** The whole call, with all attempts and pauses. */
  readonly totalMs: number;
}

/** How one call is made. `DEFAULT_POLICY` says what is usual. */
export interface CallPolicy {
  readonly losses: LossPolicy;
  /** In which order targets are asked. */
  readonly strategy: Strategy;
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
  /** What happens when a stream breaks after its first part: begin anew, here or elsewhere, or end with what came. */
  readonly afterStart: 'restart' | 'fail';
  /** Greatest body of an answer. */
  readonly maxBytes: number;
}

/** The request as it left, without keys. */
export interface WireRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** An attempt as it begins. Times are milliseconds since the call began. */
export interface AttemptStart {
  /** From 0, over all targets. */
  readonly index: number;
  /** `PROVIDER/MODEL`. */
  readonly target: string;
  readonly startedMs: number;
  readonly wire: WireRequest;
  /** What the request lost on its way into this wire, and the score of that. */
  readonly losses: readonly Loss[];
  readonly score: number;
}

/** One request over the wire and how it ended. */
export interface Attempt extends AttemptStart {
  readonly status?: number;
  readonly headersMs?: number;
  /** First part of the answer's content. */
  readonly firstPartMs?: number;
  readonly endedMs: number;
  /** What of the answer has no canonical word. */
  readonly answerLosses: readonly Loss[];
  /** Absent: it succeeded. */
  readonly error?: LlmError;
  /** Bytes of the answer's body that were read. */
  readonly bytes: number;
}

/** How a call ended. */
export type CallOutcome =
  | {
      readonly ok: true;
      readonly response: ChatResponse;
      /** `PROVIDER/MODEL` that answered. */
      readonly target: string;
      readonly attempts: readonly Attempt[];
      /** Of the attempt that answered: of the request. */
      readonly losses: readonly Loss[];
      readonly answerLosses: readonly Loss[];
      readonly score: number;
      /** The whole answer as it came, for who asked for that. */
      readonly raw?: Uint8Array;
      /** The whole stream as it came, of which `response` is only the beginning: for who asked for its bytes and went on with a passage. */
      readonly unread?: Uint8Array;
    }
  | {
      readonly ok: false;
      readonly error: LlmError;
      /** What had come of an answer before it broke off. */
      readonly partial?: ChatResponse;
      readonly attempts: readonly Attempt[];
      /** Why nothing was sent under the policy: the losses of the target that was closest. */
      readonly refused?: readonly Loss[];
    };

/** What a call says while it goes on; plain data. The last one is `done`. */
export type CallEvent =
  /** With `restarted`, what came before in this call is void. */
  | { readonly type: 'attempt'; readonly attempt: AttemptStart; readonly restarted: boolean }
  /** Only of streams. */
  | {
      readonly type: 'part';
      readonly attempt: number;
      readonly atMs: number;
      readonly part: StreamPart;
    }
  /** In place of the parts, for who asked for that: what of a stream may be given on as it came. */
  | { readonly type: 'raw'; readonly bytes: Uint8Array }
  | { readonly type: 'attempt_end'; readonly attempt: Attempt }
  /** The same target, or all that are left, will be asked again after a pause. */
  | { readonly type: 'pause'; readonly target: string; readonly waitMs: number; readonly error: LlmError }
  | { readonly type: 'done'; readonly outcome: CallOutcome };

/** When a target that keeps failing is left alone. Milliseconds. */
export interface BreakerPolicy {
  /** Failures in a row. */
  readonly failures: number;
  readonly openMs: number;
}

/** How a target is doing. */
export interface TargetHealth {
  /** `open`: not asked; `probing`: one call tries whether it is back; `cooling`: it asked to be left alone for a while. */
  readonly state: 'closed' | 'open' | 'probing' | 'cooling';
  /** Failures in a row. */
  readonly failures: number;
  /** Milliseconds until it is asked again. */
  readonly waitMs: number;
  /** Moving average of the time until the answer began; absent: it has not answered yet. */
  readonly latencyMs?: number;
  readonly lastError?: LlmError;
}

/** A target that may be asked, with what is known before it is. */
export interface Candidate {
  /** Where it stood in the caller's list. */
  readonly index: number;
  readonly target: Target;
  readonly name: string;
  /** What this request would lose there. */
  readonly losses: readonly Loss[];
  readonly score: number;
  readonly health: TargetHealth;
}

/** Orders candidates, the first to be asked first; those left out are not asked. `random` is uniform in [0, 1). */
export type Strategy = (candidates: readonly Candidate[], random: () => number) => readonly Candidate[];

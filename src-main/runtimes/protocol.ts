import type { Continuation } from '../../shared/trace/continuation.ts';
import type { EffectAnswer, TraceEvent } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import type { HandlerLine, RunMode, Wait } from './runtime.ts';

/**
 * What the host and a runtime's child say to each other: one JSON text a line (frames end with `\n`, which JSON text never
 * holds) on the child's standard input and output. The child keeps standard output to itself: what handlers print goes to standard error.
 * `Unit` is what the child executes: generated Python for the reference path, the checked program for the direct one.
 */
export type HostMessage<Unit> =
  | {
      readonly type: 'load';
      readonly units: readonly { readonly node: string; readonly hash: string; readonly unit: Unit }[];
    }
  | {
      readonly type: 'run';
      readonly node: string;
      readonly hash: string;
      /** Hash of each reachable node by id. */
      readonly callees: Readonly<Record<string, string>>;
      readonly handlers: string | null;
      readonly inputs: CanonicalObject;
      readonly mode: RunMode;
      readonly continuation: Continuation | null;
    }
  | { readonly type: 'go'; readonly mode: RunMode }
  | { readonly type: 'answer'; readonly answer: EffectAnswer };

export type ChildMessage =
  | { readonly type: 'ready'; readonly name: string; readonly version: string; readonly pid: number }
  | {
      readonly type: 'events';
      readonly events: readonly TraceEvent[];
      readonly wait: Wait;
      readonly line?: HandlerLine;
    }
  /** A bug in the child, not in the node: the execution is over. */
  | { readonly type: 'fatal'; readonly message: string };

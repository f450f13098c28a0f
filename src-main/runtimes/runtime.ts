import type { Program } from '../../shared/node/program.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { Continuation } from '../../shared/trace/continuation.ts';
import type { EffectAnswer, RunError, TraceEvent } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';

/**
 * One way of executing nodes, hosted in child processes of its own. Both runtimes implement this and nothing else;
 * sessions drive them through it alone.
 */
export interface Runtime {
  readonly path: PathName;
  /** Starts (or takes a warm) child and reports what it is. */
  describe(): Promise<RuntimeDescription>;
  /** Begins an execution. Never throws for what the node or the child does: that arrives as an ending. */
  start(request: RunRequest, observer: RunObserver): Execution;
  /** Ends all children. */
  dispose(): Promise<void>;
}

export interface RuntimeDescription {
  /** `CPython 3.11.7`, `Pyodide 3.14.0`, `interpreter`. */
  readonly name: string;
  readonly version: string;
  readonly pid: number;
}

export interface RunRequest {
  readonly program: Program;
  /** Every node reachable through call_node, by id (the root included). */
  readonly callees: ReadonlyMap<string, Program>;
  /** Folder that holds `handlers/`, or null where the workspace is not trusted to run code. */
  readonly handlers: string | null;
  readonly inputs: CanonicalObject;
  readonly mode: RunMode;
  readonly continuation?: Continuation;
}

/**
 * `free`: never waits but for effects. `step`: waits after every step_entered. `event`: waits after every event.
 * `line`: like `event`, and inside a handler after every line.
 */
export type RunMode = 'free' | 'step' | 'event' | 'line';

export type Wait = 'gate' | 'effect' | 'line' | 'end' | null;

export interface HandlerLine {
  /** Path of the handler's file, relative to the workspace. */
  readonly file: string;
  readonly line: number;
  /** Local variables as short display text. */
  readonly locals: readonly (readonly [name: string, text: string])[];
}

export interface RunObserver {
  /**
   * Events in order, in batches. `wait` says what the runtime waits for after them: `gate` and `line` for `go`,
   * `effect` for `answer` (the last event is the `effect_requested`), `end` for nothing: the last event is the `result`.
   */
  events(events: readonly TraceEvent[], wait: Wait, line?: HandlerLine): void;
  /** Called once, after the last events. */
  ended(ending: Ending): void;
}

/** `completed`: the trace ends with its result. Else it is cut off: the error has code timeout, memory_limit, runtime_died, runtime_unavailable or cancelled. */
export type Ending = { readonly kind: 'completed' } | { readonly kind: 'cut_off'; readonly error: RunError };

export interface Execution {
  /** Answers `gate` or `line`. */
  go(mode: RunMode): void;
  /** Answers `effect`. The runtime itself emits the `effect_answered` event. */
  answer(answer: EffectAnswer): void;
  /** Ends the execution and its child at once. */
  cancel(): void;
}

import type { Bindings, Canonical, CanonicalObject } from '../values/canonical.ts';

/**
 * The one event vocabulary. Both runtimes emit it, the store keeps it, alignment works on it, the views render it.
 * The order in which a run emits events is defined in docs/events.md.
 */
export type TraceEvent = EventPlace & EventBody;
export type EventKind = EventBody['kind'];

/** All of them, in the order of their codes in stores: new ones are added at the end, none is ever moved. */
export const EVENT_KINDS: readonly EventKind[] = [
  'run_started',
  'inputs_bound',
  'contract',
  'step_entered',
  'guard',
  'loop_started',
  'iteration',
  'yielded',
  'bound',
  'assigned',
  'effect_requested',
  'effect_answered',
  'handler_called',
  'call_started',
  'call_returned',
  'state_transition',
  'error_raised',
  'error_handled',
  'step_left',
  'note',
  'result',
];

export interface EventPlace {
  /** Static step path; '' for the node itself; `call_step/call` for the node called by `call_step`. */
  readonly step: string;
  /** Occurrence: for each step on the path its attempt − 1, followed by the loop index where the path enters a loop's body; dot separated: `0`, `0.2.0`. '' for the root node. */
  readonly occ: string;
  /** Microseconds since the path began, never compared. */
  readonly time: number;
}

export type ContractKind = 'constraint' | 'precondition' | 'invariant' | 'postcondition';
export type Verdict = 'held' | 'violated' | 'unknown';
/** Values of a condition's probes that were evaluated: [slot, value]. */
export type Probes = readonly (readonly [slot: number, value: Canonical])[];

/** Errors are `{code, message, fields}` everywhere. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly fields: CanonicalObject;
}

export type Outcome =
  | { readonly success: true; readonly outputs: CanonicalObject }
  | { readonly success: false; readonly error: RunError };

export type StepOutcome = 'completed' | 'continued' | 'returned' | 'retried' | 'failed';

export type EventBody =
  /** First event of a trace; `inputs` as given. */
  | {
      readonly kind: 'run_started';
      readonly node: string;
      readonly hash: string;
      readonly inputs: CanonicalObject;
    }
  /** Inputs after defaults and conversion, in declared order: the first scope. Also first event of a called node. */
  | { readonly kind: 'inputs_bound'; readonly node: string; readonly values: Bindings }
  /** `subject`: for constraints the input or field path, else ''. `text` as written. `error`: the code of an error inside the contract, which violates it. */
  | {
      readonly kind: 'contract';
      readonly contract: ContractKind;
      readonly index: number;
      readonly subject: string;
      readonly text: string;
      readonly verdict: Verdict;
      readonly probes: Probes;
      readonly error?: string;
    }
  | { readonly kind: 'step_entered'; readonly operation: string }
  | { readonly kind: 'guard'; readonly index: number; readonly value: boolean; readonly probes: Probes }
  /** A loop's items: a list, or for a lazy RANGE its bounds. */
  | {
      readonly kind: 'loop_started';
      readonly items: readonly Canonical[] | { readonly from: Canonical; readonly to: Canonical };
    }
  /** A round begins: binds `name` until the loop's step is left. */
  | { readonly kind: 'iteration'; readonly index: number; readonly name: string; readonly value: Canonical }
  /** The loop's `yield` value of the round that ends. */
  | { readonly kind: 'yielded'; readonly index: number; readonly value: Canonical }
  /** Binds a name for the rest of this step only (`query_result`, `error`). */
  | { readonly kind: 'bound'; readonly name: string; readonly value: Canonical }
  | { readonly kind: 'assigned'; readonly name: string; readonly value: Canonical }
  | { readonly kind: 'effect_requested'; readonly effect: number; readonly request: EffectRequest }
  | { readonly kind: 'effect_answered'; readonly effect: number; readonly answer: EffectAnswer }
  | { readonly kind: 'handler_called'; readonly handler: string; readonly parameters: Bindings }
  | { readonly kind: 'call_started'; readonly node: string; readonly inputs: CanonicalObject }
  | { readonly kind: 'call_returned'; readonly node: string; readonly outcome: Outcome }
  | {
      readonly kind: 'state_transition';
      readonly machine: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'error_raised'; readonly error: RunError }
  /** `by`: which table matched; `index`: its entry. */
  | {
      readonly kind: 'error_handled';
      readonly by: 'step' | 'node';
      readonly index: number;
      readonly action: string;
    }
  | { readonly kind: 'step_left'; readonly outcome: StepOutcome }
  /** Something worth knowing that changes nothing: prose contracts, contracts never evaluable, failed compensations. */
  | { readonly kind: 'note'; readonly code: string; readonly message: string }
  /** Last event of a trace that ended by itself. */
  | { readonly kind: 'result'; readonly outcome: Outcome };

/**
 * What a step asks of the outside world. Values are canonical; `operation` names the request within the type.
 *
 * `http`, with every field present in both runtimes: `url` and `endpoint` as evaluated (strings; null and `''` where the step has none),
 * `parameters` the evaluated record (null where the step has none, null entries kept: the broker omits them), `headers` likewise
 * (`{}` where the step has none), `timeoutMs` and `retry` as the step declares them, `breakers` one entry for each `circuit_breaker`
 * of the node's `error_handling`, in written order (`[]` where there is none).
 *
 * `llm`: `targets` are `PROVIDER/MODEL` in the order in which they may be asked, `route` names who of them is asked first (`primary`,
 * `weighted`, `latency`, `loss`), `losses` what is done about losses, `request` is the canonical chat request (`chatRequestSchema`) as a
 * canonical value, of which null entries count as absent. A step that names one of the workspace's routes has no targets: `route` is
 * its name. `timeoutMs`, `retry` and `breakers` as in `http`. Addresses and keys are the workspace's business and never part of it.
 */
export type EffectRequest =
  | { readonly type: 'clock'; readonly operation: 'timestamp' | 'year' }
  | { readonly type: 'random'; readonly operation: 'decimal' }
  | { readonly type: 'id'; readonly operation: 'uuid' }
  | {
      readonly type: 'database';
      readonly database: string | null;
      readonly sql: string;
      readonly parameters: readonly Canonical[] /** Does the step want rows? */;
      readonly rows: boolean;
    }
  | {
      readonly type: 'http';
      readonly provider: string | null;
      readonly url: string | null;
      readonly endpoint: string;
      readonly method: string;
      readonly parameters: Canonical;
      readonly headers: CanonicalObject;
      readonly timeoutMs: number | null;
      readonly retry: RetryRequest | null;
      readonly breakers: readonly BreakerRequest[];
    }
  | {
      readonly type: 'llm';
      readonly operation: 'chat';
      readonly targets: readonly string[];
      readonly route: string;
      readonly losses: 'strict' | 'warn' | 'coerce';
      readonly request: Canonical;
      readonly timeoutMs: number | null;
      readonly retry: RetryRequest | null;
      readonly breakers: readonly BreakerRequest[];
    }
  | { readonly type: 'publish'; readonly topic: string; readonly payload: Canonical }
  | { readonly type: 'subscribe'; readonly topic: string; readonly timeoutMs: number | null };
/** The step's `retry_policy`. */
export interface RetryRequest {
  readonly max_attempts: number;
  readonly backoff: 'constant' | 'linear' | 'exponential';
  readonly initial_delay_ms: number;
  readonly max_delay_ms: number | null;
}

/** Consecutive failures with `code` (or of that class) that open the breaker of this node and service, and how long it stays open. */
export interface BreakerRequest {
  readonly code: string;
  readonly threshold: number;
  readonly open_ms: number;
}

export type EffectType = EffectRequest['type'];

/** All of them. */
export const EFFECT_TYPES: readonly string[] = [
  'clock',
  'random',
  'id',
  'database',
  'http',
  'llm',
  'publish',
  'subscribe',
] satisfies EffectType[];

/** One try of an effect, as the broker made it. */
export interface Attempt {
  readonly startedUs: number;
  readonly durationUs: number;
  /** 'ok', or an error code. */
  readonly outcome: string;
  readonly detail: string;
}

/**
 * One request to a language model as it went over the wire, without keys. JSON is kept as canonical values: losses are lists of
 * `Loss`, the score is an integer or a decimal.
 */
export interface WireCall {
  /** `PROVIDER/MODEL`. */
  readonly target: string;
  readonly url: string;
  readonly headers: CanonicalObject;
  readonly body: Canonical;
  /** null: there was no answer. */
  readonly status: number | null;
  /** Since the call began: the head of the answer, and the first part of its content. */
  readonly headersUs: number | null;
  readonly firstPartUs: number | null;
  /** Of the answer's body that were read. */
  readonly bytes: number;
  /** What the request lost on its way into this wire, and the score of that. */
  readonly losses: Canonical;
  readonly score: Canonical;
  /** What of the answer has no canonical word. */
  readonly answerLosses: Canonical;
}

/**
 * Values: clock → timestamp or integer; random → decimal in [0, 1); id → string;
 * database → `{rows: [record…], changes: integer}`; http → `{status: integer, body: value}`; publish → null; subscribe → payload or null;
 * llm → of a step, the record of docs/language.md, "Language models"; of the proxy, `{target: string, response: value}`
 * (`chatResponseSchema`), and among an error's fields `partial`, the answer as far as it came.
 * `calls`: of `llm` only, one for each attempt, in their order; not compared.
 * `source`: who performed it; not compared.
 */
export type EffectAnswer = (
  | { readonly ok: true; readonly value: Canonical; readonly warnings?: readonly string[] }
  | { readonly ok: false; readonly error: RunError }
) & {
  readonly attempts: readonly Attempt[];
  readonly calls?: readonly WireCall[];
  readonly source: 'performed' | 'shared' | 'recorded' | 'refused';
};

/** The key by which requests of two paths match. */
export function effectKey(event: { step: string; occ: string; effect: number }): string {
  return `${event.step}@${event.occ}#${event.effect}`;
}

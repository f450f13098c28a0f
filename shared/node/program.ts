import type { LossPolicy } from '../llm/losses/policy.ts';
import type { Canonical } from '../values/canonical.ts';
import type { Condition, Expression } from './expression.ts';
import type { Range } from './source.ts';
import type { Field, TypeDefinition } from './types.ts';

/** The checked form of one node: plain JSON, the only thing a runtime is given. Same text, same hash, same program. */
export interface Program {
  readonly id: string;
  /** SHA-256 (hex) of the file's text. */
  readonly hash: string;
  readonly intent: string;
  readonly description: string;
  readonly inputs: readonly Field[];
  readonly outputs: readonly Field[];
  /** Declared error outputs: constrain `return_error` only. */
  readonly errors: { readonly codes: readonly string[] | null; readonly fields: readonly Field[] };
  readonly types: Readonly<Record<string, TypeDefinition>>;
  readonly contracts: {
    readonly preconditions: readonly Contract[];
    readonly invariants: readonly Contract[];
    readonly postconditions: readonly Contract[];
  };
  readonly stateMachines: readonly StateMachine[];
  readonly flow: readonly Step[];
  readonly errorHandling: readonly ErrorPolicy[];
  readonly security: Security;
  readonly limits: { readonly timeoutMs: number; readonly memoryMb: number };
  readonly testCases: readonly TestCase[];
}

/** Prose contracts are `{ prose: true }`: never evaluated, noted once a run. */
export type Contract =
  | (Condition & {
      readonly prose: false /** Free names, for "all their names are bound". */;
      readonly names: readonly string[];
    })
  | { readonly prose: true; readonly text: string; readonly range: Range };

export interface StateMachine {
  readonly name: string;
  /** The variable that holds the state. */
  readonly variable: string;
  readonly initial: string;
  readonly transitions: readonly (readonly [from: string, to: string])[];
  readonly range: Range;
}

export interface Security {
  readonly required: readonly string[];
  readonly denied: readonly string[];
  /** `sensitive_data` paths as written, and what static data flow derives from them: see src-main/language/sensitivity.ts. */
  readonly sensitive: Sensitivity;
  readonly auditLevel: 'none' | 'basic' | 'detailed';
}

/** Conservative: a name listed here may hold sensitive data, and is recorded as a fingerprint. */
export interface Sensitivity {
  /** Dotted paths declared sensitive (`card`, `user.payment_method`). */
  readonly paths: readonly string[];
  /** Variables and output fields wholly derived from them. */
  readonly variables: readonly string[];
  /** Step paths whose effect requests, answers, handler parameters or guard values carry them. */
  readonly steps: readonly string[];
}

/** What ends a run from inside a step. */
export type Return =
  | {
      readonly kind: 'success';
      readonly outputs: readonly { readonly key: string; readonly value: Expression }[];
      readonly range: Range;
    }
  | {
      readonly kind: 'error';
      readonly code: Expression;
      readonly message: Expression | null;
      readonly fields: readonly { readonly key: string; readonly value: Expression }[];
      readonly range: Range;
    };

/** A reaction: either returns at once or runs steps. Steps live under the block's name in the step path. */
export type Reaction =
  | { readonly kind: 'return'; readonly return: Return }
  | { readonly kind: 'steps'; readonly steps: readonly Step[] };

export interface ErrorHandler {
  /** Matches an error's `code` or its `class` field (`http_4xx`, `http_5xx`); `*` matches every error. */
  readonly errorType: string;
  readonly action:
    | { readonly kind: 'return'; readonly return: Return }
    | { readonly kind: 'map'; readonly code: string; readonly message: Expression | null }
    | { readonly kind: 'retry'; readonly maxRetries: number }
    | { readonly kind: 'continue' }
    | { readonly kind: 'compensate' }
    /** Block name in the step path: `on_error_<index of the handler>`. */
    | { readonly kind: 'steps'; readonly steps: readonly Step[] };
}

/** An entry of the node's `error_handling`. */
export interface ErrorPolicy {
  readonly code: string;
  readonly action: 'retry' | 'return_error' | 'circuit_breaker' | 'compensate';
  /** For `retry`; default 3. */
  readonly maxRetries: number;
  /** For `circuit_breaker`: consecutive failures that open it, and how long it stays open. */
  readonly threshold: number;
  readonly openMs: number;
}

export interface Retry {
  readonly maxAttempts: number;
  readonly backoff: 'constant' | 'linear' | 'exponential';
  readonly initialDelayMs: number;
  readonly maxDelayMs: number | null;
}

interface StepBase {
  /** Unique among siblings; the index as text where the file gives none. */
  readonly name: string;
  /** Static step path, `check_idempotency/then/lookup_existing`. */
  readonly path: string;
  readonly description: string;
  readonly output: string | null;
  readonly onError: readonly ErrorHandler[];
  /** Steps that undo this one; block name `compensate`. */
  readonly compensate: readonly Step[];
  readonly range: Range;
}

export type Step = StepBase & Operation;

export type Operation =
  | {
      readonly operation: 'validation';
      readonly guards: readonly Condition[] /** Block name `on_failure`. */;
      readonly onFailure: Reaction | null;
    }
  | {
      readonly operation: 'conditional';
      readonly condition: Condition;
      readonly then: readonly Step[];
      readonly else: readonly Step[];
    }
  | {
      readonly operation: 'assign' /** As written: arithmetic, assign or string_template. */;
      readonly writtenAs: string;
      readonly expression: Expression;
    }
  | {
      readonly operation: 'data_transform';
      readonly input: Expression;
      readonly elementNames: readonly string[];
      readonly transform: Transform;
    }
  | {
      readonly operation: 'for_each';
      readonly items: Expression;
      readonly as: string /** Block name `do`. */;
      readonly do: readonly Step[];
      readonly yield: Expression | null;
    }
  | {
      readonly operation: 'state_machine_transition';
      readonly machine: string;
      readonly from: Expression | null;
      readonly to: Expression;
      readonly guards: readonly Condition[];
      readonly onFailure: Reaction | null;
    }
  | {
      readonly operation: 'database' /** As written: database_query, database_write, … */;
      readonly writtenAs: string;
      readonly database: string | null;
      readonly sql: string;
      readonly parameters: readonly Expression[];
      readonly ifFound: Reaction | null;
      readonly ifEmpty: Reaction | null;
    }
  | {
      readonly operation: 'external_api_call';
      readonly provider: string | null;
      readonly url: Expression | null;
      readonly endpoint: Expression | null;
      readonly method: string;
      readonly parameters: Expression | null;
      readonly headers: Expression | null;
      readonly timeoutMs: number | null;
      readonly retry: Retry | null;
      readonly extract: readonly { readonly key: string; readonly value: Expression }[];
    }
  | {
      readonly operation: 'llm_chat';
      /** `PROVIDER/MODEL`; null where the route decides. */
      readonly model: Expression | null;
      /** A route of the workspace; null where the step names a model. */
      readonly route: string | null;
      /** Evaluates to a canonical chat request, in the form that shared/llm/protocol reads. */
      readonly chat: Expression;
      readonly losses: LossPolicy;
      readonly timeoutMs: number | null;
      readonly retry: Retry | null;
    }
  | { readonly operation: 'event_publish'; readonly topic: Expression; readonly payload: Expression }
  | { readonly operation: 'event_subscribe'; readonly topic: Expression; readonly timeoutMs: number | null }
  | {
      readonly operation: 'call_node';
      readonly node: string;
      readonly inputs: readonly { readonly key: string; readonly value: Expression }[];
    }
  | {
      readonly operation: 'custom' /** `NAME` of `custom.NAME`. */;
      readonly handler: string;
      readonly parameters: readonly { readonly key: string; readonly value: Expression }[];
    }
  | { readonly operation: 'return'; readonly return: Return };

/** Inside `expression`s the element is bound under every name of `elementNames`. In `aggregations` the elements are bound as an array under the name `$group`; the checker has rewritten bare names to fields of it (a field of an array projects) and `COUNT(*)` to `LEN($group)`. */
export type Transform =
  | { readonly kind: 'map'; readonly expression: Expression }
  | { readonly kind: 'filter'; readonly expression: Expression }
  | { readonly kind: 'sort'; readonly by: Expression | null; readonly descending: boolean }
  | { readonly kind: 'group'; readonly by: Expression }
  | {
      readonly kind: 'aggregate';
      readonly groupBy: readonly { readonly key: string; readonly value: Expression }[] | null;
      readonly aggregations: readonly { readonly key: string; readonly value: Expression }[];
    }
  | { readonly kind: 'reduce'; readonly initial: Expression; readonly expression: Expression };

export interface TestCase {
  readonly name: string;
  readonly description: string;
  /** Canonical record. */
  readonly inputs: Readonly<Record<string, Canonical>>;
  readonly expected: Readonly<Record<string, Canonical>>;
  readonly range: Range;
}

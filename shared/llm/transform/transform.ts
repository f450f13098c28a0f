import { adapterOf } from '../dialects/adapters.ts';
import type { JsonObject } from '../json.ts';
import type { Loss } from '../losses/loss.ts';
import { type LossPolicy, refusals } from '../losses/policy.ts';
import { fidelity } from '../losses/score.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { redactedHeaders, type Target, urlOf } from '../providers/target.ts';
import { type Derived, deriveLosses } from './derive.ts';
import { fitRequest } from './fit.ts';
import { LinkMap } from './links.ts';
import { Writing } from './writing.ts';

/** One canonical request as one provider gets it. */
export interface Transformed {
  readonly url: string;
  /** Without the key: `target.provider.auth` says where it belongs. */
  readonly headers: Readonly<Record<string, string>>;
  readonly wire: JsonObject;
  readonly losses: readonly Loss[];
  /** 0 to 100, see `fidelity`. */
  readonly score: number;
  /** The losses for which the policy refuses the call; empty: it may be sent. */
  readonly refused: readonly Loss[];
  /** Differences that nothing accounts for: always empty, unless an adapter has a bug. */
  readonly unexplained: readonly Loss[];
}

/** Writes `request` for `target`. What it lost is found, by reading it back, when it is asked for: sending need not wait for that. */
export function transformRequest(
  request: ChatRequest,
  target: Target,
  policy: LossPolicy = 'warn',
): Transformed {
  const writing = new Writing(target, policy);
  const wire = adapterOf(target.provider.dialect).writeRequest(fitRequest(request, writing), writing);
  return new Transformation(request, wire, writing);
}

/**
 * A class, because V8 keeps the accessors of an object literal among old objects: each would hold the request and all that was
 * made of it until those are collected, which the collections of young objects pay for.
 */
class Transformation implements Transformed {
  readonly wire: JsonObject;
  readonly #request: ChatRequest;
  readonly #writing: Writing;
  #derived: Derived | undefined;

  constructor(request: ChatRequest, wire: JsonObject, writing: Writing) {
    this.#request = request;
    this.wire = wire;
    this.#writing = writing;
  }

  get url(): string {
    return urlOf(this.#writing.target, this.#request.stream === true);
  }

  get headers(): Readonly<Record<string, string>> {
    return redactedHeaders(this.#writing.target);
  }

  get losses(): readonly Loss[] {
    return this.#found().losses;
  }

  get score(): number {
    return fidelity(this.#found().losses);
  }

  get refused(): readonly Loss[] {
    const { policy } = this.#writing;
    return policy === 'strict' ? refusals(this.losses, policy, this.#request.required) : [];
  }

  get unexplained(): readonly Loss[] {
    return this.#found().unexplained;
  }

  #found(): Derived {
    if (this.#derived !== undefined) return this.#derived;
    const read = new LinkMap();
    const back = adapterOf(this.#writing.target.provider.dialect).readRequest(this.wire, read);
    this.#derived = deriveLosses(this.#request, this.wire, back, read, this.#writing);
    return this.#derived;
  }
}

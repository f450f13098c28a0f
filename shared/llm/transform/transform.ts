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
  const adapter = adapterOf(target.provider.dialect);
  const writing = new Writing(target, policy);
  const wire = adapter.writeRequest(fitRequest(request, writing), writing);
  let known: Derived | undefined;
  const derived = (): Derived => {
    if (known !== undefined) return known;
    const read = new LinkMap();
    const back = adapter.readRequest(wire, read);
    known = deriveLosses(request, wire, back, read, writing);
    return known;
  };
  return {
    url: urlOf(target, request.stream === true),
    headers: redactedHeaders(target),
    wire,
    get losses() {
      return derived().losses;
    },
    get score() {
      return fidelity(derived().losses);
    },
    get refused() {
      return policy === 'strict' ? refusals(derived().losses, policy, request.required) : [];
    },
    get unexplained() {
      return derived().unexplained;
    },
  };
}

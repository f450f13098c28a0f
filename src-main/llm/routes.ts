import type { Loss } from '../../shared/llm/losses/loss.ts';
import { isRequired } from '../../shared/llm/losses/policy.ts';
import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { ChatRequest } from '../../shared/llm/protocol/request.ts';
import { type Target, targetName } from '../../shared/llm/providers/target.ts';
import { type Transformed, transformRequest } from '../../shared/llm/transform/transform.ts';
import type { CallPolicy, Candidate, TargetHealth } from './contract.ts';

/** A target in its turn, with the request as it would be sent there. */
export interface Route extends Candidate {
  readonly transformed: Transformed;
}

/** What a routing goes by, besides the request. */
export interface RouteFacts {
  readonly healthOf: (target: Target) => TargetHealth;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** What the first target was sent already. */
  readonly sent: Transformed | undefined;
}

export interface Unroutable {
  readonly error: LlmError;
  readonly refused: readonly Loss[];
}

/**
 * Who may be asked, in which order. Left out are targets that the policy refuses; and those that would lose a required field,
 * but for the one that the caller named first and the strategy puts first.
 */
export function routesOf(
  request: ChatRequest,
  targets: readonly Target[],
  policy: CallPolicy,
  { healthOf, random, sent }: RouteFacts,
): readonly Route[] | Unroutable {
  const all = targets.map((target, index) => {
    const transformed =
      index === 0 && sent !== undefined ? sent : transformRequest(request, target, policy.losses);
    return new PlannedRoute(index, target, healthOf(target), transformed);
  });
  const { required = [] } = request;
  const lacks = new Map(
    all.map((route) => [
      route.index,
      required.length === 0 ? [] : route.losses.filter((loss) => isRequired(loss, required)),
    ]),
  );
  const byIndex = new Map(all.map((route) => [route.index, route]));
  const order = policy
    .strategy(
      all.filter(({ transformed }) => transformed.refused.length === 0),
      random,
    )
    .flatMap(({ index }) => byIndex.get(index) ?? [])
    .filter(({ index }, turn) => lacks.get(index)?.length === 0 || (index === 0 && turn === 0));
  if (order.length > 0) return order;
  const [closest] = all.toSorted((a, b) => b.score - a.score);
  if (closest === undefined)
    return { error: { code: 'invalid_request', message: 'The call names no target.' }, refused: [] };
  const refused =
    closest.transformed.refused.length > 0 ? closest.transformed.refused : (lacks.get(closest.index) ?? []);
  const what = refused.map(({ path, class: kind }) => `${path || '/'} (${kind})`).join(', ');
  return {
    error: {
      code: 'refused_by_policy',
      message: what === '' ? 'The strategy left no target.' : `${closest.name} would lose ${what}.`,
    },
    refused,
  };
}

/** Its losses are found out only where they decide something: mostly that can wait until the request is on its way. */
class PlannedRoute implements Route {
  readonly index: number;
  readonly target: Target;
  readonly name: string;
  readonly health: TargetHealth;
  readonly transformed: Transformed;

  constructor(index: number, target: Target, health: TargetHealth, transformed: Transformed) {
    this.index = index;
    this.target = target;
    this.name = targetName(target);
    this.health = health;
    this.transformed = transformed;
  }

  get losses(): readonly Loss[] {
    return this.transformed.losses;
  }

  get score(): number {
    return this.transformed.score;
  }
}

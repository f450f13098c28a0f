import type { Candidate, Strategy } from './contract.ts';

/** The first one, the others in their order when it fails. */
export const primary: Strategy = (candidates) => candidates;

/** Each call draws the first one by weight, the next among those left. A target without a weight counts 1, one of weight 0 comes last. */
export function weighted(weights: Readonly<Record<string, number>>): Strategy {
  return (candidates, random) => {
    const left = [...candidates];
    const order: Candidate[] = [];
    while (left.length > 0) {
      const shares = left.map(({ name }) => Math.max(0, weights[name] ?? 1));
      let point = random() * shares.reduce((sum, share) => sum + share, 0);
      const drawn = shares.findIndex((share) => {
        point -= share;
        return point < 0;
      });
      order.push(...left.splice(Math.max(0, drawn), 1));
    }
    return order;
  };
}

/** The quickest to begin an answer first; those that have not answered yet before all, so that they are known. */
export const leastLatency: Strategy = (candidates) =>
  candidates.toSorted((a, b) => (a.health.latencyMs ?? -1) - (b.health.latencyMs ?? -1));

/** The one that loses least of this request first. */
export const leastLoss: Strategy = (candidates) => candidates.toSorted((a, b) => b.score - a.score);

import type { Reservation, WhyLink, WhyTarget, WhyView } from '../../../shared/api/history.ts';
import type { Divergence } from '../../../shared/trace/comparison.ts';
import { PATHS } from '../breakpoints/types.ts';
import type { ComparisonModel } from '../model.ts';
import type { Pair, Trails } from './decision.ts';
import { conditionOf, operationOf, summaryOf } from './describe.ts';
import { factValue, isSensitive, labelOf } from './fact.ts';
import type { Fact } from './inputs.ts';
import { readPath } from './reads.ts';
import { reservationOf, reservationText } from './reservation.ts';
import { sentenceOf } from './sentence.ts';
import { eventAt, lastWrite, type Placed, type Trail } from './trail.ts';
import { type Ancestor, explain } from './why.ts';

/** Why two values differ; undefined where there is nothing of that name, or no such divergence. */
export function whyOf(model: ComparisonModel, target: WhyTarget): WhyView | undefined {
  const trails = [model.trail('reference'), model.trail('direct')] as const;
  const [left, right] = trails;
  if (left === null || right === null) return undefined;
  const both: Trails = [left, right];
  const pair =
    target.kind === 'value'
      ? ofValue(model, both, target.at)
      : ofDivergence(both, model.divergences()[target.index]);
  if (pair === undefined) return undefined;
  const known = new Map<Pair, Reservation | null>();
  const reserved = (of: Pair): Reservation | null => {
    const found = known.get(of) ?? reservationOf(model, of);
    known.set(of, found);
    return found;
  };
  const explanation = explain(both, pair, (each) => reserved(each) !== null);
  const trailOf = ([a]: Pair): Trail => (a ? left : right);
  const links = explanation.chain.map((ancestor) =>
    linkOf(model, trailOf(ancestor.pair), ancestor, reserved),
  );
  const sentence = sentenceOf(explanation, {
    names: model.names,
    operation: (fact) => operationOf(trailOf(pairWith(explanation.chain, fact)), fact),
    condition: (fact) => conditionOf(trailOf(pairWith(explanation.chain, fact)), fact),
    reservation: (of) => reservationText(reserved(of)),
  });
  const { cause, others } = explanation;
  const sensitive = links.some((link) => isSensitive(link.reference) || isSensitive(link.direct));
  return { cause, sentence, chain: links, others, sensitive };
}

function pairWith(chain: readonly Ancestor[], fact: Fact): Pair {
  return chain.find(({ pair }) => pair.includes(fact))?.pair ?? [fact, null];
}

function ofValue(
  model: ComparisonModel,
  trails: Trails,
  at: { readonly row: number; readonly name: string },
): Pair | undefined {
  const path = readPath(at.name);
  if (path === undefined) return undefined;
  const [a, b] = trails.map((trail, side): Fact | null => {
    const before = model.positionAt(at.row, PATHS[side as 0 | 1]);
    const found = lastWrite(trail, path.name, before);
    return found ? { ...found, name: path.name } : null;
  });
  return a || b ? [a ?? null, b ?? null] : undefined;
}

function ofDivergence(trails: Trails, divergence: Divergence | undefined): Pair | undefined {
  if (divergence === undefined) return undefined;
  const fact = (side: 0 | 1): Fact | null => {
    const at = divergence.events[PATHS[side]];
    const found = at === null ? undefined : placed(trails[side], at);
    return found === undefined ? null : { ...found, name: nameIn(divergence, found.event.kind) };
  };
  const pair: Pair = [fact(0), fact(1)];
  return pair[0] || pair[1] ? pair : undefined;
}

/** What a run was given is explained where it is bound, input by input. */
function placed(trail: Trail, index: number): Placed | undefined {
  const event = eventAt(trail, index);
  const next = event?.kind === 'run_started' ? eventAt(trail, index + 1) : undefined;
  if (next?.kind === 'inputs_bound') return { index: index + 1, event: next };
  return event === undefined ? undefined : { index, event };
}

/** Which of the names that an event is about differs. */
function nameIn({ path }: Divergence, kind: string): string | null {
  const [name] = /^[A-Za-z_]\w*/.exec(path.replace(/^(outputs|inputs)\./, '')) ?? [];
  if (name === undefined) return null;
  if (kind === 'inputs_bound' || kind === 'assigned' || kind === 'bound' || kind === 'iteration') return name;
  return (kind === 'result' || kind === 'call_returned') && path.startsWith('outputs.') ? name : null;
}

function linkOf(
  model: ComparisonModel,
  trail: Trail,
  { pair, inputs }: Ancestor,
  reserved: (of: Pair) => Reservation | null,
): WhyLink {
  const [a, b] = pair;
  const fact = (a ?? b) as Fact;
  return {
    step: fact.event.step,
    occ: fact.event.occ,
    row: model.rowOf(fact.event),
    label: labelOf(fact),
    summary: summaryOf(trail, fact),
    events: { reference: a?.index ?? null, direct: b?.index ?? null },
    ...(a ? { reference: factValue(a) } : {}),
    ...(b ? { direct: factValue(b) } : {}),
    reservation: reserved(pair),
    inputs: inputs.map(({ label, reference, direct, differs, origins }) => ({
      label,
      differs,
      reservation: differs ? reserved(origins()) : null,
      ...(reference === undefined ? {} : { reference }),
      ...(direct === undefined ? {} : { direct }),
    })),
  };
}

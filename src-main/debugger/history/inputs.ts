import type { Expression } from '../../../shared/node/expression.ts';
import type { Program, Return, Step } from '../../../shared/node/program.ts';
import { requestText } from '../../../shared/trace/messages.ts';
import { isNodePlace } from '../../../shared/trace/place.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { partsOf, returnsOf } from '../../language/program-walk.ts';
import { memberOf, type Reading, readingsOf } from './reads.ts';
import {
  earlierAtVisit,
  eventAt,
  eventsAt,
  frameAt,
  lastWrite,
  type Placed,
  roundEvent,
  type Trail,
} from './trail.ts';

/** Something that happened on one path, as far as one name is concerned. */
export interface Fact extends Placed {
  /** Which of the names that the event is about; null where it is about one thing. */
  readonly name: string | null;
}

/** Something that a fact was made of. */
export interface Input {
  readonly label: string;
  readonly value: Canonical | undefined;
  readonly from: 'name' | 'answer' | 'given';
  /** What made it what it is; undefined where nothing recorded did. */
  origin(): Fact | undefined;
}

/** What the event was computed from, as its program says and its trace shows. `round`: the one to look into, of a loop's results. */
export function inputsOf(trail: Trail, fact: Fact, round?: number): readonly Input[] {
  const { event, index } = fact;
  const frame = frameAt(trail, index);
  const program = frame && trail.index.programs.get(frame.node);
  const step = program && trail.index.step(program.id, event.step);
  switch (event.kind) {
    case 'run_started':
      return [];
    case 'inputs_bound':
      return boundInputs(trail, fact, event);
    case 'effect_answered':
      return requestInput(trail, fact);
    case 'call_returned':
      return resultInputs(trail, fact, `${event.step}/call`);
    case 'result':
      return resultInputs(trail, fact, '');
    case 'contract':
      return reads(trail, contractReads(program, event), index);
    case 'guard':
      return reads(trail, guardReads(step, event.index), index);
    case 'loop_started':
    case 'iteration':
      return step?.operation === 'for_each'
        ? reads(trail, readingsOf(step.items), index)
        : unknown(trail, fact, step);
    case 'yielded':
      return step?.operation === 'for_each' && step.yield
        ? reads(trail, readingsOf(step.yield), index)
        : unknown(trail, fact, step);
    case 'bound':
      return event.name === 'error' ? raisedInput(trail, fact) : answers(trail, fact);
    case 'error_handled':
      return raisedInput(trail, fact);
    default:
      break;
  }
  if (isNodePlace(event.step)) return [];
  if (step === undefined) return unknown(trail, fact, step);
  if (event.kind === 'assigned' && step.operation === 'for_each')
    return [...reads(trail, readingsOf(step.items), index), ...yieldInput(trail, fact, round)];
  const asks =
    event.kind === 'effect_requested' || event.kind === 'call_started' || event.kind === 'handler_called';
  return [
    ...reads(trail, stepReads(step, event.kind === 'assigned' ? event.name : null), index),
    ...(asks ? [] : answers(trail, fact)),
  ];
}

/** The parts of a step that decide what it makes; of one name where it makes several. */
function stepReads(step: Step, name: string | null): readonly Reading[] {
  if (step.operation === 'external_api_call' && name !== null) {
    const extracted = step.extract.find(({ key }) => key === name);
    if (extracted) return readingsOf(extracted.value);
  }
  const wanted = partsOf(step).filter(({ role }) => name === null || role === 'value' || role === 'effect');
  return unique(wanted.flatMap(({ expression, locals }) => readingsOf(expression, locals)));
}

function unique(readings: readonly Reading[]): readonly Reading[] {
  return [...new Map(readings.map((reading) => [reading.label, reading])).values()];
}

function reads(trail: Trail, readings: readonly Reading[], at: number): readonly Input[] {
  const variables = trail.timeline.after(at).variables();
  return readings.map(({ label, name, members }) => {
    const whole = variables.get(name);
    return {
      label,
      value: members.length === 0 ? whole : memberOf(whole, members),
      from: 'name',
      origin: () => written(trail, name, at),
    };
  });
}

function written(trail: Trail, name: string, at: number): Fact | undefined {
  const found = lastWrite(trail, name, at);
  return found && { ...found, name };
}

/** Of a step whose program is not known, anything may have been read. */
function unknown(trail: Trail, { index }: Fact, step: Step | undefined): readonly Input[] {
  if (step !== undefined) return [];
  return [...trail.timeline.after(index).variables()].map(([name, value]) => ({
    label: name,
    value,
    from: 'name',
    origin: () => written(trail, name, index),
  }));
}

/** What the outside world, or a called node, told the step up to here. */
function answers(trail: Trail, fact: Fact): readonly Input[] {
  const requests = new Map<number, string>();
  const found: { readonly placed: Placed; readonly effect: number; readonly value: Canonical }[] = [];
  const inputs: Input[] = [];
  for (const placed of earlierAtVisit(trail, fact)) {
    const { event } = placed;
    if (event.kind === 'effect_requested') requests.set(event.effect, requestText(event.request));
    if (event.kind === 'effect_answered') {
      const { answer } = event;
      const value = answer.ok ? answer.value : { error: answer.error.code, message: answer.error.message };
      found.push({ placed, effect: event.effect, value });
    }
    if (event.kind === 'call_returned') {
      const { outcome } = event;
      const value = outcome.success ? outcome.outputs : { error: outcome.error.code };
      inputs.push({ label: event.node, value, from: 'answer', origin: () => ({ ...placed, name: null }) });
    }
  }
  for (const { placed, effect, value } of found.reverse())
    inputs.push({
      label: requests.get(effect) ?? 'answer',
      value,
      from: 'answer',
      origin: () => ({ ...placed, name: null }),
    });
  return inputs;
}

function requestInput(trail: Trail, fact: Fact): readonly Input[] {
  const { event } = fact;
  if (event.kind !== 'effect_answered') return [];
  const steps = new Set([event.step]);
  for (const placed of eventsAt(trail, steps, fact.index, 'backward')) {
    const asked = placed.event;
    if (asked.kind !== 'effect_requested' || asked.occ !== event.occ || asked.effect !== event.effect)
      continue;
    const value = asked.request as unknown as Canonical;
    return [
      { label: requestText(asked.request), value, from: 'name', origin: () => ({ ...placed, name: null }) },
    ];
  }
  return [];
}

function raisedInput(trail: Trail, fact: Fact): readonly Input[] {
  for (const placed of earlierAtVisit(trail, fact)) {
    const { event } = placed;
    if (event.kind !== 'error_raised') continue;
    const value = { code: event.error.code, message: event.error.message };
    return [{ label: 'error', value, from: 'answer', origin: () => ({ ...placed, name: null }) }];
  }
  return [];
}

/** A run's inputs were given; those of a called node were computed by its caller. */
function boundInputs(
  trail: Trail,
  { index, name }: Fact,
  event: Extract<Placed['event'], { kind: 'inputs_bound' }>,
): readonly Input[] {
  const before = index > 0 ? eventAt(trail, index - 1) : undefined;
  if (before?.kind === 'run_started') {
    const value = name === null ? before.inputs : before.inputs[name];
    return [{ label: name ?? 'inputs', value, from: 'given', origin: () => undefined }];
  }
  const step = event.step.replace(/\/call$/, '');
  for (const placed of eventsAt(trail, new Set([step]), index, 'backward')) {
    if (placed.event.kind !== 'call_started' || placed.event.occ !== event.occ) continue;
    const node = frameAt(trail, placed.index)?.node ?? '';
    const call = trail.index.step(node, step);
    const given = call?.operation === 'call_node' ? call.inputs : [];
    const used = given.filter(({ key }) => name === null || key === name);
    return reads(trail, unique(used.flatMap(({ value }) => readingsOf(value))), placed.index);
  }
  return [];
}

/** What a node returned comes from its return step, or from the variables that have the outputs' names. */
function resultInputs(trail: Trail, fact: Fact, place: string): readonly Input[] {
  const returned = returningStep(trail, fact, place);
  const at = returned?.index ?? fact.index;
  const frame = frameAt(trail, at);
  const program = frame && trail.index.programs.get(frame.node);
  const { event } = fact;
  if (event.kind !== 'result' && event.kind !== 'call_returned') return [];
  if (!event.outcome.success) return raisedBefore(trail, fact);
  const step = returned && program && trail.index.step(program.id, returned.event.step);
  const given = step ? returnsOf(step).flatMap(({ return: each }) => outputsOf(each)) : [];
  const keys = fact.name === null ? Object.keys(event.outcome.outputs) : [fact.name];
  const readings = keys.flatMap((key): readonly Reading[] => {
    const values = given.filter((output) => output.key === key);
    return values.length === 0
      ? [{ label: key, name: key, members: [] }]
      : values.flatMap(({ value }) => readingsOf(value));
  });
  return reads(trail, unique(readings), at);
}

function outputsOf(returned: Return): readonly { readonly key: string; readonly value: Expression }[] {
  return returned.kind === 'success' ? returned.outputs : [];
}

/** The innermost step that was left by returning, before a node's result. */
function returningStep(trail: Trail, { index }: Fact, place: string): Placed | undefined {
  let innermost: Placed | undefined;
  for (const placed of eventsAt(trail, null, index, 'backward')) {
    const { event } = placed;
    if (event.kind === 'step_left' && event.outcome === 'returned' && event.step.startsWith(place))
      innermost = placed;
    else if (event.kind !== 'contract' && event.kind !== 'note') break;
  }
  return innermost;
}

/** The error that ended a node. */
function raisedBefore(trail: Trail, { index }: Fact): readonly Input[] {
  for (const placed of eventsAt(trail, null, index, 'backward')) {
    const { event } = placed;
    if (event.kind === 'error_raised' || (event.kind === 'contract' && event.verdict === 'violated')) {
      const value = event.kind === 'contract' ? event.text : event.error.code;
      return [{ label: 'error', value, from: 'answer', origin: () => ({ ...placed, name: null }) }];
    }
    if (event.kind === 'guard' && !event.value)
      return [{ label: 'guard', value: false, from: 'answer', origin: () => ({ ...placed, name: null }) }];
    if (event.kind === 'step_entered') return [];
  }
  return [];
}

function guardReads(step: Step | undefined, index: number): readonly Reading[] {
  if (step?.operation === 'conditional') return readingsOf(step.condition.expression);
  if (step?.operation !== 'validation' && step?.operation !== 'state_machine_transition') return [];
  const guard = step.guards[index];
  return guard ? readingsOf(guard.expression) : [];
}

function contractReads(
  program: Program | undefined,
  event: Extract<Placed['event'], { kind: 'contract' }>,
): readonly Reading[] {
  if (event.contract === 'constraint') {
    const name = /^[A-Za-z_]\w*/.exec(event.subject)?.[0];
    return name === undefined ? [] : [{ label: event.subject, name, members: [] }];
  }
  const lists = {
    precondition: program?.contracts.preconditions,
    invariant: program?.contracts.invariants,
    postcondition: program?.contracts.postconditions,
  };
  const contract = lists[event.contract]?.[event.index];
  return contract && !contract.prose ? readingsOf(contract.expression) : [];
}

/** What one round of a loop gave to its result. */
function yieldInput(trail: Trail, fact: Fact, round: number | undefined): readonly Input[] {
  if (round === undefined) return [];
  const placed = roundEvent(trail, fact.event, 'yielded', round);
  if (placed?.event.kind !== 'yielded') return [];
  const { value } = placed.event;
  return [{ label: `round ${round}`, value, from: 'name', origin: () => ({ ...placed, name: null }) }];
}

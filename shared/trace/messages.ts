import type { Canonical } from '../values/canonical.ts';
import type { Difference } from '../values/diff.ts';
import { displayValue } from '../values/display.ts';
import { distance, formatNumber, numberText, parseNumber } from '../values/numbers.ts';
import type { Side } from './aligned-place.ts';
import type { TraceEvent } from './event.ts';
import { stepName } from './place.ts';

/** What the two sides of an alignment are called in sentences. */
export type SideNames = readonly [SideName, SideName];
interface SideName {
  readonly short: string;
  readonly long: string;
}

export const PATH_SIDES: SideNames = [
  { short: 'reference', long: 'the reference path' },
  { short: 'direct', long: 'the direct path' },
];

/** Two recorded traces, of whichever paths. */
export const TRACE_SIDES: SideNames = [
  { short: 'A', long: 'trace A' },
  { short: 'B', long: 'trace B' },
];

/** `a` differs from `b`, in one sentence. `name`: the step, `follows`: an earlier divergence explains it. */
export function differenceMessage(
  name: string,
  event: TraceEvent,
  found: Difference,
  follows: boolean,
  names: SideNames,
): string {
  const why = follows ? 'following an earlier divergence' : reasonWithoutCause(event);
  return `${name} ${whatDiffers(event, found)}: ${why}${why === '' ? '' : ', '}${apart(found, names)}.`;
}

/** An event or step that only one path has. */
export function missingMessage(
  name: string,
  event: TraceEvent,
  has: Side,
  isPlace: boolean,
  names: SideNames,
): string {
  const sides = `on ${names[has].long} and not on ${names[has === 0 ? 1 : 0].long}`;
  return isPlace ? `${placeText(event, name)} ran ${sides}.` : `${name} ${did(event)} ${sides}.`;
}

/** Both paths went on, each with something else. */
export function insteadMessage(
  name: string,
  reference: TraceEvent,
  direct: TraceEvent,
  places: readonly [boolean, boolean],
  [a, b]: SideNames,
): string {
  const tell = (event: TraceEvent, isPlace: boolean): string =>
    isPlace ? `entered ${placeText(event, name)}` : did(event);
  return `After the same events in ${name}, ${a.long} ${tell(reference, places[0])} where ${b.long} ${tell(direct, places[1])}.`;
}

export function orderMessage(name: string, event: TraceEvent, isPlace: boolean, names: SideNames): string {
  const what = isPlace ? `entered ${placeText(event, name)}` : did(event);
  return `Both ${names === PATH_SIDES ? 'paths' : 'traces'} ${what} in ${name}, but not in the same order.`;
}

export function cutOffMessage(name: string, cut: Side, code: string, names: SideNames): string {
  const how: Readonly<Record<string, string>> = {
    timeout: 'ran out of time',
    memory_limit: 'ran out of memory',
    runtime_died: 'lost its runtime',
    runtime_unavailable: 'has no runtime',
  };
  const [ended, rest] = [names[cut].long, names[cut === 0 ? 1 : 0].long];
  return `${ended.charAt(0).toUpperCase()}${ended.slice(1)} ${how[code] ?? `ended with ${code}`} at ${name}, and ${rest} ran to its end.`;
}

function reasonWithoutCause(event: TraceEvent): string {
  switch (event.kind) {
    case 'assigned':
    case 'guard':
    case 'yielded':
    case 'contract':
    case 'state_transition':
      return 'same inputs';
    case 'effect_answered':
    case 'handler_called':
    case 'effect_requested':
    case 'call_started':
      return 'same variables';
    default:
      return '';
  }
}

function whatDiffers(event: TraceEvent, found: Difference): string {
  const inner = found.path;
  switch (event.kind) {
    case 'run_started':
    case 'inputs_bound':
      return `was given different inputs (${inner})`;
    case 'contract':
      return inner.includes('.probe')
        ? `saw a different value in ${event.contract} "${event.text}"`
        : `came to a different verdict on ${event.contract} "${event.text}"`;
    case 'step_entered':
      return 'is a different operation';
    case 'guard':
      return inner.includes('.probe')
        ? `saw a different value in guard ${event.index}`
        : `decided guard ${event.index} differently`;
    case 'loop_started':
      return `loops over different items (${inner})`;
    case 'iteration':
      return `began round ${event.index} with a different ${inner}`;
    case 'yielded':
      return `yielded a different value in round ${event.index}${inner === `yield[${event.index}]` ? '' : ` (${inner})`}`;
    case 'bound':
      return `bound a different ${inner}`;
    case 'assigned':
      return `assigned a different ${inner}`;
    case 'effect_requested':
      return `asked the outside world something different (${inner})`;
    case 'effect_answered':
      return `was answered differently (${inner})`;
    case 'handler_called':
      return `called handler ${event.handler} with different parameters (${inner})`;
    case 'call_started':
      return `called ${event.node} with different inputs (${inner})`;
    case 'call_returned':
      return `got a different result from ${event.node} (${inner})`;
    case 'state_transition':
      return `moved ${event.machine} differently (${inner})`;
    case 'error_raised':
      return `raised a different error (${inner})`;
    case 'error_handled':
      return `handled the error differently (${inner})`;
    case 'step_left':
      return 'ended differently';
    case 'note':
      return 'noted something different';
    case 'result':
      return inner.startsWith('error')
        ? `ended with a different error (${inner})`
        : inner === 'success'
          ? 'ended differently'
          : `returned a different ${inner}`;
  }
}

function apart(found: Difference, [a, b]: SideNames): string {
  const sides = `${a.short} ${side(found.a)}, ${b.short} ${side(found.b)}`;
  if (found.rule === 'scale') return `the scale differs (${sides})`;
  if (found.a === undefined) return `only ${b.long} has ${displayValue(found.b)}`;
  if (found.b === undefined) return `only ${a.long} has ${displayValue(found.a)}`;
  const x = parseNumber(numberText(found.a) ?? '');
  const y = parseNumber(numberText(found.b) ?? '');
  if (x === undefined || y === undefined) return sides;
  return `results differ by ${formatNumber(distance(x, y))} (${sides})`;
}

function side(value: Canonical | undefined): string {
  return value === undefined ? 'nothing' : displayValue(value);
}

function placeText(event: TraceEvent, holder: string): string {
  if (event.kind === 'iteration') return `round ${event.index} of ${holder}`;
  return event.step === '' ? 'the node' : stepName(event.step);
}

/** What an event says happened, as the words after "the path". */
export function did(event: TraceEvent): string {
  switch (event.kind) {
    case 'run_started':
      return 'started';
    case 'inputs_bound':
      return 'bound its inputs';
    case 'contract':
      return `evaluated ${event.contract} "${event.text}" (${event.verdict})`;
    case 'step_entered':
      return `entered ${stepName(event.step)}`;
    case 'guard':
      return `evaluated guard ${event.index} (${event.value})`;
    case 'loop_started':
      return 'started its loop';
    case 'iteration':
      return `began round ${event.index}`;
    case 'yielded':
      return `yielded ${displayValue(event.value)} in round ${event.index}`;
    case 'bound':
      return `bound ${event.name} = ${displayValue(event.value)}`;
    case 'assigned':
      return `assigned ${event.name} = ${displayValue(event.value)}`;
    case 'effect_requested':
      return `asked for ${requestText(event.request)}`;
    case 'effect_answered':
      return event.answer.ok
        ? `got the answer ${displayValue(event.answer.value)}`
        : `got the error ${event.answer.error.code}`;
    case 'handler_called':
      return `called handler ${event.handler}`;
    case 'call_started':
      return `called ${event.node}`;
    case 'call_returned':
      return `returned from ${event.node}`;
    case 'state_transition':
      return `moved ${event.machine} from ${event.from} to ${event.to}`;
    case 'error_raised':
      return `raised ${event.error.code} (${event.error.message})`;
    case 'error_handled':
      return `handled the error by ${event.action}`;
    case 'step_left':
      return `left ${stepName(event.step)} ${event.outcome}`;
    case 'note':
      return `noted ${event.code}`;
    case 'result':
      return event.outcome.success ? 'returned successfully' : `ended with ${event.outcome.error.code}`;
  }
}

/** An effect in a few words: `SELECT …`, `POST payments /v1/charges`, `the clock`. */
export function requestText(request: Extract<TraceEvent, { kind: 'effect_requested' }>['request']): string {
  switch (request.type) {
    case 'clock':
      return request.operation === 'year' ? 'the current year' : 'the current time';
    case 'random':
      return 'a random number';
    case 'id':
      return 'a new id';
    case 'database':
      return request.sql.trim().replace(/\s+/g, ' ').slice(0, 120);
    case 'http':
      return `${request.method} ${request.provider ?? request.url ?? ''} ${request.endpoint}`.trim();
    case 'llm':
      return `${request.operation} with ${modelsText(request)}`;
    case 'publish':
      return `publishing to ${request.topic}`;
    case 'subscribe':
      return `an event of ${request.topic}`;
  }
}

/** Whom a request to a language model may go to: its models, or the route that knows them. */
export function modelsText({ targets, route }: { targets: readonly string[]; route: string }): string {
  return targets.length === 0 ? `route ${route}` : targets.join(', ');
}

import type { Bindings, Canonical, CanonicalObject } from '../values/canonical.ts';
import { type Difference, type DiffRules, diffValues, type ValueDiff } from '../values/diff.ts';
import { childPath } from '../values/display.ts';
import { identical } from '../values/equality.ts';
import type { EffectAnswer, Outcome, Probes, RunError, TraceEvent } from './event.ts';

/**
 * What makes an event the same event on the other path, within one place: its kind and its name or index.
 * Events that agree in it are compared; an event without a counterpart is missing.
 */
export function eventKey(event: TraceEvent): string {
  switch (event.kind) {
    case 'contract':
      return `contract ${event.contract} ${event.index} ${event.subject}`;
    case 'guard':
      return `guard ${event.index}`;
    case 'iteration':
    case 'yielded':
      return `${event.kind} ${event.index}`;
    case 'bound':
    case 'assigned':
      return `${event.kind} ${event.name}`;
    case 'effect_requested':
    case 'effect_answered':
      return `${event.kind} ${event.effect}`;
    case 'state_transition':
      return `state_transition ${event.machine}`;
    case 'note':
      return `note ${event.code}`;
    default:
      return event.kind;
  }
}

/** Compares two events of the same key. Paths begin with what the event is about: `tax`, `guard[0]`, `request.parameters[2]`. */
export function diffEvents(a: TraceEvent, b: TraceEvent, rules: DiffRules): ValueDiff {
  if (a.kind === 'note' || sameBody(a, b)) return NONE;
  const differences: Difference[] = [];
  const representation: Difference[] = [];
  const accepted: { difference: Difference; rule: string }[] = [];
  for (const [path, left, right] of parts(a, b)) {
    if (left === undefined || right === undefined) {
      if (left === right || rules.ignored(path)) continue;
      const difference: Difference = { path, a: left, b: right, rule: 'presence' };
      const rule = rules.accept?.(difference);
      if (rule === undefined) differences.push(difference);
      else accepted.push({ difference, rule });
      continue;
    }
    const found = diffValues(left, right, rules, path);
    differences.push(...found.differences);
    representation.push(...found.representation);
    if (found.accepted) for (const each of found.accepted) accepted.push(each);
  }
  return accepted.length === 0 ? { differences, representation } : { differences, representation, accepted };
}

const NONE: ValueDiff = { differences: [], representation: [] };

/** The usual case, told without allocating: everything the same but what is never compared. */
function sameBody(a: TraceEvent, b: TraceEvent): boolean {
  if (a.kind === 'effect_answered' && b.kind === 'effect_answered')
    return a.answer.ok
      ? b.answer.ok && identical(a.answer.value, b.answer.value)
      : !b.answer.ok && sameFields(a.answer.error, b.answer.error);
  return sameFields(a, b);
}

function sameFields(a: object, b: object): boolean {
  const left = a as CanonicalObject;
  const right = b as CanonicalObject;
  for (const key in left)
    if (key !== 'time' && !identical(left[key] as Canonical, right[key] as Canonical)) return false;
  for (const key in right) if (!(key in left)) return false;
  return true;
}

type Part = readonly [path: string, a: Canonical | undefined, b: Canonical | undefined];

function parts(a: TraceEvent, b: TraceEvent): readonly Part[] {
  const x = fields(a);
  const y = new Map(fields(b));
  const pairs: Part[] = x.map(([path, value]) => {
    const other = y.get(path);
    y.delete(path);
    return [path, value, other];
  });
  for (const [path, value] of y) pairs.push([path, undefined, value]);
  return pairs;
}

type Fields = readonly (readonly [path: string, value: Canonical])[];

/** The compared content of an event under the paths that divergences and policies use. What decides comes first. */
function fields(event: TraceEvent): Fields {
  switch (event.kind) {
    case 'run_started':
      return [
        ['node', event.node],
        ['inputs', event.inputs],
      ];
    case 'inputs_bound':
      return [['node', event.node], ...named(event.values)];
    case 'contract': {
      const name =
        event.subject === ''
          ? `${event.contract}[${event.index}]`
          : `${event.contract} ${event.subject}[${event.index}]`;
      return [
        [`${name}.verdict`, event.verdict],
        [`${name}.error`, event.error ?? null],
        ...probes(name, event.probes),
      ];
    }
    case 'step_entered':
      return [['operation', event.operation]];
    case 'guard':
      return [[`guard[${event.index}]`, event.value], ...probes(`guard[${event.index}]`, event.probes)];
    case 'loop_started':
      return [['items', event.items as Canonical]];
    case 'iteration':
      return [[event.name, event.value]];
    case 'yielded':
      return [[`yield[${event.index}]`, event.value]];
    case 'bound':
    case 'assigned':
      return [[event.name, event.value]];
    case 'effect_requested':
      return [['request', event.request as unknown as Canonical]];
    case 'effect_answered':
      return answer(event.answer);
    case 'handler_called':
      return [['handler', event.handler], ...named(event.parameters, 'parameters')];
    case 'call_started':
      return [
        ['node', event.node],
        ['inputs', event.inputs],
      ];
    case 'call_returned':
      return outcome(event.outcome);
    case 'state_transition':
      return [
        ['from', event.from],
        ['to', event.to],
      ];
    case 'error_raised':
      return error(event.error);
    case 'error_handled':
      return [
        ['action', event.action],
        ['by', event.by],
        ['index', event.index],
      ];
    case 'step_left':
      return [['outcome', event.outcome]];
    case 'note':
      return [];
    case 'result':
      return outcome(event.outcome);
  }
}

function named(values: Bindings, prefix = ''): Fields {
  return values.map(([name, value]) => [childPath(prefix, name), value] as const);
}

function probes(name: string, values: Probes): Fields {
  return values.map(([slot, value]) => [`${name}.probe[${slot}]`, value] as const);
}

function answer(value: EffectAnswer): Fields {
  return value.ok ? [['answer', value.value]] : error(value.error);
}

function outcome(value: Outcome): Fields {
  return value.success
    ? [
        ['success', true],
        ['outputs', value.outputs],
      ]
    : [['success', false], ...error(value.error)];
}

function error(value: RunError): Fields {
  return [
    ['error.code', value.code],
    ['error.message', value.message],
    ['error.fields', value.fields],
  ];
}

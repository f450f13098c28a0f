import type { TraceEvent } from '../../../shared/trace/event.ts';
import { eventKey } from '../../../shared/trace/event-diff.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { diffValues } from '../../../shared/values/diff.ts';
import type { Fact } from './inputs.ts';

/** What the event says happened, as one value. */
export function factValue({ event, name }: Fact): Canonical {
  switch (event.kind) {
    case 'run_started':
      return event.inputs;
    case 'inputs_bound':
      return event.values.find(([own]) => own === name)?.[1] ?? null;
    case 'assigned':
    case 'bound':
    case 'iteration':
    case 'yielded':
    case 'guard':
      return event.value;
    case 'contract':
      return event.verdict;
    case 'loop_started':
      return event.items as Canonical;
    case 'effect_requested':
      return event.request as unknown as Canonical;
    case 'effect_answered':
      return event.answer.ok ? event.answer.value : { error: event.answer.error.code };
    case 'handler_called':
      return Object.fromEntries(event.parameters);
    case 'call_started':
      return event.inputs;
    case 'call_returned':
    case 'result': {
      if (!event.outcome.success) return { error: event.outcome.error.code };
      return name === null ? event.outcome.outputs : (event.outcome.outputs[name] ?? null);
    }
    case 'state_transition':
      return event.to;
    case 'error_raised':
      return { error: event.error.code, message: event.error.message };
    case 'error_handled':
      return event.action;
    case 'step_left':
      return event.outcome;
    case 'step_entered':
      return event.operation;
    case 'note':
      return event.message;
  }
}

/** What the fact is about: `tax`, `guard 0`, `the answer`. */
export function labelOf({ event, name }: Fact): string {
  switch (event.kind) {
    case 'assigned':
    case 'bound':
    case 'iteration':
      return event.name;
    case 'yielded':
      return `round ${event.index}`;
    case 'guard':
      return `guard ${event.index}`;
    case 'contract':
      return `${event.contract} "${event.text}"`;
    case 'loop_started':
      return 'items';
    case 'effect_requested':
      return 'request';
    case 'effect_answered':
      return 'answer';
    case 'handler_called':
      return 'parameters';
    case 'inputs_bound':
    case 'call_started':
      return name ?? 'inputs';
    case 'result':
    case 'call_returned':
      return name ?? 'result';
    case 'state_transition':
      return event.machine;
    case 'error_raised':
    case 'error_handled':
      return 'error';
    default:
      return event.kind.replace('_', ' ');
  }
}

/** Do both facts stand at the same place of their paths, about the same thing? */
export function isSamePlace(a: Fact, b: Fact): boolean {
  return placeKey(a.event) === placeKey(b.event) && a.name === b.name;
}

export function placeKey(event: TraceEvent): string {
  return `${event.step}@${event.occ} ${eventKey(event)}`;
}

export function same(a: Canonical | undefined, b: Canonical | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return diffValues(a, b).differences.length === 0;
}

/** Is it, or does it hold, a value that was recorded as a fingerprint? */
export function isSensitive(value: Canonical | undefined): boolean {
  return value !== undefined && JSON.stringify(value).includes('"$fingerprint"');
}

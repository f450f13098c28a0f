import type { EventBody, Outcome, TraceEvent } from '../../shared/trace/event.ts';
import { type Canonical, canonicalText } from '../../shared/values/canonical.ts';

/**
 * What has to be equal between runtimes, as text: everything but time, source, attempts and the messages of notes.
 * Values keep the order of their keys, which the language lets a node see.
 */
export function comparable(event: TraceEvent): string {
  const { step, occ, kind, time: _, ...body } = event as TraceEvent & { readonly kind: string };
  const fields = Object.entries(body)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${part(event, name, value)}`);
  return `${kind} ${step}@${occ} ${fields.join(' ')}`;
}

function part(event: TraceEvent, name: string, value: unknown): string {
  if (event.kind === 'note' && name === 'message') return '…';
  if (event.kind === 'effect_answered') {
    const { answer } = event;
    return answer.ok ? `ok ${JSON.stringify(answer.value)}` : `error ${canonicalText({ ...answer.error })}`;
  }
  if (name === 'outcome' && typeof value === 'object') {
    const outcome = value as Outcome;
    return outcome.success
      ? `success ${JSON.stringify(outcome.outputs)}`
      : `error ${outcome.error.code} ${JSON.stringify(outcome.error.message)} ${JSON.stringify(outcome.error.fields)}`;
  }
  return name === 'request' || name === 'error' ? canonicalText(value as Canonical) : JSON.stringify(value);
}

/** The first difference of two traces, with a few lines before it; null where there is none. */
export function difference(
  a: readonly TraceEvent[],
  b: readonly TraceEvent[],
  names: readonly [string, string],
): string | null {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a[i] && comparable(a[i] as TraceEvent);
    const right = b[i] && comparable(b[i] as TraceEvent);
    if (left === right) continue;
    const before = a.slice(Math.max(0, i - 5), i).map((event) => `    ${comparable(event)}`);
    return [
      `event ${i} differs, after`,
      ...before,
      `  ${names[0]}: ${left ?? '(no event)'}`,
      `  ${names[1]}: ${right ?? '(no event)'}`,
    ].join('\n');
  }
  return null;
}

/** One event as a line that a case can name: `guard 0 false`, `step_entered a 0 assign`, `assigned x=1`. */
export function outline(event: TraceEvent): string {
  return [event.kind, ...words(event)].filter((word) => word !== '').join(' ');
}

function words(event: TraceEvent): readonly (string | number)[] {
  const body: EventBody = event;
  switch (body.kind) {
    case 'run_started':
      return [body.node];
    case 'inputs_bound':
      return body.values.map(([name, value]) => binding(name, value));
    case 'contract':
      return [body.contract, body.subject, body.index, body.verdict, body.error ?? ''];
    case 'step_entered':
      return [event.step, event.occ, body.operation];
    case 'guard':
      return [body.index, String(body.value)];
    case 'loop_started':
      return [JSON.stringify(body.items)];
    case 'iteration':
      return [body.index, binding(body.name, body.value)];
    case 'yielded':
      return [body.index, canonicalText(body.value)];
    case 'bound':
    case 'assigned':
      return [binding(body.name, body.value)];
    case 'effect_requested':
      return [body.effect, body.request.type, 'operation' in body.request ? body.request.operation : ''];
    case 'effect_answered':
      return [body.effect, body.answer.ok ? 'ok' : body.answer.error.code];
    case 'handler_called':
      return [body.handler, ...body.parameters.map(([name, value]) => binding(name, value))];
    case 'call_started':
      return [body.node, canonicalText(body.inputs)];
    case 'call_returned':
      return [body.node, ending(body.outcome)];
    case 'state_transition':
      return [body.machine, body.from, body.to];
    case 'error_raised':
      return [body.error.code];
    case 'error_handled':
      return [body.by, body.index, body.action];
    case 'step_left':
      return [event.step, event.occ, body.outcome];
    case 'note':
      return [body.code];
    case 'result':
      return [ending(body.outcome)];
  }
}

function binding(name: string, value: Canonical): string {
  return `${name}=${canonicalText(value)}`;
}

function ending(outcome: Outcome): string {
  return outcome.success ? 'success' : outcome.error.code;
}

/** Does the line of a trace begin with these words? `x=` stands for any value. */
export function matches(line: string, expected: string): boolean {
  return line === expected || line.startsWith(expected.endsWith('=') ? expected : `${expected} `);
}

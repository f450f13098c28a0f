import {
  EFFECT_TYPES,
  type EffectAnswer,
  type EffectRequest,
  EVENT_KINDS,
  type EventBody,
  type EventKind,
  type TraceEvent,
} from '../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import {
  bindings,
  type Codec,
  count,
  error,
  flag,
  isObject,
  oneOf,
  outcome,
  type Packing,
  probes,
  record,
  text,
  type Unpacking,
  value,
  word,
} from './codec.ts';
import { corrupt } from './errors.ts';

const CODES = new Map(EVENT_KINDS.map((kind, code) => [kind, code]));

export function kindCode(kind: EventKind): number {
  const code = CODES.get(kind);
  if (code === undefined) throw new Error(`event kind ${kind} has no code`);
  return code;
}

const items: Codec<Extract<EventBody, { kind: 'loop_started' }>['items']> = {
  pack: (items, to, owner) => to.value(items as Canonical, owner, 'items'),
  unpack: (token, from) => {
    const items = from.value(token);
    if (Array.isArray(items)) return items;
    if (isObject(items) && 'from' in items && 'to' in items) {
      return { from: items['from'] as Canonical, to: items['to'] as Canonical };
    }
    throw corrupt('a loop has no items');
  },
};

const request: Codec<EffectRequest> = {
  pack: (request, to, owner, part) =>
    record.pack(request as unknown as CanonicalObject, to, `${owner}|${part}`, ''),
  unpack: (token, from) => {
    const request = record.unpack(token, from);
    if (!EFFECT_TYPES.includes(request['type'] as string)) throw corrupt('an effect is of no known type');
    return request as unknown as EffectRequest;
  },
};

/** Times and sources are never the same twice: only what was answered is worth finding again. */
const answer: Codec<EffectAnswer> = {
  pack: (answer, to, owner, part) => {
    const rest = { ...answer } as unknown as Record<string, Canonical>;
    const place = `${owner}|${part}`;
    if (answer.ok) rest['value'] = to.value(answer.value, place, 'value');
    else rest['error'] = error.pack(answer.error, to, place, '');
    if (answer.calls) rest['calls'] = to.value(answer.calls as unknown as Canonical, place, 'calls');
    return rest;
  },
  unpack: (token, from) => {
    if (!isObject(token) || !Array.isArray(token['attempts'])) throw corrupt('an effect has no answer');
    const rest: Record<string, unknown> = { ...token };
    if (token['ok'] === true) rest['value'] = from.value(token['value'] ?? null);
    else rest['error'] = error.unpack(token['error'] ?? null, from);
    if (token['calls'] !== undefined) rest['calls'] = from.value(token['calls']);
    return rest as unknown as EffectAnswer;
  },
};

type Fields<K extends EventKind> = {
  readonly [F in Exclude<keyof Extract<EventBody, { kind: K }>, 'kind'>]-?: Codec<
    Exclude<Extract<EventBody, { kind: K }>[F], undefined>
  >;
};

/** The fields of each kind in the order in which they stand in its line; the last ones may be absent. */
const FIELDS: { readonly [K in EventKind]: Fields<K> } = {
  run_started: { node: word, hash: word, inputs: record },
  inputs_bound: { node: word, values: bindings },
  contract: {
    contract: oneOf('constraint', 'precondition', 'invariant', 'postcondition'),
    index: count,
    subject: word,
    text,
    verdict: oneOf('held', 'violated', 'unknown'),
    probes,
    error: word,
  },
  step_entered: { operation: word },
  guard: { index: count, value: flag, probes },
  loop_started: { items },
  iteration: { index: count, name: word, value },
  yielded: { index: count, value },
  bound: { name: word, value },
  assigned: { name: word, value },
  effect_requested: { effect: count, request },
  effect_answered: { effect: count, answer },
  handler_called: { handler: word, parameters: bindings },
  call_started: { node: word, inputs: record },
  call_returned: { node: word, outcome },
  state_transition: { machine: word, from: word, to: word },
  error_raised: { error },
  error_handled: { by: oneOf('step', 'node'), index: count, action: word },
  step_left: { outcome: oneOf('completed', 'continued', 'returned', 'retried', 'failed') },
  note: { code: word, message: text },
  result: { outcome },
};

type AnyField = readonly [name: string, codec: Codec<unknown>];
const TABLE: readonly (readonly AnyField[])[] = EVENT_KINDS.map(
  (kind) => Object.entries(FIELDS[kind]) as unknown as AnyField[],
);

/** Named values are looked for under their name wherever they appear, all others where they stand. */
function placeOf(event: TraceEvent): [owner: string, part: string | number] {
  switch (event.kind) {
    case 'iteration':
    case 'bound':
    case 'assigned':
      return ['=', event.name];
    case 'run_started':
    case 'inputs_bound':
    case 'handler_called':
    case 'call_started':
      return ['=', ''];
    case 'contract':
      return [event.contract, `${event.subject}|${event.index}`];
    case 'guard':
      return [event.step, event.index];
    case 'effect_requested':
    case 'effect_answered':
      return [event.step, `${event.kind}|${event.effect}`];
    default:
      return [event.step, event.kind];
  }
}

/** The event's own fields as one line of JSON (place and time are columns). */
export function packBody(event: TraceEvent, code: number, to: Packing): string {
  const [owner, part] = placeOf(event);
  const tokens: Canonical[] = [];
  for (const [name, codec] of TABLE[code] ?? []) {
    const field = (event as unknown as Record<string, unknown>)[name];
    if (field === undefined) break;
    tokens.push(codec.pack(field, to, owner, part));
  }
  return JSON.stringify(tokens);
}

export function unpackEvent(
  code: number,
  line: string,
  place: { readonly step: string; readonly occ: string; readonly time: number },
  from: Unpacking,
): TraceEvent {
  const kind = EVENT_KINDS[code];
  const fields = TABLE[code];
  if (kind === undefined || fields === undefined) throw corrupt(`an event is of the unknown kind ${code}`);
  const tokens = parseLine(line);
  const event: Record<string, unknown> = { step: place.step, occ: place.occ, time: place.time, kind };
  for (let i = 0; i < fields.length; i++) {
    const [name, codec] = fields[i] as AnyField;
    const token = tokens[i];
    if (token !== undefined) event[name] = codec.unpack(token, from);
    else if (kind !== 'contract' || name !== 'error')
      throw corrupt(`an event of kind ${kind} has no ${name}`);
  }
  return event as unknown as TraceEvent;
}

function parseLine(line: string): readonly Canonical[] {
  try {
    const tokens: unknown = parseJsonText(line);
    if (Array.isArray(tokens)) return tokens as Canonical[];
  } catch {
    // Falls through to the one message.
  }
  throw corrupt('an event is not a line of JSON');
}

import fc from 'fast-check';
import type { EventBody, TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { codePoint } from './code-point.ts';

/** Names as they come, and names that trip up careless code. */
const key = fc.oneof(
  fc.constantFrom('a', 'items', 'total', '__proto__', 'constructor', '10', '2', '', '$large', 'toString'),
  fc.string({ maxLength: 8 }),
);
/** Any string, lone surrogates and line ends included. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: codePoint, maxLength: 90 }) },
  fc.constantFrom('\ud800', 'a\nb', '\u2028', ''),
);

const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text,
    fc.integer(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.constant<Canonical>({ $decimal: '99.90' }),
    fc.array(tie('value'), { maxLength: 12 }),
    fc.array(tie('value'), { maxLength: 6 }).map((list): Canonical => ({ $set: list })),
    objectOf(tie('value')),
  ),
}));

function objectOf(values: fc.Arbitrary<Canonical>): fc.Arbitrary<CanonicalObject> {
  return fc
    .array(fc.tuple(key, values), { maxLength: 8 })
    .map(
      (entries) =>
        parseJsonText(
          `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(',')}}`,
        ) as CanonicalObject,
    );
}

/** Any canonical value, small or large. */
export const anyValue: fc.Arbitrary<Canonical> = value;

const record = objectOf(value);
const pairs = fc.array(fc.tuple(text, value), { maxLength: 4 });
const probes = fc.array(fc.tuple(fc.nat(9), value), { maxLength: 3 });
const index = fc.nat(20_000);
const error = fc.record({ code: text, message: text, fields: record });
const outcome = fc.oneof(
  fc.record({ success: fc.constant(true as const), outputs: record }),
  fc.record({ success: fc.constant(false as const), error }),
);
const attempts = fc.array(fc.record({ startedUs: index, durationUs: index, outcome: text, detail: text }), {
  maxLength: 2,
});
const source = fc.constantFrom(
  'performed' as const,
  'shared' as const,
  'recorded' as const,
  'refused' as const,
);
const request = fc.oneof(
  fc.record({
    type: fc.constant('clock' as const),
    operation: fc.constantFrom('timestamp' as const, 'year' as const),
  }),
  fc.record({
    type: fc.constant('database' as const),
    database: fc.option(text),
    sql: text,
    parameters: fc.array(value, { maxLength: 3 }),
    rows: fc.boolean(),
  }),
  fc.record({ type: fc.constant('publish' as const), topic: text, payload: value }),
);
const answer = fc.oneof(
  fc.record({ ok: fc.constant(true as const), value, attempts, source }),
  fc.record({
    ok: fc.constant(true as const),
    value,
    attempts,
    source,
    warnings: fc.array(text, { maxLength: 2 }),
  }),
  fc.record({ ok: fc.constant(false as const), error, attempts, source }),
);

type Bodies = { readonly [K in EventBody['kind']]: fc.Arbitrary<Extract<EventBody, { kind: K }>> };
const is = <K extends string>(kind: K) => fc.constant(kind);
const contractFields = {
  kind: is('contract'),
  contract: fc.constantFrom(
    'constraint' as const,
    'precondition' as const,
    'invariant' as const,
    'postcondition' as const,
  ),
  index,
  subject: text,
  text,
  verdict: fc.constantFrom('held' as const, 'violated' as const, 'unknown' as const),
  probes,
};

const BODIES: Bodies = {
  run_started: fc.record({ kind: is('run_started'), node: text, hash: text, inputs: record }),
  inputs_bound: fc.record({ kind: is('inputs_bound'), node: text, values: pairs }),
  contract: fc.oneof(fc.record(contractFields), fc.record({ ...contractFields, error: text })),
  step_entered: fc.record({ kind: is('step_entered'), operation: text }),
  guard: fc.record({ kind: is('guard'), index, value: fc.boolean(), probes }),
  loop_started: fc.record({
    kind: is('loop_started'),
    items: fc.oneof(fc.array(value, { maxLength: 20 }), fc.record({ from: value, to: value })),
  }),
  iteration: fc.record({ kind: is('iteration'), index, name: text, value }),
  yielded: fc.record({ kind: is('yielded'), index, value }),
  bound: fc.record({ kind: is('bound'), name: text, value }),
  assigned: fc.record({ kind: is('assigned'), name: fc.constantFrom('acc', 'total'), value }),
  effect_requested: fc.record({ kind: is('effect_requested'), effect: index, request }),
  effect_answered: fc.record({ kind: is('effect_answered'), effect: index, answer }),
  handler_called: fc.record({ kind: is('handler_called'), handler: text, parameters: pairs }),
  call_started: fc.record({ kind: is('call_started'), node: text, inputs: record }),
  call_returned: fc.record({ kind: is('call_returned'), node: text, outcome }),
  state_transition: fc.record({ kind: is('state_transition'), machine: text, from: text, to: text }),
  error_raised: fc.record({ kind: is('error_raised'), error }),
  error_handled: fc.record({
    kind: is('error_handled'),
    by: fc.constantFrom('step' as const, 'node' as const),
    index,
    action: text,
  }),
  step_left: fc.record({
    kind: is('step_left'),
    outcome: fc.constantFrom(
      'completed' as const,
      'continued' as const,
      'returned' as const,
      'retried' as const,
      'failed' as const,
    ),
  }),
  note: fc.record({ kind: is('note'), code: text, message: text }),
  result: fc.record({ kind: is('result'), outcome }),
};

/** Step paths and occurrences are made of names and numbers: any text, but no half characters. */
const wellFormed = text.map((any) => any.toWellFormed());
const occ = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.nat(40), { maxLength: 4 }).map((numbers) => numbers.join('.')) },
  { weight: 1, arbitrary: wellFormed },
  fc.constantFrom('00', '1.', '.', '-1', '1e3', '99999999999999999999'),
);

/** Any event of any kind at any place. */
export const anyEvent: fc.Arbitrary<TraceEvent> = fc
  .tuple(
    fc.record({
      step: fc.oneof(fc.constantFrom('', 'a', 'a/then/b'), wellFormed),
      occ,
      time: fc.nat(4_000_000_000),
    }),
    fc.oneof(...Object.values(BODIES)) as fc.Arbitrary<EventBody>,
  )
  .map(([place, body]) => ({ ...place, ...body }));

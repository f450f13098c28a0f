import type { Program } from '../../shared/node/program.ts';
import { EXACT_POLICY } from '../../shared/trace/comparison.ts';
import type { EventBody, TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import type { ComparisonDeps, ComparisonOptions } from '../../src-main/debugger/options.ts';
import { fakeBroker } from './fake-broker.ts';
import { memoryStore } from './memory-store.ts';
import { programOf } from './run-path.ts';
import { type Script, scriptedRuntime } from './scripted-runtime.ts';

/** Events as tests write them: a place and a body; times count up. */
export type Told = readonly [step: string, occ: string, body: EventBody];

export function eventsOf(told: readonly Told[]): TraceEvent[] {
  return told.map(([step, occ, body], i) => ({ step, occ, time: i * 10, ...body }));
}

/** What a run of a node emits around its flow. */
export function runOf(
  node: string,
  flow: readonly Told[],
  outputs: Readonly<Record<string, Canonical>> = {},
): TraceEvent[] {
  return eventsOf([
    ['', '', { kind: 'run_started', node, hash: 'h', inputs: { amount: 10 } }],
    ['', '', { kind: 'inputs_bound', node, values: [['amount', 10]] }],
    ...flow,
    ['', '', { kind: 'result', outcome: { success: true, outputs } }],
  ]);
}

/** A step that assigns one value. */
export function assign(step: string, name: string, value: Canonical, occ = '0'): Told[] {
  return [
    [step, occ, { kind: 'step_entered', operation: 'arithmetic' }],
    [step, occ, { kind: 'assigned', name, value }],
    [step, occ, { kind: 'step_left', outcome: 'completed' }],
  ];
}

/** A step that asks for the time. */
export function clock(step: string, occ = '0'): Told[] {
  return [
    [step, occ, { kind: 'step_entered', operation: 'assign' }],
    [step, occ, { kind: 'effect_requested', effect: 0, request: { type: 'clock', operation: 'year' } }],
    [step, occ, { kind: 'step_left', outcome: 'completed' }],
  ];
}

/** A checked program with three plain steps: what scripts of steps a, b, c are run under. */
export const PLAIN_NODE = `node_id: plain_v1
type: function
intent: plain
inputs:
  amount: {type: integer, required: true}
flow:
  - {step: a, operation: arithmetic, expression: "amount + 1", output: a}
  - {step: b, operation: arithmetic, expression: "amount * 2", output: b}
  - {step: c, operation: arithmetic, expression: "b + 1", output: c}
  - {step: d, operation: arithmetic, expression: "amount + 3", output: d}
`;

export interface Scripted {
  readonly deps: ComparisonDeps;
  readonly options: ComparisonOptions;
  readonly store: ComparisonDeps['store'];
  readonly broker: ReturnType<typeof fakeBroker>;
}

/** Everything a comparison of two scripts needs. */
export function scripted(
  program: Program,
  reference: Script,
  direct: Script,
  changes: Partial<ComparisonOptions> = {},
): Scripted {
  const store = memoryStore();
  const broker = fakeBroker(() => ({ ok: true, value: 2026, attempts: [], source: 'performed' }));
  let ids = 0;
  return {
    store,
    broker,
    deps: {
      runtimes: {
        reference: scriptedRuntime('reference', reference),
        direct: scriptedRuntime('direct', direct),
      },
      broker,
      store,
      fingerprintKey: new Uint8Array(32).fill(7),
      now: () => 1_700_000_000_000,
      newId: (prefix) => `${prefix}_${ids++}`,
    },
    options: {
      program,
      callees: new Map(),
      sources: [{ node: program.id, hash: program.hash, file: `${program.id}.vsp`, text: '' }],
      handlers: null,
      inputs: { amount: 10 },
      effects: 'share',
      paths: ['reference', 'direct'],
      policy: EXACT_POLICY,
      clockScale: 1,
      ...changes,
    },
  };
}

/** The checked program of PLAIN_NODE. */
export function plainProgram(): Program {
  return programOf(PLAIN_NODE);
}

/** A workspace without a ledger. */
export const NOTHING_ACCEPTED = { rulesFor: () => [], accepted: () => {} };

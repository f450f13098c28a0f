import type { Condition } from '../../../../shared/node/expression.ts';
import type { Operation, Reaction, Step } from '../../../../shared/node/program.ts';
import { compute } from '../expression/evaluate.ts';
import { StepError, typeMismatch } from '../step-error.ts';
import { encode, encodeMap } from '../values/codec.ts';
import { MapValue, typeName, type Value } from '../values/value.ts';
import { effectOperation } from './effect-operations.ts';
import { canonicalError } from './errors.ts';
import { refuseIfViolated, type StepRun } from './execution.ts';
import type { Returned } from './flow.ts';
import { forEach } from './loop.ts';
import type { Below } from './resume.ts';
import { evaluateReturn } from './returns.ts';
import { transformed } from './transform.ts';

const MAX_DEPTH = 64;

type Of<Name extends Operation['operation']> = Step & Extract<Operation, { operation: Name }>;

/** What a step does between its entering and its leaving; `below` leads into one of its blocks. */
export async function perform(self: StepRun, below: Below | null): Promise<Returned | null> {
  const { step } = self;
  switch (step.operation) {
    case 'assign':
      self.assignOutput(compute(step.expression, self.context()));
      return null;
    case 'validation':
      return validation(self, step, below);
    case 'conditional': {
      const taken = below === null ? condition(self, step.condition) : below.block === 'then';
      return self.inside(taken ? step.then : step.else, below);
    }
    case 'data_transform': {
      const context = self.context();
      const input = compute(step.input, context);
      self.assignOutput(transformed(step.transform, input, step.elementNames, context));
      return null;
    }
    case 'for_each':
      return forEach(self, step, below);
    case 'state_machine_transition':
      return transition(self, step, below);
    case 'call_node':
      return callNode(self, step, below);
    case 'custom':
      return custom(self, step);
    case 'return':
      return evaluateReturn(self.frame, self.context(), step.return);
    default:
      return effectOperation(self, step, below);
  }
}

/** A guard or condition must be boolean; `op` names it in errors. */
function guard(self: StepRun, op: string, index: number, { expression }: Condition): boolean {
  const probes: Parameters<StepRun['context']>[0] = [];
  const value = compute(expression, self.context(probes));
  if (typeof value !== 'boolean') throw typeMismatch(op, typeName(value));
  self.run.recorder.emit(self.place, {
    kind: 'guard',
    index,
    value,
    probes: probes.sort((a, b) => a[0] - b[0]),
  });
  return value;
}

function condition(self: StepRun, written: Condition): boolean {
  return guard(self, 'condition', 0, written);
}

function react(self: StepRun, reaction: Reaction): Promise<Returned | null> {
  if (reaction.kind === 'steps') return self.inside(reaction.steps);
  return Promise.resolve(evaluateReturn(self.frame, self.context(), reaction.return));
}

/** Evaluates guards until one is false: undefined where all held, else what came of the failure. */
async function guards(
  self: StepRun,
  { guards: written, onFailure }: Of<'validation' | 'state_machine_transition'>,
): Promise<Returned | null | undefined> {
  for (const [index, each] of written.entries()) {
    if (guard(self, 'guard', index, each)) continue;
    if (onFailure !== null) return react(self, onFailure);
    throw new StepError('validation_failed', `guard failed: ${each.text}`, [['guard', each.text]]);
  }
  return undefined;
}

async function validation(
  self: StepRun,
  step: Of<'validation'>,
  below: Below | null,
): Promise<Returned | null> {
  if (below !== null) return self.inside(failureSteps(step), below);
  return (await guards(self, step)) ?? null;
}

function failureSteps({ onFailure }: Of<'validation' | 'state_machine_transition'>): readonly Step[] {
  return onFailure?.kind === 'steps' ? onFailure.steps : [];
}

async function transition(
  self: StepRun,
  step: Of<'state_machine_transition'>,
  below: Below | null,
): Promise<Returned | null> {
  if (below !== null) return self.inside(failureSteps(step), below);
  const { run, frame, place } = self;
  const machine = frame.program.stateMachines.find(({ name }) => name === step.machine);
  if (machine === undefined) throw new Error(`unknown state machine ${step.machine}`);
  const { name, variable } = machine;
  const current = state(frame.scope.get(variable) ?? null);
  const expected = step.from === null ? current : state(compute(step.from, self.context()));
  const next = state(compute(step.to, self.context()));
  if (current !== expected) {
    throw new StepError('invalid_transition', `${name}: expected state ${expected}, found ${current}`, [
      ['machine', name],
    ]);
  }
  if (!machine.transitions.some(([from, to]) => from === current && to === next)) {
    throw new StepError('invalid_transition', `${name}: cannot go from ${current} to ${next}`, [
      ['machine', name],
      ['from', current],
      ['to', next],
    ]);
  }
  const failed = await guards(self, step);
  if (failed !== undefined) return failed;
  run.recorder.emit(place, { kind: 'state_transition', machine: name, from: current, to: next });
  self.assign(variable, next);
  self.assignOutput(next);
  return null;
}

function state(value: Value): string {
  if (typeof value !== 'string') throw typeMismatch('state_machine_transition', typeName(value));
  return value;
}

function record(
  self: StepRun,
  entries: readonly { key: string; value: Parameters<typeof compute>[0] }[],
): MapValue {
  const context = self.context();
  return MapValue.ofRecord(entries.map(({ key, value }) => [key, compute(value, context)]));
}

async function callNode(self: StepRun, step: Of<'call_node'>, below: Below | null): Promise<null> {
  const { run, frame, place } = self;
  const resumed = below?.frame ?? null;
  const inputs = resumed === null ? record(self, step.inputs) : new MapValue();
  const program = run.programs.get(step.node);
  if (program === undefined) throw new StepError('unknown_node', `no node ${step.node}`);
  if (frame.depth >= MAX_DEPTH) throw new StepError('recursion_limit', `calls nest deeper than ${MAX_DEPTH}`);
  if (resumed === null) {
    refuseIfViolated(frame);
    run.recorder.emit(place, { kind: 'call_started', node: step.node, inputs: encodeMap(inputs) });
  }
  const returned = await run.callNode(self, program, inputs, resumed);
  run.recorder.emit(place, {
    kind: 'call_returned',
    node: step.node,
    outcome: returned.success
      ? { success: true, outputs: encodeMap(returned.outputs) }
      : { success: false, error: canonicalError(returned.error) },
  });
  if (!returned.success) throw returned.error;
  self.assignOutput(returned.outputs);
  return null;
}

async function custom(self: StepRun, step: Of<'custom'>): Promise<null> {
  const { run, place } = self;
  const { handler } = step;
  const parameters = record(self, step.parameters);
  const missing = run.missingHandler(handler);
  if (missing !== null) throw new StepError('handler_missing', `handler ${handler} has no ${missing}`);
  run.recorder.emit(place, {
    kind: 'handler_called',
    handler,
    parameters: [...parameters.entries()].map(([key, value]) => [String(key), encode(value)]),
  });
  run.recorder.flush();
  self.assignOutput(await run.callHandler(handler, parameters));
  return null;
}

import type { Program } from '../../../../shared/node/program.ts';
import type { CanonicalObject } from '../../../../shared/values/canonical.ts';
import { NodeEnded, StepError } from '../step-error.ts';
import { encode, encodeMap } from '../values/codec.ts';
import type { MapValue, Value } from '../values/value.ts';
import { constraintsOf } from './constraints.ts';
import { checkEntry, checkReturn, noteContracts } from './contracts.ts';
import { canonicalError } from './errors.ts';
import { FlowContext, type Run, refuseIfViolated, type StepRun } from './execution.ts';
import type { Returned } from './flow.ts';
import { Frame } from './frame.ts';
import { bindInputs, readInput } from './inputs.ts';
import type { Resume, ResumedFrame } from './resume.ts';
import { collectOutputs } from './returns.ts';

type Bound = readonly (readonly [name: string, value: Value])[];

/** Runs the root node to its result, the last event of the trace. */
export async function runRoot(
  run: Run,
  program: Program,
  inputs: CanonicalObject,
  resumed: ResumedFrame | null,
): Promise<void> {
  const frame = new Frame(program, { step: '', occ: '', effects: 0 }, 0);
  if (resumed === null) {
    const { id: node, hash } = program;
    run.recorder.emit(frame.place, { kind: 'run_started', node, hash, inputs });
  }
  const given = (name: string) => {
    const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    return value === undefined ? undefined : readInput(value, name);
  };
  const returned = await runNode(run, frame, () => bindInputs(program, Object.keys(inputs), given), resumed);
  run.recorder.end(frame.place, {
    kind: 'result',
    outcome: returned.success
      ? { success: true, outputs: encodeMap(returned.outputs) }
      : { success: false, error: canonicalError(returned.error) },
  });
}

/** Runs a called node in a frame of its own. */
export function runCallee(
  run: Run,
  caller: StepRun,
  program: Program,
  inputs: MapValue,
  resumed: ResumedFrame | null,
): Promise<Returned> {
  const { step, occ } = caller.place;
  const frame = new Frame(program, { step: `${step}/call`, occ, effects: 0 }, caller.frame.depth + 1);
  const names = [...inputs.entries()].map(([key]) => String(key));
  return runNode(run, frame, () => bindInputs(program, names, (name) => inputs.get(name)), resumed);
}

async function runNode(
  run: Run,
  frame: Frame,
  takeInputs: () => Bound,
  resumed: ResumedFrame | null,
): Promise<Returned> {
  if (resumed === null) {
    let bound: Bound;
    try {
      bound = takeInputs();
    } catch (error) {
      if (error instanceof StepError) return { success: false, error };
      throw error;
    }
    enter(run, frame, bound);
  } else frame.restore(resumed.saved);
  let returned: Returned;
  try {
    returned = await runFlow(run, frame, resumed?.first ?? null);
  } catch (error) {
    if (!(error instanceof NodeEnded)) throw error;
    returned = { success: false, error: error.error };
  }
  noteContracts(run, frame);
  return returned;
}

function enter(run: Run, frame: Frame, bound: Bound): void {
  const { program, place, scope } = frame;
  for (const [name, value] of bound) {
    scope.set(name, value);
    frame.entry.set(name, value);
  }
  const values = bound.map(([name, value]) => [name, encode(value)] as const);
  run.recorder.emit(place, { kind: 'inputs_bound', node: program.id, values });
  for (const { variable, initial } of program.stateMachines) {
    if (scope.has(variable)) continue;
    scope.set(variable, initial);
    run.recorder.emit(place, { kind: 'assigned', name: variable, value: initial });
  }
  checkEntry(
    run,
    frame,
    constraintsOf(program, program.inputs, (name) => frame.entry.get(name)),
  );
}

async function runFlow(run: Run, frame: Frame, resume: Resume | null): Promise<Returned> {
  const { program, place } = frame;
  const block = { occ: place.occ, locals: null, undoing: false };
  let returned = await run.runBlock(frame, program.flow, block, resume);
  returned ??= fallThrough(run, frame);
  if (!returned.success) return returned;
  const outputs = new Map([...returned.outputs.entries()].map(([key, value]) => [String(key), value]));
  const constraints = constraintsOf(program, program.outputs, (name) => outputs.get(name));
  checkReturn(run, frame, outputs, constraints);
  return returned;
}

/** A flow that ends without returning takes its outputs from variables. */
function fallThrough(run: Run, frame: Frame): Returned {
  refuseIfViolated(frame);
  const context = new FlowContext(run, frame, frame.place, null, null);
  try {
    return { success: true, outputs: collectOutputs(frame, context, new Map()) };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    run.recorder.emit(frame.place, { kind: 'error_raised', error: canonicalError(error) });
    throw new NodeEnded(error);
  }
}

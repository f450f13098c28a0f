import { stepSummary } from '../../language/outline.ts';
import type { Fact } from './inputs.ts';
import { frameAt, type Placed, type Trail } from './trail.ts';

/** The step that an event belongs to, as its program has it. */
function stepOfEvent(trail: Trail, { index, event }: Placed): ReturnType<Trail['index']['step']> {
  const step = event.step.replace(/\/call$/, '');
  if (step === '') return undefined;
  // A called node's own place is a step of the caller.
  const before = step === event.step ? index : index - 1;
  const node = frameAt(trail, before)?.node;
  return node === undefined ? undefined : trail.index.step(node, step);
}

/** What happened at an event, in one line of the program: `tax = round_tax(amount, rate)`. */
export function summaryOf(trail: Trail, placed: Placed): string {
  if (placed.event.kind === 'inputs_bound' && placed.event.step === '') return 'given when the run began';
  const step = stepOfEvent(trail, placed);
  if (step === undefined) return '';
  return conditionOf(trail, placed) || stepSummary(step);
}

/** The condition of a guard as it is written; '' for anything else. */
export function conditionOf(trail: Trail, placed: Placed): string {
  const { event } = placed;
  if (event.kind !== 'guard') return '';
  const step = stepOfEvent(trail, placed);
  if (step?.operation === 'conditional') return step.condition.text;
  const guards =
    step?.operation === 'validation' || step?.operation === 'state_machine_transition' ? step.guards : [];
  return guards[event.index]?.text ?? '';
}

/** `custom.round_tax`; '' for steps that Parallax itself runs the same way on both paths. */
export function operationOf(trail: Trail, fact: Fact): string {
  const step = stepOfEvent(trail, fact);
  return step?.operation === 'custom' ? `custom.${step.handler}` : '';
}

import type { Program, Step } from '../../shared/node/program.ts';
import { blocksOf } from '../../shared/node/steps.ts';
import type { Continuation, Cursor, Frame } from '../../shared/trace/continuation.ts';
import { localPath } from '../../shared/trace/place.ts';

/** Why a position does not exist in these programs, in one sentence; null where it does. */
export function misfit({ frames }: Continuation, programs: ReadonlyMap<string, Program>): string | null {
  for (const [i, frame] of frames.entries()) {
    const why = frameMisfit(frame, frames[i + 1], programs);
    if (why !== null) return why;
  }
  return null;
}

function frameMisfit(
  frame: Frame,
  called: Frame | undefined,
  programs: ReadonlyMap<string, Program>,
): string | null {
  const program = programs.get(frame.node);
  if (program === undefined) return `There is no node ${frame.node} any more.`;
  const bound = new Set(frame.entry.map(([name]) => name));
  const input = program.inputs.find(({ name }) => !bound.has(name));
  if (input !== undefined)
    return `${frame.node} now takes the input ${input.name}, which the recorded run does not have: run it from the beginning.`;
  let steps: readonly Step[] = program.flow;
  for (const [i, cursor] of frame.cursors.entries()) {
    const step = steps.find(({ name }) => name === cursor.step);
    const path = frame.cursors
      .slice(0, i + 1)
      .map(({ step: name, block }, at) => (at < i ? `${name}/${block}` : name))
      .join('/');
    if (step === undefined) return `${frame.node} has no step ${path} any more.`;
    // What a handler undoes is the step that completed last, whichever failed.
    const owner = cursor.block === 'compensate' ? lastCompleted(frame, program) : step;
    if (owner === undefined) return `${path} has nothing to undo any more.`;
    const why = cursorMisfit(owner, path, cursor, called);
    if (why !== null) return why;
    steps = blocksOf(owner).find(({ name }) => name === cursor.block)?.steps ?? [];
  }
  const undone = frame.compensations.find(
    ({ step }) => stepAt(program.flow, localPath(step))?.compensate.length === undefined,
  );
  return undone
    ? `${frame.node} has no step ${localPath(undone.step)} any more, which may have to be undone.`
    : null;
}

function lastCompleted({ compensations }: Frame, { flow }: Program): Step | undefined {
  const last = compensations.at(-1);
  return last && stepAt(flow, localPath(last.step));
}

function cursorMisfit(step: Step, path: string, cursor: Cursor, called: Frame | undefined): string | null {
  const { block } = cursor;
  if (block === null) return null;
  if (block === 'call')
    return step.operation === 'call_node' && step.node === called?.node
      ? null
      : `${path} does not call ${called?.node ?? 'a node'} any more.`;
  if (cursor.loop !== null && step.operation !== 'for_each') return `${path} is no loop any more.`;
  return blocksOf(step).some(({ name }) => name === block) ? null : `${path} has no ${block} any more.`;
}

/** The step at a path of its own node. */
export function stepAt(flow: readonly Step[], path: string): Step | undefined {
  for (const step of flow) {
    if (step.path === path) return step;
    if (!path.startsWith(`${step.path}/`)) continue;
    for (const block of blocksOf(step)) {
      const found = stepAt(block.steps, path);
      if (found) return found;
    }
  }
  return undefined;
}

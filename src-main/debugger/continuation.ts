import type { Program } from '../../shared/node/program.ts';
import type { Continuation, Cursor, Frame } from '../../shared/trace/continuation.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { attemptOf, stepName } from '../../shared/trace/place.ts';
import { boundAround, ExecutionState, type OpenNode, type OpenStep } from './execution-state.ts';

/**
 * The position from which a run goes on at `events[eventIndex]`, a `step_entered`: rebuilt from the trace's events alone.
 * Throws when there is no such event, which is a bug of the caller.
 */
export function continuationAt(
  events: readonly TraceEvent[],
  eventIndex: number,
  programs: ReadonlyMap<string, Program>,
): Continuation {
  if (events[eventIndex]?.kind !== 'step_entered')
    throw new Error(`event ${eventIndex} does not enter a step`);
  const state = new ExecutionState(programs);
  for (let i = 0; i <= eventIndex; i++) state.apply(events[i] as TraceEvent);
  return continuationOf(state);
}

/** The continuation of a state whose last event entered a step. */
function continuationOf(state: ExecutionState): Continuation {
  return { frames: state.frames.map((frame, i) => frameOf(frame, i === state.frames.length - 1)) };
}

function frameOf(frame: OpenNode, last: boolean): Frame {
  return {
    node: frame.node,
    scope: [...frame.scope],
    entry: frame.entry,
    violated: frame.violated,
    evaluated: [...frame.evaluated],
    effects: frame.effects,
    compensations: frame.compensations,
    cursors: frame.steps.map((step, i) =>
      cursorOf(step, i === frame.steps.length - 1 ? (last ? null : 'call') : step.block),
    ),
  };
}

function cursorOf(step: OpenStep, block: string | null): Cursor {
  return {
    step: stepName(step.path),
    attempt: attemptOf(step.occ),
    retries: step.retries,
    block,
    bound: boundAround(step, block),
    loop:
      block === 'do' && step.loop
        ? {
            items: step.loop.items,
            index: step.loop.index,
            yields: step.loop.yields.slice(0, step.loop.yielded),
          }
        : null,
    effects: step.effects,
  };
}

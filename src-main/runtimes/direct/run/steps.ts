import type { Step } from '../../../../shared/node/program.ts';
import { operationName } from '../../../../shared/node/steps.ts';
import { NodeEnded, StepError } from '../step-error.ts';
import { checkInvariants } from './contracts.ts';
import { type Run, StepRun } from './execution.ts';
import type { Block, Returned } from './flow.ts';
import { bind, type Frame } from './frame.ts';
import { handleError, type Retries, resumeHandler } from './handling.ts';
import { perform } from './operations.ts';
import type { Below, Resume } from './resume.ts';

/** Runs steps in order until one returns; from the middle where `resume` says so. */
export async function runBlock(
  run: Run,
  frame: Frame,
  steps: readonly Step[],
  block: Block,
  resume: Resume | null,
): Promise<Returned | null> {
  let index = 0;
  if (resume !== null) {
    index = steps.findIndex((step) => step.name === resume.cursor.step);
    if (index === -1) throw new Error(`the continuation names an unknown step ${resume.cursor.step}`);
  }
  let point = resume;
  for (; index < steps.length; index++) {
    const returned = await runStep(run, frame, steps[index] as Step, block, point);
    if (returned !== null) return returned;
    point = null;
  }
  return null;
}

async function runStep(
  run: Run,
  frame: Frame,
  step: Step,
  block: Block,
  resume: Resume | null,
): Promise<Returned | null> {
  const retries: Retries = new Map(Object.entries(resume?.cursor.retries ?? {}));
  let below = resume?.below ?? null;
  for (let attempt = resume?.cursor.attempt ?? 0; ; attempt++) {
    const occ = block.occ === '' ? String(attempt) : `${block.occ}.${attempt}`;
    const place = { step: frame.prefix + step.path, occ, effects: 0 };
    const self = new StepRun(run, frame, step, place, block);
    if (below === null) run.recorder.emit(place, { kind: 'step_entered', operation: operationName(step) });
    else if (resume !== null) {
      place.effects = resume.cursor.effects;
      self.locals = bind(resume.cursor.bound, block.locals);
    }
    const outcome = await attemptStep(self, below, retries);
    if (outcome !== 'retry') return outcome;
    below = null;
  }
}

async function attemptStep(
  self: StepRun,
  below: Below | null,
  retries: Retries,
): Promise<Returned | null | 'retry'> {
  const { run, frame, place, step } = self;
  const leave = (outcome: 'completed' | 'returned' | 'failed' | 'retried' | 'continued') =>
    run.recorder.emit(place, { kind: 'step_left', outcome });
  try {
    let handled: Awaited<ReturnType<typeof handleError>>;
    try {
      if (below !== null && (below.block.startsWith('on_error_') || below.block === 'compensate')) {
        handled = await resumeHandler(self, below);
      } else {
        const returned = await perform(self, below);
        if (returned !== null) {
          leave('returned');
          return returned;
        }
        checkInvariants(run, frame, place, self.locals);
        leave('completed');
        if (step.compensate.length > 0 && !self.block.undoing) {
          frame.undoables.push({ step, place, locals: self.locals });
        }
        return null;
      }
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      handled = await handleError(self, error, retries);
    }
    if (handled === 'retry') {
      leave('retried');
      return 'retry';
    }
    if (handled !== null) {
      leave('returned');
      return handled;
    }
    checkInvariants(run, frame, place, self.locals);
    leave('continued');
    return null;
  } catch (error) {
    if (error instanceof NodeEnded) leave('failed');
    throw error;
  }
}

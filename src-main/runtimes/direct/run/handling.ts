import type { ErrorHandler, ErrorPolicy } from '../../../../shared/node/program.ts';
import { findLocal } from '../expression/context.ts';
import { compute } from '../expression/evaluate.ts';
import { NodeEnded, StepError } from '../step-error.ts';
import { canonicalError, errorOf, errorValue } from './errors.ts';
import { refuseIfViolated, type StepRun } from './execution.ts';
import type { Returned } from './flow.ts';
import type { Below } from './resume.ts';
import { declaredError, evaluateReturn, text } from './returns.ts';

/** Retries used up in one occurrence of a step, by handler: `step:<index>` or `node:<index>`. */
export type Retries = Map<string, number>;

/** How an error was dealt with: the step again, a return, or (null) on with the next step. */
export type Handled = 'retry' | Returned | null;

/** Offers an error to the step's handlers, then to the node's; ends the node where none takes it. */
export async function handleError(self: StepRun, error: StepError, retries: Retries): Promise<Handled> {
  refuseIfViolated(self.frame, error);
  raise(self, error);
  let current = error;
  for (const [index, handler] of self.step.onError.entries()) {
    if (!matches(handler, error)) continue;
    const { action } = handler;
    if (action.kind === 'retry' && !takeRetry(retries, `step:${index}`, action.maxRetries)) continue;
    const name = ACTION_NAMES[action.kind];
    self.run.recorder.emit(self.place, { kind: 'error_handled', by: 'step', index, action: name });
    if (action.kind === 'map') {
      const { code, message } = action;
      current = guarded(self, error, () => {
        const mapped = message === null ? error.message : text('message', compute(message, self.context()));
        return new StepError(code, mapped, error.fields);
      });
      break;
    }
    return react(self, handler, error);
  }
  return offerToNode(self, current, retries);
}

const ACTION_NAMES: Readonly<Record<ErrorHandler['action']['kind'], string>> = {
  return: 'return_error',
  map: 'map_to',
  retry: 'retry',
  continue: 'continue',
  compensate: 'compensate',
  steps: 'steps',
};

function raise(self: StepRun, error: StepError): void {
  self.run.recorder.emit(self.place, { kind: 'error_raised', error: canonicalError(error) });
}

/** Evaluates a handler's own expressions, which see the error; an error of theirs is offered to nobody. */
function guarded<T>(self: StepRun, handled: StepError, evaluate: () => T): T {
  const outer = self.locals;
  self.locals = { name: 'error', value: errorValue(handled), outer };
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    raise(self, error);
    throw new NodeEnded(error);
  } finally {
    self.locals = outer;
  }
}

function matches(handler: ErrorHandler, error: StepError): boolean {
  const { errorType } = handler;
  if (errorType === '*' || errorType === error.code) return true;
  return error.fields.some(([name, value]) => name === 'class' && value === errorType);
}

function takeRetry(retries: Retries, key: string, most: number): boolean {
  const used = retries.get(key) ?? 0;
  if (used >= most) return false;
  retries.set(key, used + 1);
  return true;
}

async function react(self: StepRun, { action }: ErrorHandler, error: StepError): Promise<Handled> {
  switch (action.kind) {
    case 'retry':
      return 'retry';
    case 'return': {
      const written = action.return;
      if (written.kind === 'success') {
        return guarded(self, error, () => evaluateReturn(self.frame, self.context(), written));
      }
      throw new NodeEnded(guarded(self, error, () => declaredError(self.frame, self.context(), written)));
    }
    case 'compensate':
      await compensate(self, null);
      throw new NodeEnded(error);
    case 'steps':
      self.bind('error', errorValue(error));
      return self.inside(action.steps);
    default:
      return null;
  }
}

async function offerToNode(self: StepRun, error: StepError, retries: Retries): Promise<Handled> {
  const { errorHandling } = self.frame.program;
  for (const [index, policy] of errorHandling.entries()) {
    if (policy.code !== error.code) continue;
    if (policy.action === 'retry' && !takeRetry(retries, `node:${index}`, policy.maxRetries)) continue;
    return applyPolicy(self, policy, index, error);
  }
  throw new NodeEnded(error);
}

async function applyPolicy(
  self: StepRun,
  policy: ErrorPolicy,
  index: number,
  error: StepError,
): Promise<Handled> {
  self.run.recorder.emit(self.place, { kind: 'error_handled', by: 'node', index, action: policy.action });
  if (policy.action === 'retry') return 'retry';
  if (policy.action === 'compensate') await compensate(self, null);
  throw new NodeEnded(error);
}

/** Undoes the completed steps of this node run, the latest first; `below` leads into the one under way. */
async function compensate(self: StepRun, below: Below | null): Promise<void> {
  const { run, frame } = self;
  let point = below?.next ?? null;
  for (let undoable = frame.undoables.at(-1); undoable !== undefined; undoable = frame.undoables.at(-1)) {
    const { step, place, locals } = undoable;
    try {
      await run.runBlock(frame, step.compensate, { occ: place.occ, locals, undoing: true }, point);
    } catch (error) {
      if (!(error instanceof NodeEnded)) throw error;
      run.recorder.emit(place, { kind: 'note', code: 'compensation_failed', message: error.message });
    }
    point = null;
    frame.undoables.pop();
  }
}

/** Goes on inside a handler's block, or inside the compensations that a handler ordered. */
export async function resumeHandler(self: StepRun, below: Below): Promise<Handled> {
  if (below.block === 'compensate') {
    await compensate(self, below);
    throw new NodeEnded(errorOf(findLocal(self.locals, 'error')?.value ?? null));
  }
  const handler = self.step.onError[Number(below.block.slice('on_error_'.length))];
  if (handler?.action.kind !== 'steps')
    throw new Error(`the continuation names an unknown block ${below.block}`);
  return self.inside(handler.action.steps, below);
}

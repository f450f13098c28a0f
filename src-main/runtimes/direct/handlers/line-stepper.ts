import type { Recorder } from '../run/recorder.ts';
import type { HandlerFunction, Invoke } from './handlers.ts';

/** Calls handlers, line by line where the run's mode asks for it. */
export class LineStepper {
  async call(
    _recorder: Recorder,
    _file: string,
    fn: HandlerFunction,
    args: Parameters<Invoke>[2],
  ): Promise<unknown> {
    return fn(...args);
  }
}

import type { RunMode } from '../../runtime.ts';

/** What the interpreter's thread asks of the stepping thread, and hears back. */
export type StepperRequest =
  | { readonly type: 'arm'; readonly url: string; readonly file: string }
  | { readonly type: 'disarm' };
/** `ok` false: there is no inspector, and the handler runs without being stepped through. */
export interface StepperReply {
  readonly ok: boolean;
}

export interface StepperData {
  /** One number: the mode's index in MODES, as the host last said it while the interpreter's thread was paused. */
  readonly mode: Int32Array<SharedArrayBuffer>;
}

export const MODES: readonly RunMode[] = ['free', 'step', 'event', 'line'];

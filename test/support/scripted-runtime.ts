import type { PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { Ending, RunMode, RunObserver, Runtime, Wait } from '../../src-main/runtimes/runtime.ts';

export interface Script {
  /** What the path emits; answers to effects are emitted by themselves and not listed. */
  readonly events: readonly TraceEvent[];
  /** Number of events after which the path hangs (no more events, no wait) until it is cancelled. */
  readonly hangsAfter?: number;
  readonly ending?: Ending;
}

/** A runtime that emits a script under the same protocol as the real ones: waits at gates, for answers, and ends. */
export function scriptedRuntime(path: PathName, script: Script): Runtime & { readonly modes: RunMode[] } {
  const modes: RunMode[] = [];
  return {
    path,
    modes,
    describe: () => Promise.resolve({ name: `scripted ${path}`, version: '1', pid: 0 }),
    dispose: () => Promise.resolve(),
    start: (request, observer) => {
      const run = new ScriptedRun(script, observer, request.mode);
      queueMicrotask(() => run.proceed([]));
      return {
        go: (mode) => {
          modes.push(mode);
          run.mode = mode;
          queueMicrotask(() => run.proceed([]));
        },
        answer: (answer) => queueMicrotask(() => run.answered(answer)),
        cancel: () => run.cancel(),
      };
    },
  };
}

class ScriptedRun {
  mode: RunMode;
  readonly #script: Script;
  readonly #observer: RunObserver;
  #next = 0;
  #asked: Extract<TraceEvent, { kind: 'effect_requested' }> | null = null;
  #over = false;

  constructor(script: Script, observer: RunObserver, mode: RunMode) {
    this.#script = script;
    this.#observer = observer;
    this.mode = mode;
  }

  answered(answer: Extract<TraceEvent, { kind: 'effect_answered' }>['answer']): void {
    const asked = this.#asked;
    if (asked === null) throw new Error('nothing was asked');
    this.#asked = null;
    const { step, occ, time, effect } = asked;
    const event: TraceEvent = { step, occ, time, kind: 'effect_answered', effect, answer };
    if (this.mode === 'event' || this.mode === 'line') this.#observer.events([event], 'gate');
    else this.proceed([event]);
  }

  proceed(batch: TraceEvent[]): void {
    if (this.#over) return;
    while (this.#next < this.#script.events.length) {
      if (this.#script.hangsAfter === this.#next) {
        this.#observer.events(batch, null);
        return;
      }
      const event = this.#script.events[this.#next++] as TraceEvent;
      batch.push(event);
      const wait = this.#waitAfter(event);
      if (wait === null) continue;
      if (event.kind === 'effect_requested') this.#asked = event;
      this.#observer.events(batch, wait);
      if (wait !== 'end') return;
      batch = [];
    }
    this.#over = true;
    if (batch.length > 0) this.#observer.events(batch, 'end');
    this.#observer.ended(this.#script.ending ?? { kind: 'completed' });
  }

  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.#observer.ended({ kind: 'cut_off', error: { code: 'cancelled', message: 'stopped', fields: {} } });
  }

  #waitAfter(event: TraceEvent): Wait {
    if (event.kind === 'result') return 'end';
    if (event.kind === 'effect_requested') return 'effect';
    if (this.mode === 'free') return null;
    return this.mode !== 'step' || event.kind === 'step_entered' ? 'gate' : null;
  }
}

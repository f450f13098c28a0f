import type { PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { nodePlace } from '../../shared/trace/place.ts';
import type { EffectSession } from '../effects/types.ts';
import type {
  Ending,
  Execution,
  HandlerLine,
  RunMode,
  RunRequest,
  Runtime,
  Wait,
} from '../runtimes/runtime.ts';

/** What a path is doing: computing, standing (`gate`, `line`, `effect`), waiting for the outside world, or over. */
export type PathPhase = 'running' | 'gate' | 'line' | 'effect' | 'performing' | 'ended';

export interface PathDriverOptions {
  readonly path: PathName;
  readonly runtime: Runtime;
  readonly effects: EffectSession;
  readonly root: string;
  /** The path's events as they come, before anything else is done about them. */
  readonly onEvents: (path: PathName, events: readonly TraceEvent[], line: HandlerLine | null) => void;
  /** The phase has changed. */
  readonly onPhase: (path: PathName) => void;
}

/** Drives one execution: keeps its phase, and asks the broker for it when told to. */
export class PathDriver {
  readonly path: PathName;
  phase: PathPhase = 'running';
  ending: Ending | null = null;
  /** The last event, as the runtime sent it. */
  last: TraceEvent | null = null;
  /** The last step_entered. */
  entered: TraceEvent | null = null;
  readonly #options: PathDriverOptions;
  /** Node id by node place. */
  readonly #nodes = new Map<string, string>();
  #execution: Execution | null = null;
  /** When the path came to stand, and how long it has stood in all: no part of its time. */
  #stoodAt = 0;
  #stoodUs = 0;
  /** Time of what it recalls. */
  #beganUs = 0;

  constructor(options: PathDriverOptions) {
    this.#options = options;
    this.path = options.path;
    this.#nodes.set('', options.root);
  }

  /** What the path's trace begins with where it goes on from a record: the node it stands in is learnt from it. */
  recall(prefix: readonly TraceEvent[]): void {
    this.#receive(prefix, null, null);
    this.#beganUs = prefix.at(-1)?.time ?? 0;
  }

  start(request: RunRequest): void {
    this.#execution = this.#options.runtime.start(request, {
      events: (events, wait, line) => this.#receive(events, wait, line ?? null),
      ended: (ending) => this.#end(ending),
    });
  }

  /** Is it waiting for a decision of the session? */
  get stands(): boolean {
    return this.phase === 'gate' || this.phase === 'line' || this.phase === 'effect';
  }

  /** Lets a standing path go on. */
  go(mode: RunMode): void {
    if (this.phase === 'effect') {
      this.perform();
      return;
    }
    this.#stoodUs += (performance.now() - this.#stoodAt) * 1000;
    this.phase = 'running';
    this.#execution?.go(mode);
  }

  /** Has the effect that the path waits for answered. */
  perform(): void {
    const event = this.last;
    if (this.phase !== 'effect' || event?.kind !== 'effect_requested') return;
    this.#stoodUs += (performance.now() - this.#stoodAt) * 1000;
    this.phase = 'performing';
    const place = { step: event.step, occ: event.occ, effect: event.effect };
    void this.#options.effects
      .request(this.path, this.#nodeChain(event.step), place, event.request)
      .then((answer) => {
        if (this.phase !== 'performing') return;
        this.phase = 'running';
        this.#execution?.answer(answer);
      });
  }

  cancel(): void {
    if (this.phase === 'ended') return;
    this.#execution?.cancel();
    this.#end({ kind: 'cut_off', error: { code: 'cancelled', message: 'stopped', fields: {} } });
  }

  #receive(sent: readonly TraceEvent[], wait: Wait, line: HandlerLine | null): void {
    if (this.phase === 'ended') return;
    const began = this.#beganUs;
    const shift = began - Math.round(this.#stoodUs);
    const events =
      shift === 0 ? sent : sent.map((event) => ({ ...event, time: Math.max(event.time + shift, began) }));
    for (const event of events) {
      if (event.kind === 'inputs_bound') this.#nodes.set(event.step, event.node);
      else if (event.kind === 'step_entered') this.entered = event;
    }
    this.last = events.at(-1) ?? this.last;
    if (wait === 'gate' || wait === 'line' || wait === 'effect') {
      this.phase = wait;
      this.#stoodAt = performance.now();
    }
    this.#options.onEvents(this.path, events, line);
    if (this.stands) this.#options.onPhase(this.path);
  }

  #end(ending: Ending): void {
    if (this.phase === 'ended') return;
    this.phase = 'ended';
    this.ending = ending;
    this.#options.effects.finished(this.path, ending.kind === 'completed' ? 'completed' : 'cut');
    this.#options.onPhase(this.path);
  }

  #nodeChain(step: string): readonly string[] {
    const chain: string[] = [];
    for (let place = nodePlace(step); ; place = nodePlace(place.slice(0, place.lastIndexOf('/')))) {
      chain.unshift(this.#nodes.get(place) ?? '');
      if (place === '') return chain;
    }
  }
}

import type { Program } from '../../../../shared/node/program.ts';
import type { EffectAnswer, EventBody, TraceEvent } from '../../../../shared/trace/event.ts';
import type { ChildMessage, HostMessage } from '../../protocol.ts';
import type { RunMode, Wait } from '../../runtime.ts';

const BATCH = 512;
const FLUSH_MS = 20;

/** Where an event is: a step's attempt, or a node. Counts the effects that are asked there. */
export interface Place {
  readonly step: string;
  readonly occ: string;
  effects: number;
}

/** The way to the host and back; waiting for it blocks. */
export interface HostLink {
  send(message: ChildMessage): void;
  receive(): HostMessage<Program>;
}

/** Emits the events of one run and waits where its mode says so. */
export class Recorder {
  mode: RunMode;
  readonly #link: HostLink;
  readonly #started = performance.now();
  #events: TraceEvent[] = [];
  #flushed = 0;

  constructor(link: HostLink, mode: RunMode) {
    this.#link = link;
    this.mode = mode;
  }

  emit(place: Place, body: EventBody): void {
    const elapsed = this.#push(place, body);
    if (this.mode === 'free') {
      if (this.#events.length >= BATCH || elapsed - this.#flushed >= FLUSH_MS) this.#flush(null, elapsed);
    } else if (this.mode !== 'step' || body.kind === 'step_entered') {
      this.#flush('gate', elapsed);
      this.#waitForGo();
    }
  }

  /** Emits a request and returns its answer; emitting the answer is left to who asked. */
  request(place: Place, body: Extract<EventBody, { kind: 'effect_requested' }>): EffectAnswer {
    this.#flush('effect', this.#push(place, body));
    const message = this.#link.receive();
    if (message.type !== 'answer') throw new Error(`expected an answer, got ${message.type}`);
    return message.answer;
  }

  /** Emits the last event of the trace. */
  end(place: Place, body: Extract<EventBody, { kind: 'result' }>): void {
    this.#flush('end', this.#push(place, body));
  }

  /** Sends what there is before something that may take long. */
  flush(): void {
    if (this.#events.length > 0) this.#flush(null, performance.now() - this.#started);
  }

  #push(place: Place, body: EventBody): number {
    const elapsed = performance.now() - this.#started;
    this.#events.push({ step: place.step, occ: place.occ, time: Math.round(elapsed * 1000), ...body });
    return elapsed;
  }

  #flush(wait: Wait, elapsed: number): void {
    this.#link.send({ type: 'events', events: this.#events, wait });
    this.#events = [];
    this.#flushed = elapsed;
  }

  #waitForGo(): void {
    const message = this.#link.receive();
    if (message.type !== 'go') throw new Error(`expected go, got ${message.type}`);
    this.mode = message.mode;
  }
}

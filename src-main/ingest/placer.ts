import type { EventBody, StepOutcome, TraceEvent } from '../../shared/trace/event.ts';
import type { EventLine, Header } from './format.ts';

/** A step that has been entered and not left. The run itself is the outermost. */
interface Frame {
  readonly step: string;
  readonly occ: string;
  /** How often each step within it has been entered, in the round that is under way. */
  visits: Map<string, number>;
  /** Index of the loop's round, or -1. */
  round: number;
  guards: number;
  effects: number;
  /** Effects that have been asked and not answered. */
  readonly asked: number[];
  readonly contracts: Map<string, number>;
}

/** A line that cannot follow the ones before it. */
export class Misplaced extends Error {}

/** Gives the lines of one run their places: which step each happened in, and which visit of it. */
export class Placer {
  readonly #header: Header;
  readonly #frames: Frame[] = [newFrame('', '')];
  #time = 0;
  #ended = false;

  constructor(header: Header) {
    this.#header = header;
  }

  get ended(): boolean {
    return this.#ended;
  }

  begin(): readonly TraceEvent[] {
    const { node, inputs, version } = this.#header;
    return [
      this.#at({ kind: 'run_started', node, hash: version, inputs }),
      this.#at({ kind: 'inputs_bound', node, values: Object.entries(inputs) }),
    ];
  }

  /** Throws Misplaced. */
  place(line: EventLine): readonly TraceEvent[] {
    if (this.#ended) throw new Misplaced('the run has ended: a new one begins with a header line');
    this.#time = Math.max(this.#time, line.time ?? this.#time);
    switch (line.kind) {
      case 'step_entered':
        this.#enter(line.name, line.block);
        return [this.#at({ kind: 'step_entered', operation: line.operation })];
      case 'step_left':
        return [this.#leave(line.outcome)];
      case 'result': {
        const how: StepOutcome = line.outcome.success ? 'returned' : 'failed';
        const left: TraceEvent[] = [];
        while (this.#frames.length > 1) left.push(this.#leave(how));
        this.#ended = true;
        return [...left, this.#at({ kind: 'result', outcome: line.outcome })];
      }
      default:
        return [this.#at(this.#body(line))];
    }
  }

  #body(line: Exclude<EventLine, { kind: 'step_entered' | 'step_left' | 'result' }>): EventBody {
    const { time: _, ...body } = line;
    const frame = this.#top;
    switch (body.kind) {
      case 'guard':
        return { ...body, index: body.index ?? frame.guards++, probes: [] };
      case 'contract': {
        const key = `${body.contract} ${body.subject}`;
        const index = frame.contracts.get(key) ?? 0;
        frame.contracts.set(key, index + 1);
        return { ...body, index, probes: [] };
      }
      case 'iteration':
        this.#within('iteration');
        frame.round = body.index ?? frame.round + 1;
        frame.visits = new Map();
        return { ...body, index: frame.round };
      case 'yielded':
        if (frame.round < 0) throw new Misplaced('yielded outside a round: iteration begins one');
        return { ...body, index: frame.round };
      case 'effect_requested': {
        const effect = frame.effects++;
        frame.asked.push(effect);
        return { ...body, effect };
      }
      case 'effect_answered': {
        const effect = frame.asked.shift();
        if (effect === undefined) throw new Misplaced('an answer to no request of this step');
        return { ...body, effect };
      }
      case 'handler_called':
        return { ...body, parameters: Object.entries(body.parameters) };
      case 'loop_started':
        this.#within('loop_started');
        return body;
      case 'bound':
      case 'assigned':
      case 'state_transition':
      case 'error_raised':
      case 'note':
        return body;
    }
  }

  #within(what: string): void {
    if (this.#frames.length < 2) throw new Misplaced(`${what} outside a step`);
  }

  #enter(name: string, given: string | undefined): void {
    const outer = this.#top;
    const block = given ?? (outer.round >= 0 ? 'do' : 'then');
    const root = this.#frames.length === 1;
    const step = root ? name : `${outer.step}/${block}/${name}`;
    const within = root ? '' : block === 'do' ? `${outer.occ}.${Math.max(outer.round, 0)}.` : `${outer.occ}.`;
    const visit = outer.visits.get(step) ?? 0;
    outer.visits.set(step, visit + 1);
    this.#frames.push(newFrame(step, `${within}${visit}`));
  }

  #leave(outcome: StepOutcome): TraceEvent {
    if (this.#frames.length < 2) throw new Misplaced('no step is open');
    const event = this.#at({ kind: 'step_left', outcome });
    this.#frames.pop();
    return event;
  }

  get #top(): Frame {
    return this.#frames.at(-1) as Frame;
  }

  #at(body: EventBody): TraceEvent {
    const { step, occ } = this.#top;
    return { step, occ, time: this.#time, ...body };
  }
}

function newFrame(step: string, occ: string): Frame {
  const visits = new Map<string, number>();
  return { step, occ, visits, round: -1, guards: 0, effects: 0, asked: [], contracts: new Map() };
}

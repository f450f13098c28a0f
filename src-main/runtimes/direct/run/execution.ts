import type { EffectFunction } from '../../../../shared/node/expression.ts';
import type { Program, Step } from '../../../../shared/node/program.ts';
import type { EffectRequest } from '../../../../shared/trace/event.ts';
import type { Canonical } from '../../../../shared/values/canonical.ts';
import { type Context, findLocal, type Local, localNames } from '../expression/context.ts';
import { NodeEnded, StepError } from '../step-error.ts';
import { decode, encode } from '../values/codec.ts';
import { MapValue, type Value } from '../values/value.ts';
import type { Block, Returned } from './flow.ts';
import type { Frame } from './frame.ts';
import type { Place, Recorder } from './recorder.ts';
import type { Below, Resume, ResumedFrame } from './resume.ts';

/** Calls the handler of a custom operation; what it throws is a StepError already. */
export type HandlerCall = (handler: string, parameters: MapValue) => Promise<Value>;

/** What the whole run shares. */
export interface Run {
  readonly recorder: Recorder;
  /** Programs that can be called, by node id. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Is there a file for this handler? Its name where there is none. */
  missingHandler(handler: string): string | null;
  readonly callHandler: HandlerCall;
  readonly runBlock: RunBlock;
  readonly callNode: CallNode;
}

/** Runs steps in order until one returns; from the middle where `resume` says so. */
export type RunBlock = (
  frame: Frame,
  steps: readonly Step[],
  block: Block,
  resume: Resume | null,
) => Promise<Returned | null>;

/** Runs another node at the place of the calling step, from the middle where `resumed` says so. */
export type CallNode = (
  caller: StepRun,
  program: Program,
  inputs: MapValue,
  resumed: ResumedFrame | null,
) => Promise<Returned>;

/** One attempt of one step. */
export class StepRun {
  readonly run: Run;
  readonly frame: Frame;
  readonly step: Step;
  readonly place: Place;
  /** The block that the step stands in. */
  readonly block: Block;
  /** Bindings of the enclosing steps, then this step's own. */
  locals: Local | null;

  constructor(run: Run, frame: Frame, step: Step, place: Place, block: Block) {
    this.run = run;
    this.frame = frame;
    this.step = step;
    this.place = place;
    this.block = block;
    this.locals = block.locals;
  }

  /** Runs a block of this step; `round` is the index of a loop's round. */
  inside(
    steps: readonly Step[],
    below: Below | null = null,
    round: number | bigint | null = null,
  ): Promise<Returned | null> {
    return this.run.runBlock(this.frame, steps, this.#inner(round), below?.next ?? null);
  }

  #inner(round: number | bigint | null): Block {
    const { occ } = this.place;
    return {
      occ: round === null ? occ : `${occ}.${round}`,
      locals: this.locals,
      undoing: this.block.undoing,
    };
  }

  /** Binds a name until the step is left. */
  bind(name: string, value: Value): void {
    this.locals = { name, value, outer: this.locals };
    this.run.recorder.emit(this.place, { kind: 'bound', name, value: encode(value) });
  }

  assign(name: string, value: Value): void {
    this.frame.scope.set(name, value);
    this.run.recorder.emit(this.place, { kind: 'assigned', name, value: encode(value) });
  }

  assignOutput(value: Value): void {
    if (this.step.output !== null) this.assign(this.step.output, value);
  }

  context(probes: [number, Canonical][] | null = null): Context {
    return new FlowContext(this.run, this.frame, this.place, this.locals, probes);
  }

  ask(request: EffectRequest): Value {
    return askEffect(this.run, this.frame, this.place, request);
  }
}

/** Outside contracts: locals, then variables. */
export class FlowContext implements Context {
  readonly contract = false;
  readonly probes: [number, Canonical][] | null;
  readonly #run: Run;
  readonly #frame: Frame;
  readonly #place: Place;
  readonly #locals: Local | null;

  constructor(
    run: Run,
    frame: Frame,
    place: Place,
    locals: Local | null,
    probes: [number, Canonical][] | null,
  ) {
    this.#run = run;
    this.#frame = frame;
    this.#place = place;
    this.#locals = locals;
    this.probes = probes;
  }

  resolve(name: string): Value | undefined {
    const local = findLocal(this.#locals, name);
    return local === null ? this.#frame.scope.get(name) : local.value;
  }

  *names(): Iterable<string> {
    yield* localNames(this.#locals);
    yield* this.#frame.scope.keys();
  }

  /** `old` stands in postconditions only: the checker refuses it here. */
  atEntry(): Context {
    return this;
  }

  effect(fn: EffectFunction): Value {
    return askEffect(this.#run, this.#frame, this.#place, FUNCTION_REQUESTS[fn]);
  }
}

export const FUNCTION_REQUESTS: Readonly<Record<EffectFunction, EffectRequest>> = {
  current_timestamp: { type: 'clock', operation: 'timestamp' },
  current_year: { type: 'clock', operation: 'year' },
  uuid: { type: 'id', operation: 'uuid' },
  random: { type: 'random', operation: 'decimal' },
};

/** An effect of the flow: none is performed under a violated precondition. */
function askEffect(run: Run, frame: Frame, place: Place, request: EffectRequest): Value {
  refuseIfViolated(frame);
  return performEffect(run, place, request);
}

export function performEffect(run: Run, place: Place, request: EffectRequest): Value {
  const effect = place.effects++;
  const answer = run.recorder.request(place, { kind: 'effect_requested', effect, request });
  run.recorder.emit(place, { kind: 'effect_answered', effect, answer });
  if (answer.ok) return decode(answer.value);
  const fields = decode(answer.error.fields);
  const entries = fields instanceof MapValue ? [...fields.entries()] : [];
  throw new StepError(
    answer.error.code,
    answer.error.message,
    entries.map(([key, value]) => [String(key), value]),
  );
}

/** Ends the node where a precondition or constraint is violated. */
export function refuseIfViolated(frame: Frame, cause?: StepError): void {
  if (frame.violated === null) return;
  throw new NodeEnded(
    new StepError('precondition_violated', `precondition violated: ${frame.violated}`, [
      ['contract', frame.violated],
      ...(cause === undefined ? [] : [['cause', cause.code] as const]),
    ]),
  );
}

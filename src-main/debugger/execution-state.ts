import type { Program, Step } from '../../shared/node/program.ts';
import { blocksOf } from '../../shared/node/steps.ts';
import type { Compensation } from '../../shared/trace/continuation.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { attemptOf, localPath, stepName } from '../../shared/trace/place.ts';
import type { Bindings, Canonical } from '../../shared/values/canonical.ts';

type Items = Extract<TraceEvent, { kind: 'loop_started' }>['items'];

/** A step that has been entered and not left. */
export interface OpenStep {
  readonly path: string;
  readonly occ: string;
  /** The block of this step that the next open step is in. */
  block: string | null;
  retries: Readonly<Record<string, number>>;
  bound: Bindings;
  loop: {
    readonly items: Items;
    readonly index: number;
    readonly name: string;
    readonly value: Canonical;
    /** Shared by all copies of this state: only the first `yielded` count. */
    readonly yields: Canonical[];
    readonly yielded: number;
  } | null;
  effects: number;
}

/** A node that runs: the root, or one called by an open step of the frame before. */
export interface OpenNode {
  readonly node: string;
  readonly place: string;
  readonly occ: string;
  readonly scope: Map<string, Canonical>;
  readonly entry: Bindings;
  violated: string | null;
  readonly evaluated: Set<string>;
  effects: number;
  compensations: readonly Compensation[];
  readonly steps: OpenStep[];
  /** Retries used up by a step that has just been left to be tried again. */
  retrying: { readonly path: string; readonly retries: Readonly<Record<string, number>> } | null;
}

/**
 * Where an execution stands after some events, folded from them alone: frames, variables, open steps. Cheap to copy, so
 * that checkpoints make any event reachable at once.
 */
export class ExecutionState {
  readonly frames: OpenNode[] = [];
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #compensated = new Map<string, ReadonlySet<string>>();

  constructor(programs: ReadonlyMap<string, Program>) {
    this.#programs = programs;
  }

  copy(): ExecutionState {
    const state = new ExecutionState(this.#programs);
    for (const frame of this.frames)
      state.frames.push({
        ...frame,
        scope: new Map(frame.scope),
        evaluated: new Set(frame.evaluated),
        steps: frame.steps.map((step) => ({ ...step })),
      });
    return state;
  }

  apply(event: TraceEvent): void {
    if (event.kind === 'inputs_bound') {
      this.frames.push(newFrame(event.node, event.step, event.occ, event.values));
      return;
    }
    const frame = this.frames.at(-1);
    if (frame === undefined) return;
    switch (event.kind) {
      case 'step_entered':
        enter(frame, event.step, event.occ);
        return;
      case 'step_left':
        this.#leave(frame, event.step, event.occ, event.outcome);
        return;
      case 'assigned':
        frame.scope.set(event.name, event.value);
        return;
      case 'contract':
        noteContract(frame, event);
        return;
      case 'call_returned':
        if (frame.place === `${event.step}/call` && frame.occ === event.occ) this.frames.pop();
        return;
      default:
        break;
    }
    if (event.kind === 'effect_requested' && event.step === frame.place) frame.effects = event.effect + 1;
    const step = frame.steps.findLast((open) => open.path === event.step && open.occ === event.occ);
    if (step !== undefined) within(frame, step, event, this.#programs.get(frame.node));
  }

  /** Variables as the innermost node sees them; local bindings hide what they shadow. */
  variables(): ReadonlyMap<string, Canonical> {
    const frame = this.frames.at(-1);
    if (frame === undefined) return new Map();
    const locals = localBindings(frame.steps);
    return locals.length === 0 ? frame.scope : new Map([...frame.scope, ...locals]);
  }

  #leave(frame: OpenNode, path: string, occ: string, outcome: string): void {
    const at = frame.steps.findLastIndex((open) => open.path === path && open.occ === occ);
    const step = frame.steps[at];
    if (step === undefined) return;
    // What a compensation does is not undone in its turn.
    const undoing = frame.steps.some((open) => open.block === 'compensate');
    if (outcome === 'completed' && !undoing && this.#isCompensated(frame.node, localPath(path)))
      frame.compensations = [
        ...frame.compensations,
        { step: path, occ, bound: localBindings(frame.steps.slice(0, at + 1)) },
      ];
    frame.retrying = outcome === 'retried' ? { path, retries: step.retries } : null;
    frame.steps.length = at;
  }

  #isCompensated(node: string, path: string): boolean {
    let steps = this.#compensated.get(node);
    if (steps === undefined) {
      const found = new Set<string>();
      collectCompensated(this.#programs.get(node)?.flow ?? [], found);
      steps = found;
      this.#compensated.set(node, steps);
    }
    return steps.has(path);
  }
}

function newFrame(node: string, place: string, occ: string, entry: Bindings): OpenNode {
  return {
    node,
    place,
    occ,
    entry,
    scope: new Map(entry),
    violated: null,
    evaluated: new Set(),
    effects: 0,
    compensations: [],
    steps: [],
    retrying: null,
  };
}

function enter(frame: OpenNode, path: string, occ: string): void {
  const block = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  const outer = frame.steps.at(-1);
  if (outer !== undefined) {
    outer.block = stepName(block);
    if (outer.block === 'compensate') beginCompensation(frame, block, occ);
  }
  const again = frame.retrying?.path === path && attemptOf(occ) > 0 ? frame.retrying.retries : {};
  frame.retrying = null;
  frame.steps.push({ path, occ, block: null, retries: again, bound: [], loop: null, effects: 0 });
}

/** The compensation under way is the frame's last one: those that ran before it are done. */
function beginCompensation(frame: OpenNode, block: string, occ: string): void {
  const path = block.slice(0, block.lastIndexOf('/'));
  const place = occ.slice(0, occ.lastIndexOf('.'));
  const at = frame.compensations.findLastIndex((entry) => entry.step === path && entry.occ === place);
  if (at >= 0) frame.compensations = frame.compensations.slice(0, at + 1);
}

function noteContract(frame: OpenNode, event: Extract<TraceEvent, { kind: 'contract' }>): void {
  if (event.contract === 'constraint' || event.contract === 'precondition') {
    if (event.verdict === 'violated') frame.violated ??= event.text;
  }
  if (event.contract !== 'constraint' && event.verdict !== 'unknown')
    frame.evaluated.add(`${event.contract}:${event.index}`);
}

function within(frame: OpenNode, step: OpenStep, event: TraceEvent, program: Program | undefined): void {
  switch (event.kind) {
    case 'effect_requested':
      step.effects = event.effect + 1;
      break;
    case 'bound':
      step.bound = withBinding(step.bound, event.name, event.value);
      break;
    case 'loop_started':
      step.loop = { items: event.items, index: -1, name: '', value: null, yields: [], yielded: 0 };
      break;
    case 'iteration':
      if (step.loop) step.loop = { ...step.loop, index: event.index, name: event.name, value: event.value };
      break;
    case 'yielded':
      if (step.loop) {
        step.loop.yields[step.loop.yielded] = event.value;
        step.loop = { ...step.loop, yielded: step.loop.yielded + 1 };
      }
      break;
    case 'error_raised':
      frame.retrying = null;
      step.bound = withBinding(step.bound, RAISED, errorRecord(event.error));
      break;
    case 'error_handled':
      handle(step, event, program);
      break;
    default:
      break;
  }
}

/** No name of the language: holds the error until it is known whether a compensation runs. */
const RAISED = '$raised';

function handle(
  step: OpenStep,
  event: Extract<TraceEvent, { kind: 'error_handled' }>,
  program: Program | undefined,
): void {
  const raised = step.bound.find(([name]) => name === RAISED)?.[1];
  if (event.action === 'retry') {
    const key = `${event.by}:${event.index}`;
    step.retries = { ...step.retries, [key]: (step.retries[key] ?? 0) + 1 };
  }
  if (event.action === 'map_to' && raised !== undefined) {
    const action = program && findStep(program.flow, localPath(step.path))?.onError[event.index]?.action;
    if (action?.kind !== 'map') return;
    const literal = action.message?.kind === 'literal' ? { message: action.message.value } : {};
    step.bound = withBinding(step.bound, RAISED, { ...(raised as object), code: action.code, ...literal });
    return;
  }
  step.bound = step.bound.filter(([name]) => name !== RAISED);
  if (event.action === 'compensate' && raised !== undefined)
    step.bound = withBinding(step.bound, 'error', raised);
}

function errorRecord(error: {
  readonly code: string;
  readonly message: string;
  readonly fields: Canonical;
}): Canonical {
  return { code: error.code, message: error.message, fields: error.fields };
}

function withBinding(bindings: Bindings, name: string, value: Canonical): Bindings {
  return [...bindings.filter(([known]) => known !== name), [name, value]];
}

/** Bindings that end with a step, outermost first, each name once. */
function localBindings(steps: readonly OpenStep[]): Bindings {
  let names: Map<string, Canonical> | undefined;
  for (const step of steps) {
    if (step.loop !== null && step.loop.index >= 0) {
      names ??= new Map();
      names.set(step.loop.name, step.loop.value);
    }
    for (const [name, value] of step.bound) {
      if (name === RAISED) continue;
      names ??= new Map();
      names.set(name, value);
    }
  }
  return names === undefined ? [] : [...names];
}

/** The step at a path of its own node. */
function findStep(flow: readonly Step[], path: string): Step | undefined {
  for (const step of flow) {
    if (step.path === path) return step;
    if (!path.startsWith(`${step.path}/`)) continue;
    for (const block of blocksOf(step)) {
      const found = findStep(block.steps, path);
      if (found) return found;
    }
  }
  return undefined;
}

function collectCompensated(steps: readonly Step[], found: Set<string>): void {
  for (const step of steps) {
    if (step.compensate.length > 0) found.add(step.path);
    for (const block of blocksOf(step)) collectCompensated(block.steps, found);
  }
}

/** What an open step binds around one of its blocks; a round binds its own variable, a handler of the loop keeps the last. */
export function boundAround(step: OpenStep, block: string | null): Bindings {
  return localBindings([block === 'do' ? { ...step, loop: null } : step]);
}

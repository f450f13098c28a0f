import type { Expression } from '../../shared/node/expression.ts';
import type { Program, Sensitivity, Step } from '../../shared/node/program.ts';
import { blocksOf } from '../../shared/node/steps.ts';
import { freeNames } from './expression/tree.ts';
import { assignedBy, type Part, partsOf, returnsOf } from './program-walk.ts';

type Analysed = Pick<Program, 'flow' | 'inputs' | 'outputs' | 'stateMachines'>;

/**
 * What may hold sensitive data: declared paths are followed through assignments, loops, transforms, calls and the answers of
 * effects that were asked with them, until nothing new is found. A name is tainted as a whole, whichever part of it is
 * declared: rather a fingerprint too many than a value on disk. What a condition merely decides is not computed from it.
 */
export function sensitivityOf(program: Analysed, paths: readonly string[]): Sensitivity {
  if (paths.length === 0) return { paths: [], variables: [], steps: [] };
  const tainted = new Set(paths.map((path) => path.split(/[.[]/)[0] as string));
  const steps = new Set<string>();
  const flow: Flow = {
    tainted,
    steps,
    machines: program.stateMachines,
    namesOf: remembered((expression) => freeNames(expression).map((use) => use.name)),
    partsOf: remembered(partsOf),
  };
  let size = -1;
  while (size !== tainted.size + steps.size) {
    size = tainted.size + steps.size;
    spread(program.flow, [], flow);
    // Against the order of the flow, too: loops carry values backwards, and a long chain must not take a walk for each link.
    spread(program.flow, [], flow, true);
  }
  const declared = new Set([...program.inputs, ...program.outputs].map((field) => field.name));
  const assigned = new Set<string>();
  collect(program.flow, program.stateMachines, assigned);
  const variables = [...tainted].filter((name) => declared.has(name) || assigned.has(name));
  return { paths, variables, steps: [...steps] };
}

interface Flow {
  readonly tainted: Set<string>;
  readonly steps: Set<string>;
  readonly machines: Program['stateMachines'];
  readonly namesOf: (expression: Expression) => readonly string[];
  readonly partsOf: (step: Step) => readonly Part[];
}

/** Remembers what it made of each object: the flow is walked until nothing changes. */
function remembered<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

/** `locals`: tainted names of enclosing blocks. */
function spread(list: readonly Step[], locals: readonly string[], flow: Flow, backwards = false): void {
  const { tainted, steps } = flow;
  for (const step of backwards ? list.toReversed() : list) {
    const bad = (expression: Expression, more: readonly string[] = []): boolean =>
      flow
        .namesOf(expression)
        .some((name) => tainted.has(name) || locals.includes(name) || more.includes(name));
    const parts = flow.partsOf(step);
    const inner = taintedLocals(step, bad);
    const flows = parts.some((part) => bad(part.expression, inner));
    if (flows) steps.add(step.path);
    if (flows) for (const name of assignedBy(step, flow.machines)) tainted.add(name);
    for (const { return: returned } of returnsOf(step)) {
      const given = returned.kind === 'success' ? returned.outputs : returned.fields;
      for (const { key, value } of given) if (bad(value, inner)) tainted.add(key);
    }
    for (const block of blocksOf(step)) {
      const bound = block.locals.filter((name) => flows || inner.includes(name));
      spread(block.steps, [...locals, ...bound], flow, backwards);
    }
  }
}

/** Names that the step itself binds to parts of tainted data. */
function taintedLocals(step: Step, bad: (expression: Expression) => boolean): readonly string[] {
  if (step.operation === 'data_transform' && bad(step.input)) return [...step.elementNames, '$group', 'acc'];
  if (step.operation === 'for_each' && bad(step.items)) return [step.as];
  if (
    step.operation === 'external_api_call' &&
    [step.url, step.endpoint, step.parameters, step.headers].some((sent) => sent && bad(sent))
  )
    return ['response', 'error'];
  if (step.operation === 'database' && step.parameters.some((parameter) => bad(parameter)))
    return ['query_result', 'error'];
  if (step.operation === 'llm_chat' && [step.model, step.chat].some((sent) => sent && bad(sent)))
    return ['error'];
  return [];
}

function collect(list: readonly Step[], machines: Program['stateMachines'], into: Set<string>): void {
  for (const step of list) {
    for (const name of assignedBy(step, machines)) into.add(name);
    for (const block of blocksOf(step)) collect(block.steps, machines, into);
  }
}

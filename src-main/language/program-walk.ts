import type { Expression } from '../../shared/node/expression.ts';
import type { Return, Step, Transform } from '../../shared/node/program.ts';
import { blocksOf, reactionsOf } from '../../shared/node/steps.ts';

/** An expression of a step, with the names that it alone sees. */
export interface Part {
  /** `condition`: its value decides what happens; `effect`: it leaves the node; `value`: all else. */
  readonly role: 'condition' | 'effect' | 'value' | 'return';
  readonly expression: Expression;
  readonly locals: readonly string[];
}

/** The returns that a step itself holds (not those of steps in its blocks). */
export function returnsOf(
  step: Step,
): readonly { readonly return: Return; readonly locals: readonly string[] }[] {
  const own = step.operation === 'return' ? [{ return: step.return, locals: [] }] : [];
  const reactions = reactionsOf(step).flatMap(({ reaction, locals }) =>
    reaction.kind === 'return' ? [{ return: reaction.return, locals }] : [],
  );
  const handlers = step.onError.flatMap(({ action }) =>
    action.kind === 'return' ? [{ return: action.return, locals: ['error'] }] : [],
  );
  return [...own, ...reactions, ...handlers];
}

/** Every expression of a step, but not of the steps in its blocks. */
export function partsOf(step: Step): readonly Part[] {
  const parts: Part[] = [];
  const add = (role: Part['role'], expression: Expression | null, locals: readonly string[] = []): void => {
    if (expression) parts.push({ role, expression, locals });
  };
  switch (step.operation) {
    case 'validation':
      for (const guard of step.guards) add('condition', guard.expression);
      break;
    case 'conditional':
      add('condition', step.condition.expression);
      break;
    case 'assign':
      add('value', step.expression);
      break;
    case 'data_transform':
      add('value', step.input);
      parts.push(...transformParts(step.transform, step.elementNames));
      break;
    case 'for_each':
      add('value', step.items);
      add('value', step.yield, [step.as]);
      break;
    case 'state_machine_transition':
      add('value', step.from);
      add('value', step.to);
      for (const guard of step.guards) add('condition', guard.expression);
      break;
    case 'database':
      for (const parameter of step.parameters) add('effect', parameter);
      break;
    case 'external_api_call':
      for (const sent of [step.url, step.endpoint, step.parameters, step.headers]) add('effect', sent);
      for (const { value } of step.extract) add('value', value, ['response']);
      break;
    case 'llm_chat':
      add('effect', step.model);
      add('effect', step.chat);
      break;
    case 'event_publish':
      add('effect', step.topic);
      add('effect', step.payload);
      break;
    case 'event_subscribe':
      add('effect', step.topic);
      break;
    case 'call_node':
      for (const { value } of step.inputs) add('effect', value);
      break;
    case 'custom':
      for (const { value } of step.parameters) add('effect', value);
      break;
    case 'return':
      break;
  }
  for (const { return: returned, locals } of returnsOf(step)) {
    for (const expression of returnExpressions(returned)) add('return', expression, locals);
  }
  for (const { action } of step.onError) if (action.kind === 'map') add('return', action.message, ['error']);
  return parts;
}

function transformParts(transform: Transform, names: readonly string[]): readonly Part[] {
  const parts: Part[] = [];
  const add = (expression: Expression | null, locals: readonly string[]): void => {
    if (expression) parts.push({ role: 'value', expression, locals });
  };
  switch (transform.kind) {
    case 'map':
    case 'filter':
      add(transform.expression, names);
      break;
    case 'sort':
    case 'group':
      add(transform.by, names);
      break;
    case 'aggregate':
      for (const { value } of transform.groupBy ?? []) add(value, names);
      for (const { value } of transform.aggregations) add(value, ['$group']);
      break;
    case 'reduce':
      add(transform.initial, []);
      add(transform.expression, [...names, 'acc']);
      break;
  }
  return parts;
}

function returnExpressions(returned: Return): readonly Expression[] {
  if (returned.kind === 'success') return returned.outputs.map(({ value }) => value);
  const message = returned.message ? [returned.message] : [];
  return [returned.code, ...message, ...returned.fields.map(({ value }) => value)];
}

/** Visits every step, parents first, with the names that its enclosing blocks bind. */
export function walkSteps(
  steps: readonly Step[],
  visit: (step: Step, locals: readonly string[]) => void,
  locals: readonly string[] = [],
): void {
  for (const step of steps) {
    visit(step, locals);
    for (const block of blocksOf(step)) walkSteps(block.steps, visit, [...locals, ...block.locals]);
  }
}

/** Variables that a step assigns in the node's scope. */
export function assignedBy(
  step: Step,
  machines: readonly { readonly name: string; readonly variable: string }[],
): readonly string[] {
  const names = step.output === null ? [] : [step.output];
  if (step.operation === 'external_api_call') names.push(...step.extract.map(({ key }) => key));
  if (step.operation === 'state_machine_transition') {
    names.push(
      ...machines.filter((machine) => machine.name === step.machine).map((machine) => machine.variable),
    );
  }
  return names;
}

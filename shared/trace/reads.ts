import type { Expression } from '../node/expression.ts';
import type { Operation, Program, Reaction, Return, Transform } from '../node/program.ts';
import { allSteps } from '../node/steps.ts';

/** The names that each step's own expressions read, by step path within the node; blocks inside a step count for their own steps. */
export function readsOf(program: Program): ReadonlyMap<string, ReadonlySet<string>> {
  const reads = new Map<string, ReadonlySet<string>>();
  for (const step of allSteps(program.flow)) {
    const names = new Set<string>();
    readOperation(step, names);
    for (const handler of step.onError) {
      if (handler.action.kind === 'return') readReturn(handler.action.return, names);
      else if (handler.action.kind === 'map' && handler.action.message) read(handler.action.message, names);
    }
    reads.set(step.path, names);
  }
  return reads;
}

function readOperation(operation: Operation, names: Set<string>): void {
  switch (operation.operation) {
    case 'validation':
      for (const guard of operation.guards) read(guard.expression, names);
      readReaction(operation.onFailure, names);
      break;
    case 'conditional':
      read(operation.condition.expression, names);
      break;
    case 'assign':
      read(operation.expression, names);
      break;
    case 'data_transform':
      read(operation.input, names);
      readTransform(operation.transform, names);
      break;
    case 'for_each':
      read(operation.items, names);
      if (operation.yield) read(operation.yield, names);
      break;
    case 'state_machine_transition':
      names.add(operation.machine);
      if (operation.from) read(operation.from, names);
      read(operation.to, names);
      for (const guard of operation.guards) read(guard.expression, names);
      readReaction(operation.onFailure, names);
      break;
    case 'database':
      for (const parameter of operation.parameters) read(parameter, names);
      readReaction(operation.ifFound, names);
      readReaction(operation.ifEmpty, names);
      break;
    case 'external_api_call':
      for (const part of [operation.url, operation.endpoint, operation.parameters, operation.headers])
        if (part) read(part, names);
      for (const { value } of operation.extract) read(value, names);
      break;
    case 'llm_chat':
      if (operation.model) read(operation.model, names);
      read(operation.chat, names);
      break;
    case 'event_publish':
      read(operation.topic, names);
      read(operation.payload, names);
      break;
    case 'event_subscribe':
      read(operation.topic, names);
      break;
    case 'call_node':
      for (const { value } of operation.inputs) read(value, names);
      break;
    case 'custom':
      for (const { value } of operation.parameters) read(value, names);
      break;
    case 'return':
      readReturn(operation.return, names);
  }
}

function readTransform(transform: Transform, names: Set<string>): void {
  switch (transform.kind) {
    case 'map':
    case 'filter':
      read(transform.expression, names);
      break;
    case 'sort':
    case 'group':
      if (transform.by) read(transform.by, names);
      break;
    case 'aggregate':
      for (const { value } of [...(transform.groupBy ?? []), ...transform.aggregations]) read(value, names);
      break;
    case 'reduce':
      read(transform.initial, names);
      read(transform.expression, names);
  }
}

function readReaction(reaction: Reaction | null, names: Set<string>): void {
  if (reaction?.kind === 'return') readReturn(reaction.return, names);
}

function readReturn(value: Return, names: Set<string>): void {
  if (value.kind === 'success') {
    for (const output of value.outputs) read(output.value, names);
    return;
  }
  read(value.code, names);
  if (value.message) read(value.message, names);
  for (const field of value.fields) read(field.value, names);
}

function read(expression: Expression, names: Set<string>): void {
  switch (expression.kind) {
    case 'literal':
    case 'effect':
      break;
    case 'name':
      names.add(expression.name);
      break;
    case 'field':
      read(expression.target, names);
      break;
    case 'index':
      read(expression.target, names);
      read(expression.index, names);
      break;
    case 'call':
      for (const argument of expression.args) read(argument, names);
      break;
    case 'not':
    case 'negate':
    case 'is_null':
    case 'old':
      read(expression.operand, names);
      break;
    case 'binary':
      read(expression.left, names);
      read(expression.right, names);
      break;
    case 'list':
      for (const item of expression.items) read(item, names);
      break;
    case 'record':
      for (const { value } of expression.entries) read(value, names);
      break;
    case 'template':
      for (const part of expression.parts) if (typeof part !== 'string') read(part, names);
      break;
    case 'quantifier':
      read(expression.source, names);
      read(expression.body, names);
  }
}

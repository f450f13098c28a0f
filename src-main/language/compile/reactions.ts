import type { Expression } from '../../../shared/node/expression.ts';
import type { ErrorHandler, Reaction, Return } from '../../../shared/node/program.ts';
import { ERROR_OUTCOME, HANDLER_ACTIONS, ON_ERROR, REACTION, SUCCESS_OUTCOME } from '../schema/steps.ts';
import { isNull, type YamlMap, type YamlNode } from '../yaml/tree.ts';
import {
  asMap,
  type Context,
  countOf,
  type Fields,
  headOf,
  itemsOf,
  oneOf,
  readFields,
  textOf,
} from './context.ts';
import { valueExpression } from './values.ts';

/** The `return_success` or `return_error` of a map; null where it has neither. */
export function returnOf(fields: Fields, context: Context): Return | null {
  const success = fields.entry('return_success');
  const error = fields.entry('return_error');
  if (success && error) {
    context.findings.add('wrong-structure', 'Give either return_success or return_error.', error.keyRange);
  }
  if (success)
    return { kind: 'success', outputs: entriesOf(success.value, context), range: success.keyRange };
  return error ? errorReturn(error.value, error.keyRange, context) : null;
}

type Entries = readonly { readonly key: string; readonly value: Expression }[];

function entriesOf(node: YamlNode, context: Context, without: readonly string[] = []): Entries {
  if (isNull(node)) return [];
  const map: YamlMap | null = asMap(node, SUCCESS_OUTCOME.title, context);
  const kept = (map?.entries ?? []).filter((entry) => !without.includes(entry.key));
  return kept.map(({ key, value }) => ({ key, value: valueExpression(value, context) }));
}

function errorReturn(node: YamlNode, range: Return['range'], context: Context): Return {
  const fields = readFields(node, ERROR_OUTCOME, context);
  const code = fields?.get('error_code');
  const message = fields?.get('message');
  return {
    kind: 'error',
    code: code ? valueExpression(code, context) : { kind: 'literal', value: '', range },
    message: message ? valueExpression(message, context) : null,
    fields: fields ? entriesOf(node, context, ['error_code', 'message']) : [],
    range,
  };
}

/** `on_failure`, `if_found`, `if_empty`: a return, a list of steps, or `steps:`. */
export function reactionOf(node: YamlNode | undefined, path: string, context: Context): Reaction | null {
  if (!node || isNull(node)) return null;
  if (node.kind === 'list') return { kind: 'steps', steps: context.steps(node, path) };
  const fields = readFields(node, REACTION, context);
  if (!fields) return null;
  const returned = returnOf(fields, context);
  if (returned) return { kind: 'return', return: returned };
  const steps = fields.get('steps');
  if (steps) return { kind: 'steps', steps: context.steps(steps, path) };
  context.findings.add('missing-field', 'Give return_success, return_error or steps.', headOf(node));
  return null;
}

/** A step's `on_error`; a single handler may stand without a list. */
export function errorHandlersOf(
  node: YamlNode | undefined,
  path: string,
  context: Context,
): readonly ErrorHandler[] {
  return itemsOf(node).flatMap((item, index) => {
    const fields = readFields(item, ON_ERROR, context);
    const errorType = textOf(fields?.get('error_type'), 'error_type', context);
    if (!fields || errorType === null) return [];
    const action = actionOf(fields, `${path}/on_error_${index}`, context);
    return action ? [{ errorType, action }] : [];
  });
}

function actionOf(fields: Fields, path: string, context: Context): ErrorHandler['action'] | null {
  const returned = returnOf(fields, context);
  if (returned) return { kind: 'return', return: returned };
  const mapTo = fields.get('map_to');
  if (mapTo) return mapAction(mapTo, context);
  const action = fields.get('action');
  if (action) {
    const kind = oneOf(action, 'action', HANDLER_ACTIONS, 'continue', context);
    if (kind !== 'retry') return { kind };
    return { kind, maxRetries: countOf(fields.get('max_retries'), 'max_retries', 3, 0, context) };
  }
  const steps = fields.get('steps');
  if (steps) return { kind: 'steps', steps: context.steps(steps, path) };
  context.findings.add(
    'missing-field',
    'An error handler needs return_error, map_to, action or steps.',
    headOf(fields.map),
  );
  return null;
}

function mapAction(node: YamlNode, context: Context): ErrorHandler['action'] | null {
  if (node.kind === 'scalar') {
    const code = textOf(node, 'map_to', context);
    return code === null ? null : { kind: 'map', code, message: null };
  }
  const fields = readFields(node, ERROR_OUTCOME, context);
  const code = textOf(fields?.get('error_code'), 'error_code', context);
  const message = fields?.get('message');
  return code === null
    ? null
    : { kind: 'map', code, message: message ? valueExpression(message, context) : null };
}

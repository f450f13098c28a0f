import { POLICIES } from '../../../shared/llm/losses/policy.ts';
import { ROLES } from '../../../shared/llm/protocol/request.ts';
import type { Expression } from '../../../shared/node/expression.ts';
import type { Operation } from '../../../shared/node/program.ts';
import { CHAT_FIELDS, CHOICES, FORMATS, MESSAGE, PART, RESPONSE_FORMAT, TOOL } from '../schema/llm.ts';
import { didYouMean } from '../suggest.ts';
import type { YamlNode } from '../yaml/tree.ts';
import {
  type Context,
  durationOf,
  type Fields,
  headOf,
  itemsOf,
  oneOf,
  readFields,
  textOf,
} from './context.ts';
import { chatControls } from './llm-controls.ts';
import { retryOf } from './retry.ts';
import { expressionField, literalOf, valueExpression } from './values.ts';

type Entry = { readonly key: string; readonly value: Expression };

/** Compiles an `llm_chat` step: its fields become one record, the canonical request. */
export function llmOf(fields: Fields, context: Context): Operation {
  const model = fields.get('model');
  const route = fields.get('route');
  if ((model === undefined) === (route === undefined))
    context.findings.add(
      model ? 'wrong-structure' : 'missing-field',
      'An llm_chat step needs either a model or a route.',
      route ? headOf(route) : headOf(fields.map),
      'model: PROVIDER/MODEL, or the name of one of the routes in parallax.yml.',
    );
  const retry = fields.get('retry_policy');
  return {
    operation: 'llm_chat',
    model: model ? valueExpression(model, context) : null,
    route: route && !model ? textOf(route, 'route', context) : null,
    chat: { kind: 'record', entries: chatOf(fields, context), range: headOf(fields.map) },
    losses: oneOf(fields.get('losses'), 'losses', POLICIES, 'warn', context),
    timeoutMs: durationOf(fields.get('timeout'), 'timeout', context),
    retry: retry ? retryOf(retry, context) : null,
  };
}

function chatOf(fields: Fields, context: Context): readonly Entry[] {
  const entries: Entry[] = [];
  const add = (key: string, value: Expression | null): void => {
    if (value) entries.push({ key, value });
  };
  add('messages', messagesOf(fields, context));
  const tools = fields.get('tools');
  if (tools)
    add(
      'tools',
      listOf(tools, context, (item) => toolOf(item, context)),
    );
  add('toolChoice', choiceOf(fields.get('tool_choice'), context));
  add('responseFormat', formatOf(fields.get('response_format'), context));
  entries.push(...chatControls(fields, context));
  const required = requiredOf(fields.get('required'), fields, context);
  if (required.length > 0)
    add('required', { kind: 'literal', value: required, range: headOf(fields.get('required') as YamlNode) });
  return entries;
}

/** The list, with the instructions of `system` before it. */
function messagesOf(fields: Fields, context: Context): Expression | null {
  const node = fields.get('messages');
  if (!node) return null;
  const messages = listOf(node, context, (item) => messageOf(item, context));
  const system = fields.get('system');
  if (!system) return messages;
  const first = record(system, [
    ['role', word('system', system)],
    ['content', valueExpression(system, context)],
  ]);
  if (messages.kind === 'list') return { ...messages, items: [first, ...messages.items] };
  const { range } = messages;
  return { kind: 'binary', op: '+', left: { kind: 'list', items: [first], range }, right: messages, range };
}

function messageOf(node: YamlNode, context: Context): Expression {
  if (node.kind !== 'map') return valueExpression(node, context);
  const fields = readFields(node, MESSAGE, context);
  checkWord(fields?.get('role'), 'role', ROLES, context);
  const content = fields?.get('content');
  for (const part of content?.kind === 'list' ? content.items : []) {
    if (part.kind !== 'map') continue;
    const type = readFields(part, PART, context)?.get('type');
    checkWord(type, 'type', PART.fields[0]?.values ?? [], context);
  }
  return valueExpression(node, context);
}

function toolOf(node: YamlNode, context: Context): Expression {
  if (node.kind !== 'map') return valueExpression(node, context);
  readFields(node, TOOL, context);
  return schemaRecord(node, 'parameters', context);
}

function choiceOf(node: YamlNode | undefined, context: Context): Expression | null {
  if (!node) return null;
  const name = node.kind === 'map' ? node.entries.find(({ key }) => key === 'name')?.value : undefined;
  if (name)
    return record(node, [
      ['type', word('tool', node)],
      ['name', valueExpression(name, context)],
    ]);
  return record(node, [['type', word(oneOf(node, 'tool_choice', CHOICES, 'auto', context), node)]]);
}

function formatOf(node: YamlNode | undefined, context: Context): Expression | null {
  if (!node) return null;
  if (node.kind !== 'map')
    return record(node, [['type', word(oneOf(node, 'response_format', FORMATS, 'text', context), node)]]);
  const fields = readFields(node, RESPONSE_FORMAT, context);
  const type = oneOf(fields?.get('type'), 'type', FORMATS, 'json_schema', context);
  if (type === 'json_schema' && !fields?.get('schema'))
    context.findings.add('missing-field', 'A response_format of JSON needs a schema.', headOf(node));
  const written = schemaRecord(node, 'schema', context);
  const entries = written.kind === 'record' ? written.entries.filter(({ key }) => key !== 'type') : [];
  return {
    kind: 'record',
    entries: [{ key: 'type', value: word(type, node) }, ...entries],
    range: node.range,
  };
}

/** A map of values of which one field is a JSON schema: taken as it is, braces and all, unless it is an expression. */
function schemaRecord(
  node: YamlNode & { readonly kind: 'map' },
  field: string,
  context: Context,
): Expression {
  return record(
    node,
    node.entries.map(({ key, value }): [string, Expression] => [
      key,
      key === field && value.kind === 'map'
        ? plainExpression(value, context)
        : valueExpression(value, context),
    ]),
  );
}

/** What is written, without templates; laid out as it is written. */
function plainExpression(node: YamlNode, context: Context): Expression {
  const { range } = node;
  if (node.kind === 'scalar') return { kind: 'literal', value: literalOf(node, context), range };
  if (node.kind === 'list')
    return { kind: 'list', items: node.items.map((item) => plainExpression(item, context)), range };
  return record(
    node,
    node.entries.map(({ key, value }) => [key, plainExpression(value, context)]),
  );
}

/** JSON pointers into the request, of fields that the step names. */
function requiredOf(node: YamlNode | undefined, fields: Fields, context: Context): readonly string[] {
  const places = new Map<string, string>([
    ['messages', '/messages'],
    ['system', '/messages/0'],
    ['tools', '/tools'],
    ['tool_choice', '/toolChoice'],
    ['response_format', '/responseFormat'],
    ...CHAT_FIELDS.map(({ spec, at }) => [spec.name, `/${at.join('/')}`] as const),
  ]);
  return itemsOf(node).flatMap((item) => {
    const name = textOf(item, 'required', context);
    if (name === null) return [];
    const place = places.get(name);
    if (place !== undefined && fields.get(name)) return [place];
    const message = place === undefined ? `llm_chat has no field ${name}.` : `The step does not set ${name}.`;
    context.findings.add('unknown-value', message, item.range, didYouMean(name, places.keys()));
    return [];
  });
}

function listOf(node: YamlNode, context: Context, one: (item: YamlNode) => Expression): Expression {
  return node.kind === 'list'
    ? { kind: 'list', items: node.items.map(one), range: node.range }
    : expressionField(node, context);
}

/** A word that is written out; one that is computed is judged when it is known. */
function checkWord(
  node: YamlNode | undefined,
  what: string,
  words: readonly string[],
  context: Context,
): void {
  if (node?.kind === 'scalar' && !node.text.includes('{')) oneOf(node, what, words, words[0] ?? '', context);
}

function record(node: YamlNode, entries: readonly (readonly [string, Expression])[]): Expression {
  return { kind: 'record', entries: entries.map(([key, value]) => ({ key, value })), range: node.range };
}

function word(value: string, node: YamlNode): Expression {
  return { kind: 'literal', value, range: headOf(node) };
}

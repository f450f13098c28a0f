import type { Expression } from '../../../shared/node/expression.ts';
import { type Canonical, isCanonicalObject, tagOf, typeName } from '../../../shared/values/canonical.ts';
import { CHAT_FIELDS, type ChatField } from '../schema/llm.ts';
import { didYouMean } from '../suggest.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { type Context, type Fields, headOf } from './context.ts';
import { expressionField, valueExpression } from './values.ts';

type Entry = { readonly key: string; readonly value: Expression };

/** The fields that stand in the request as they are, at their places. */
export function chatControls(fields: Fields, context: Context): readonly Entry[] {
  const groups = new Map<string, Entry[]>();
  const alone: Entry[] = [];
  for (const field of CHAT_FIELDS) {
    const node = fields.get(field.spec.name);
    if (!node) continue;
    const value = controlOf(field, node, context);
    const [first, second] = field.at;
    if (second === undefined) alone.push({ key: first, value });
    else groups.set(first, [...(groups.get(first) ?? []), { key: second, value }]);
  }
  const range = headOf(fields.map);
  return [
    ...[...groups].map(([key, entries]): Entry => ({ key, value: { kind: 'record', entries, range } })),
    ...alone,
  ];
}

function controlOf(field: ChatField, node: YamlNode, context: Context): Expression {
  const { spec, kind } = field;
  // One text stands for a list of one.
  const whole = kind === 'strings' && node.kind === 'scalar' && !node.text.trimStart().startsWith('{');
  const value =
    kind === 'strings' && !whole ? expressionField(node, context) : valueExpression(node, context);
  if (whole) return { kind: 'list', items: [value], range: node.range };
  if (value.kind !== 'literal' || value.value === null) return value;
  if (!fits(kind, value.value)) {
    const message = `${spec.name} must be ${WANTED[kind]}, here is ${typeName(value.value)}.`;
    context.findings.add('invalid-value', message, headOf(node));
  } else if (spec.values && typeof value.value === 'string' && !spec.values.includes(value.value)) {
    const message = `${spec.name} is one of ${spec.values.join(', ')}, not ${value.value}.`;
    context.findings.add('unknown-value', message, headOf(node), didYouMean(value.value, spec.values));
  }
  return value;
}

const WANTED: Readonly<Record<ChatField['kind'], string>> = {
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  string: 'a text',
  strings: 'a list of texts',
  record: 'a map of texts',
};

function fits(kind: ChatField['kind'], value: Canonical): boolean {
  switch (kind) {
    case 'integer':
      return typeof value === 'number';
    case 'number':
      return typeof value === 'number' || (isCanonicalObject(value) && tagOf(value)?.tag === '$decimal');
    case 'boolean':
    case 'string':
      return typeof value === kind;
    case 'strings':
      return Array.isArray(value);
    case 'record':
      return isCanonicalObject(value) && tagOf(value) === undefined;
  }
}

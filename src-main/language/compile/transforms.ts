import type { Expression } from '../../../shared/node/expression.ts';
import type { Operation, Transform } from '../../../shared/node/program.ts';
import { parseExpression } from '../expression/parser.ts';
import { mapChildren, replaceNames } from '../expression/tree.ts';
import type { YamlNode } from '../yaml/tree.ts';
import {
  asMap,
  asScalar,
  booleanOf,
  type Context,
  type Fields,
  headOf,
  oneOf,
  reportAll,
} from './context.ts';
import { expressionField, valueExpression } from './values.ts';

const KINDS = ['map', 'filter', 'sort', 'group', 'aggregate', 'reduce'] as const;
const GROUP = '$group';
type Keyed = { readonly key: string; readonly value: Expression };

export function transformOf(fields: Fields, context: Context): Operation | null {
  const inputNode = fields.get('input');
  if (!inputNode || !fields.get('transform')) return null;
  const input = expressionField(inputNode, context);
  const elementNames = elementNamesOf(input);
  const kind = oneOf(fields.get('transform'), 'transform', KINDS, 'map', context);
  const transform = compile(kind, fields, elementNames, context);
  return transform && { operation: 'data_transform', input, elementNames, transform };
}

function compile(
  kind: (typeof KINDS)[number],
  fields: Fields,
  names: readonly string[],
  context: Context,
): Transform | null {
  const needed = (name: string): YamlNode | null => {
    const node = fields.get(name);
    if (!node) context.findings.add('missing-field', `A ${kind} needs ${name}.`, headOf(fields.map));
    return node ?? null;
  };
  switch (kind) {
    case 'map':
    case 'filter': {
      const node = needed('function');
      return node && { kind, expression: expressionField(node, context) };
    }
    case 'sort': {
      const by = fields.get('by');
      return {
        kind,
        by: by ? keyExpression(by, names, context) : null,
        descending: booleanOf(fields.get('descending'), 'descending', false, context),
      };
    }
    case 'group': {
      const node = needed('group_by');
      if (!node) return null;
      const keys = node.kind === 'scalar' ? [] : groupKeys(node, names, context);
      const by: Expression =
        node.kind === 'scalar'
          ? keyExpression(node, names, context)
          : { kind: 'record', entries: keys, range: node.range };
      return { kind, by };
    }
    case 'aggregate': {
      const node = fields.get('group_by');
      return {
        kind,
        groupBy: node ? groupKeys(node, names, context) : null,
        aggregations: aggregationsOf(needed('aggregations'), names, context),
      };
    }
    case 'reduce': {
      if (fields.get('aggregations'))
        return {
          kind: 'aggregate',
          groupBy: null,
          aggregations: aggregationsOf(fields.get('aggregations'), names, context),
        };
      const initial = needed('initial');
      const step = needed('function');
      return (
        initial &&
        step && {
          kind,
          initial: valueExpression(initial, context),
          expression: expressionField(step, context),
        }
      );
    }
  }
}

/** `item`, the singular of the input's name, and of the name's last `_` word. */
export function elementNamesOf(input: Expression): readonly string[] {
  const name = input.kind === 'name' ? input.name : input.kind === 'field' ? input.field : null;
  if (name === null) return ['item'];
  const last = name.split('_').at(-1) as string;
  const names = ['item', singular(name), singular(last)];
  return [
    ...new Set(
      names.filter((candidate): candidate is string => candidate !== null && /^[A-Za-z_]/.test(candidate)),
    ),
  ];
}

/** `orders` → `order`; null for a word that is no plural. */
export function singular(word: string): string | null {
  if (/[^aeiou]ies$/i.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|ch|sh|x|zz)es$/i.test(word)) return word.slice(0, -2);
  return /[^s]s$/i.test(word) && !/(?:us|is)$/i.test(word) ? word.slice(0, -1) : null;
}

function itemField(name: string, range: Expression['range']): Expression {
  return { kind: 'field', target: { kind: 'name', name: 'item', range }, field: name, range };
}

/** What to sort or group by: a bare name is a field of the elements. */
function keyExpression(node: YamlNode, names: readonly string[], context: Context): Expression {
  const expression = expressionField(node, context);
  if (expression.kind !== 'name' || names.includes(expression.name)) return expression;
  return itemField(expression.name, expression.range);
}

/** Group keys: a name, an expression, a list of them, or a map of key to expression. */
function groupKeys(node: YamlNode, names: readonly string[], context: Context): readonly Keyed[] {
  if (node.kind === 'map')
    return node.entries.map(({ key, value }) => ({ key, value: keyExpression(value, names, context) }));
  const items = node.kind === 'list' ? node.items : [node];
  return items.map((item) => ({ key: keyName(item), value: keyExpression(item, names, context) }));
}

/** The last name of a path (`record.category` → `category`); an expression's own text otherwise. */
function keyName(node: YamlNode): string {
  const text =
    node.kind === 'scalar'
      ? node.text
          .trim()
          .replace(/^\{|\}$/g, '')
          .trim()
      : 'key';
  return /^[A-Za-z_][\w.]*$/.test(text) ? (text.split('.').at(-1) as string) : text;
}

function aggregationsOf(
  node: YamlNode | null | undefined,
  names: readonly string[],
  context: Context,
): readonly Keyed[] {
  const map = node ? asMap(node, 'aggregations', context) : null;
  return (map?.entries ?? []).flatMap(({ key, value }) => {
    const scalar = asScalar(value, `The aggregation ${key}`, context);
    if (!scalar) return [];
    const { expression, errors } = parseExpression(scalar.text, scalar.origin, { star: true });
    reportAll(errors, context);
    return expression ? [{ key, value: overGroup(expression, names) }] : [];
  });
}

/** Bare names become fields of the group's elements, `item` and its kin the elements, `COUNT(*)` their number. */
function overGroup(expression: Expression, names: readonly string[]): Expression {
  return replaceNames(countStars(expression), (use) => {
    const group: Expression = { kind: 'name', name: GROUP, range: use.range };
    if (use.name === GROUP) return undefined;
    return names.includes(use.name)
      ? group
      : { kind: 'field', target: group, field: use.name, range: use.range };
  });
}

function countStars(node: Expression): Expression {
  const [argument] = node.kind === 'call' ? node.args : [];
  if (node.kind === 'call' && argument?.kind === 'name' && argument.name === '*') {
    return {
      kind: 'call',
      fn: 'LEN',
      args: [{ kind: 'name', name: GROUP, range: argument.range }],
      range: node.range,
    };
  }
  return mapChildren(node, countStars);
}

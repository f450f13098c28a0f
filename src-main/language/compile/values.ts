import type { Expression } from '../../../shared/node/expression.ts';
import {
  type Canonical,
  type CanonicalObject,
  canonicalText,
  compareCodePoints,
  tagOf,
} from '../../../shared/values/canonical.ts';
import { parseExpression } from '../expression/parser.ts';
import { parseTemplate, splitTemplate } from '../expression/template.ts';
import { readNumber } from '../numbers.ts';
import { isNull, type YamlNode, type YamlScalar } from '../yaml/tree.ts';
import { type Reporter, reportAll } from './context.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const NOT_FINITE = /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/;

/** A plain scalar's value when it is no string; undefined when it is one. */
function plainValue(node: YamlScalar, { findings }: Reporter): Canonical | undefined {
  if (!node.plain) return undefined;
  if (isNull(node)) return null;
  if (/^(?:true|True|TRUE)$/.test(node.text)) return true;
  if (/^(?:false|False|FALSE)$/.test(node.text)) return false;
  if (NOT_FINITE.test(node.text)) {
    findings.add(
      'invalid-value',
      `${node.text} is no number of the language.`,
      node.range,
      'Quote it to make it a string.',
    );
    return null;
  }
  const reading = readNumber(node.text);
  if (!reading) return undefined;
  if ('value' in reading) return reading.value;
  findings.add(
    'invalid-number',
    `The number is ${reading.problem}.`,
    node.range,
    'Quote it to make it a string.',
  );
  return null;
}

function checkedString(node: YamlScalar, { findings }: Reporter): string {
  if (node.text.isWellFormed()) return node.text;
  findings.add(
    'control-character',
    'The text holds a lone surrogate.',
    node.range,
    'Write a code point beyond U+FFFF as \\U0001F600.',
  );
  return node.text.toWellFormed();
}

/** A value written in YAML: test inputs, defaults. Strings are strings; `{$timestamp: …}` and its kin are tagged values. */
export function literalOf(node: YamlNode, context: Reporter): Canonical {
  if (node.kind === 'scalar') {
    const value = plainValue(node, context);
    return value === undefined ? checkedString(node, context) : value;
  }
  if (node.kind === 'list') return node.items.map((item) => literalOf(item, context));
  const entries = node.entries.map(({ key, value }) => [key, literalOf(value, context)] as const);
  if (!entries.some(([key]) => key.startsWith('$'))) return Object.fromEntries(entries);
  const object: CanonicalObject = Object.fromEntries(entries);
  if (!tagOf(object)) return { $map: entries };
  const tagged = taggedValue(object);
  if (tagged !== undefined) return tagged;
  context.findings.add('invalid-value', `This is no ${entries[0]?.[0]} value.`, node.range);
  return null;
}

function taggedValue(object: CanonicalObject): Canonical | undefined {
  const { tag, payload } = tagOf(object) as { tag: string; payload: Canonical };
  if (tag === '$set') return Array.isArray(payload) ? canonicalSet(payload) : undefined;
  if (tag === '$map') {
    const pairs = Array.isArray(payload) && payload.every((pair) => Array.isArray(pair) && pair.length === 2);
    return pairs ? object : undefined;
  }
  const text = typeof payload === 'string' ? payload : typeof payload === 'number' ? String(payload) : null;
  if (text === null) return undefined;
  if (tag === '$timestamp') return { $timestamp: text };
  if (tag === '$bytes') return BASE64.test(text) ? { $bytes: text } : undefined;
  const reading = readNumber(text);
  if (!reading || !('value' in reading)) return undefined;
  if (tag === '$decimal') return typeof reading.value === 'number' ? { $decimal: text } : reading.value;
  return tag === '$integer' && /^-?[0-9]+$/.test(text) ? reading.value : undefined;
}

function canonicalSet(items: readonly Canonical[]): Canonical {
  const byText = new Map(items.map((item) => [canonicalText(item), item]));
  return { $set: [...byText.keys()].sort(compareCodePoints).map((text) => byText.get(text) as Canonical) };
}

/** A value of a step: strings are templates, maps records, lists lists. */
export function valueExpression(node: YamlNode, context: Reporter): Expression {
  if (node.kind === 'scalar') {
    const value = plainValue(node, context);
    if (value !== undefined) return { kind: 'literal', value, range: node.range };
    return templateExpression(node, context);
  }
  if (node.kind === 'list') {
    return {
      kind: 'list',
      items: node.items.map((item) => valueExpression(item, context)),
      range: node.range,
    };
  }
  const [only] = node.entries;
  if (only && node.entries.length === 1 && only.value.start === only.value.end) {
    const message = `{${only.key}} without quotes is a map with one empty field, not a placeholder.`;
    context.findings.add('unquoted-placeholder', message, node.range, `"{${only.key}}"`);
  }
  const entries = node.entries.map(({ key, value }) => ({ key, value: valueExpression(value, context) }));
  return { kind: 'record', entries, range: node.range };
}

/** A text with placeholders; always a template, also where it looks like a number. */
export function templateExpression(node: YamlScalar, context: Reporter): Expression {
  checkedString(node, context);
  const { expression, errors } = parseTemplate(node.text, node.origin);
  reportAll(errors, context);
  return expression ?? { kind: 'literal', value: null, range: node.range };
}

/** A field that holds an expression: its text, the same as a lone placeholder, or a list or map of values. */
export function expressionField(node: YamlNode, context: Reporter): Expression {
  if (node.kind !== 'scalar') return valueExpression(node, context);
  const { text } = node;
  if (text.trimStart().startsWith('{')) {
    const { parts, errors } = splitTemplate(text.trim(), node.origin);
    const [first] = parts;
    if (errors.length === 0 && parts.length === 1 && typeof first === 'object')
      return templateExpression({ ...node, text: text.trim() }, context);
  }
  const { expression, errors } = parseExpression(text, node.origin);
  reportAll(errors, context);
  return expression ?? { kind: 'literal', value: null, range: node.range };
}

/** Key and value of every entry of a map of values. */
export function valueEntries(
  node: YamlNode | undefined,
  context: Reporter,
): readonly { readonly key: string; readonly value: Expression }[] {
  if (node?.kind !== 'map') return [];
  return node.entries.map(({ key, value }) => ({ key, value: valueExpression(value, context) }));
}

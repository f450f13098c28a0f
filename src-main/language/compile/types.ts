import type { Type } from '../../../shared/node/types.ts';
import { didYouMean } from '../suggest.ts';
import { isNull, type YamlNode, type YamlScalar } from '../yaml/tree.ts';
import { asScalar, type Context } from './context.ts';

export const ANY: Type = { kind: 'any' };
const SIMPLE = ['string', 'integer', 'decimal', 'boolean', 'bytes', 'timestamp', 'any'] as const;
const GENERIC = ['array', 'set', 'map', 'enum'] as const;
const FOREIGN: Readonly<Record<string, string>> = {
  int: 'integer',
  long: 'integer',
  float: 'decimal',
  double: 'decimal',
  number: 'decimal',
  str: 'string',
  text: 'string',
  bool: 'boolean',
  datetime: 'timestamp',
  date: 'timestamp',
  list: 'array',
  dict: 'map',
  object: 'map',
  record: 'map',
  binary: 'bytes',
};
const MAX_TYPE_DEPTH = 20;
const TOKEN = /\s*([A-Za-z_][A-Za-z0-9_]*|[<>[\],])\s*/y;

class TypeFailure extends Error {}

/** Reads `array<Order>`, `map<string, decimal>`, `enum[a, b]`; `values` are those of a plain `enum`. */
export function typeOf(node: YamlNode, values: YamlNode | undefined, context: Context): Type {
  const scalar = asScalar(node, 'A type', context);
  if (!scalar) return ANY;
  const declared = values ? enumValues(values, context) : null;
  try {
    const type = readType(scalar, declared, context);
    if (declared && type.kind !== 'enum') {
      context.findings.add('wrong-structure', 'Only an enum has values.', values?.range ?? node.range);
    }
    return type;
  } catch (failure) {
    if (!(failure instanceof TypeFailure)) throw failure;
    context.findings.add(
      'invalid-type',
      failure.message,
      node.range,
      'Write string, array<T>, map<K, V>, enum[a, b] or a name of types.',
    );
    return ANY;
  }
}

function enumValues(node: YamlNode, context: Context): readonly string[] {
  if (node.kind !== 'list') {
    context.findings.add('wrong-structure', 'The values of an enum must be a list.', node.range);
    return [];
  }
  const values: string[] = [];
  for (const item of node.items) {
    const scalar = item.kind === 'scalar' && !isNull(item) ? item : null;
    if (!scalar) context.findings.add('wrong-structure', 'A value of an enum must be a text.', item.range);
    else if (values.includes(scalar.text))
      context.findings.add(
        'duplicate-key',
        `The value ${scalar.text} stands here a second time.`,
        item.range,
      );
    else values.push(scalar.text);
  }
  return values;
}

function readType(scalar: YamlScalar, declared: readonly string[] | null, context: Context): Type {
  const inline = /^\s*enum\s*\[([^\][]*)\]\s*$/.exec(scalar.text);
  if (inline) {
    const values = (inline[1] as string)
      .split(',')
      .map((value) => value.trim().replace(/^(["'])(.*)\1$/, '$2'));
    if (values.some((value) => value === '') || new Set(values).size !== values.length)
      throw new TypeFailure('The enum lists an empty value or one twice.');
    return { kind: 'enum', values };
  }
  const tokens = tokensOf(scalar.text);
  let at = 0;
  const take = (text: string): void => {
    if (tokens[at]?.text !== text)
      throw new TypeFailure(`Expected ${text} in the type, found ${tokens[at]?.text ?? 'the end'}.`);
    at++;
  };
  const elementType = (depth: number): Type => {
    if (tokens[at]?.text !== '<') return ANY;
    take('<');
    const type = read(depth + 1);
    take('>');
    return type;
  };
  const read = (depth: number): Type => {
    const token = tokens[at++];
    if (depth > MAX_TYPE_DEPTH)
      throw new TypeFailure(`The type is nested deeper than ${MAX_TYPE_DEPTH} levels.`);
    if (!token || /[^\w]/.test(token.text))
      throw new TypeFailure(`Expected a type, found ${token?.text ?? 'the end'}.`);
    const name = token.text;
    if ((SIMPLE as readonly string[]).includes(name)) return { kind: name as (typeof SIMPLE)[number] };
    if (name === 'array' || name === 'set') return { kind: name, element: elementType(depth) };
    if (name === 'map') return mapType(depth);
    if (name === 'enum') {
      if (!declared) throw new TypeFailure('An enum needs its values.');
      return { kind: 'enum', values: declared };
    }
    if (!context.types.has(name)) unknownType(name, token.start, scalar, context);
    return context.types.has(name) ? { kind: 'named', name } : ANY;
  };
  const mapType = (depth: number): Type => {
    if (tokens[at]?.text !== '<') return { kind: 'map', key: { kind: 'string' }, value: ANY };
    take('<');
    const key = read(depth + 1);
    take(',');
    const value = read(depth + 1);
    take('>');
    return { kind: 'map', key, value };
  };
  const type = read(0);
  if (at < tokens.length) throw new TypeFailure(`Unexpected ${tokens[at]?.text} in the type.`);
  return type;
}

function unknownType(name: string, start: number, scalar: YamlScalar, context: Context): void {
  const foreign = FOREIGN[name.toLowerCase()];
  const suggestion = foreign
    ? `Write ${foreign}.`
    : didYouMean(name, [...SIMPLE, ...GENERIC, ...context.types]);
  context.findings.add(
    'unknown-type',
    `There is no type ${name}.`,
    scalar.origin.range(start, start + name.length),
    suggestion,
  );
}

function tokensOf(text: string): { text: string; start: number }[] {
  const tokens: { text: string; start: number }[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const before = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new TypeFailure(`Unexpected ${text.slice(before, before + 10)} in the type.`);
    tokens.push({ text: match[1] as string, start: before + match[0].indexOf(match[1] as string) });
  }
  return tokens;
}

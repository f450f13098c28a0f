import type { Condition } from '../../../shared/node/expression.ts';
import type { Range } from '../../../shared/node/source.ts';
import type { Constraint } from '../../../shared/node/types.ts';
import { parseCondition } from '../expression/condition.ts';
import { replaceNames } from '../expression/tree.ts';
import { readNumber } from '../numbers.ts';
import { patternProblem } from '../pattern.ts';
import { fixedOrigin } from '../positions.ts';
import { CONSTRAINTS } from '../schema/node.ts';
import { didYouMean, nearest } from '../suggest.ts';
import { isNull, type YamlEntry, type YamlNode, type YamlScalar } from '../yaml/tree.ts';
import { type Context, headOf, reportAll } from './context.ts';
import { looksLikeProse } from './prose.ts';

const WORDS: Readonly<Record<string, string>> = {
  non_empty: 'LEN(value) > 0',
  positive: 'value > 0',
  negative: 'value < 0',
};
const NUMBERS: Readonly<Record<string, string>> = {
  min: 'value >= ',
  max: 'value <= ',
  min_length: 'LEN(value) >= ',
  max_length: 'LEN(value) <= ',
};
const SHORTHAND = /^\s*(?:==|!=|<=|>=|<|>|NOT\s+IN\b|IN\b|CONTAINS\b|IS\b)/i;

/** Compiles `constraints:` of a field or type to conditions over `value`. `fields`: names of a record type's fields, reachable bare. */
export function constraintsOf(
  node: YamlNode | undefined,
  fields: readonly string[],
  context: Context,
): readonly Constraint[] {
  if (!node || isNull(node)) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    if (item.kind === 'map') return item.entries.flatMap((entry) => entryConstraint(entry, context) ?? []);
    if (item.kind === 'scalar' && !isNull(item)) return textConstraint(item, fields, context) ?? [];
    context.findings.add(
      'wrong-structure',
      'A constraint must be a word, a condition or `name: value`.',
      headOf(item),
    );
    return [];
  });
}

/** A condition whose expression is not what stands in the file; `written` is. */
function compiled(expression: string, written: string, range: Range): Condition | null {
  const { condition } = parseCondition(expression, range, fixedOrigin(range));
  return condition && { ...condition, text: written };
}

function entryConstraint({ key, keyRange, value }: YamlEntry, context: Context): Condition | null {
  const names = CONSTRAINTS.map((constraint) => constraint.name);
  const text = value.kind === 'scalar' ? value.text : '';
  const written = `${key}: ${text}`;
  const prefix = NUMBERS[key];
  const range = { ...keyRange, endLine: value.range.endLine, endColumn: value.range.endColumn };
  if (prefix !== undefined) {
    const reading = readNumber(text);
    if (reading && 'value' in reading && /^[-+]?[0-9.]/.test(text))
      return compiled(`${prefix}${canonicalNumber(reading.value)}`, written, range);
    context.findings.add('invalid-number', `${key} must be a number.`, headOf(value));
    return null;
  }
  if (key === 'pattern') {
    const problem = value.kind === 'scalar' ? patternProblem(text) : 'it is no text';
    if (problem === null) return compiled(`MATCHES(value, ${quoted(text)})`, written, range);
    context.findings.add('invalid-pattern', `The pattern is refused: ${problem}.`, value.range);
    return null;
  }
  if (WORDS[key] !== undefined && value.kind === 'scalar' && /^true$/i.test(text))
    return compiled(WORDS[key], key, range);
  context.findings.add(
    'unknown-constraint',
    `There is no constraint ${key}.`,
    keyRange,
    didYouMean(key, names),
  );
  return null;
}

function canonicalNumber(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const tagged = value as { readonly $integer?: string; readonly $decimal?: string };
  return tagged.$decimal ?? tagged.$integer ?? '0';
}

/** A string as an expression would write it. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/\\[bf]/g, (control) => (control === '\\b' ? '\\u0008' : '\\u000c'));
}

function textConstraint(node: YamlScalar, fields: readonly string[], context: Context): Condition | null {
  const word = node.text.trim();
  const simple = WORDS[word];
  if (simple !== undefined) return compiled(simple, word, node.range);
  if (/^[A-Za-z_]+$/.test(word)) {
    const names = CONSTRAINTS.map((constraint) => constraint.name);
    if (nearest(word, names) !== undefined || !fields.includes(word)) {
      const suggestion =
        NUMBERS[word] || word === 'pattern' ? `Write ${word}: value.` : didYouMean(word, names);
      context.findings.add('unknown-constraint', `There is no constraint ${word}.`, node.range, suggestion);
      return null;
    }
  }
  if (SHORTHAND.test(node.text)) {
    const prefix = 'value ';
    const origin = {
      range: (start: number, end: number) =>
        node.origin.range(Math.max(0, start - prefix.length), Math.max(0, end - prefix.length)),
    };
    const { condition, errors } = parseCondition(prefix + node.text, node.range, origin);
    reportAll(errors, context);
    return condition && { ...condition, text: node.text };
  }
  const { condition, errors } = parseCondition(node.text, node.range, node.origin);
  if (!condition) {
    if (looksLikeProse(node.text))
      context.findings.add('constraint-prose', 'This constraint is in words and is not checked.', node.range);
    else reportAll(errors, context);
    return null;
  }
  const field = (name: string) => (fields.includes(name) ? name : null);
  const expression = replaceNames(condition.expression, (use) => {
    const name = field(use.name);
    return name === null
      ? undefined
      : {
          kind: 'field',
          target: { kind: 'name', name: 'value', range: use.range },
          field: name,
          range: use.range,
        };
  });
  return { ...condition, expression };
}

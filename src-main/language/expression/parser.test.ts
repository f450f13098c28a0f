import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../shared/node/expression.ts';
import { textOrigin } from '../positions.ts';
import { formatExpression } from './format.ts';
import { parseExpression } from './parser.ts';
import type { ParseOptions } from './result.ts';
import { freeNames } from './tree.ts';

function parse(text: string, options: ParseOptions = {}): Expression {
  const { expression, errors } = parseExpression(text, textOrigin(text), options);
  if (!expression) throw new Error(errors.map((error) => error.message).join(' '));
  return expression;
}

/** The expression with every operation in brackets. */
function shape(text: string, options?: ParseOptions): string {
  const show = (node: Expression): string => {
    switch (node.kind) {
      case 'binary':
        return `(${show(node.left)} ${node.op} ${show(node.right)})`;
      case 'not':
        return `(NOT ${show(node.operand)})`;
      case 'negate':
        return `(- ${show(node.operand)})`;
      case 'is_null':
        return `(${show(node.operand)} IS ${node.negated ? 'NOT ' : ''}NULL)`;
      case 'quantifier':
        return `(${node.quantifier} ${node.variable} IN ${show(node.source)}: ${show(node.body)})`;
      default:
        return formatExpression(node);
    }
  };
  return show(parse(text, options));
}

function problems(text: string, options?: ParseOptions) {
  return parseExpression(text, textOrigin(text), options).errors;
}

describe('precedence', () => {
  it.each([
    ['a OR b AND c', '(a OR (b AND c))'],
    ['NOT a == b', '(NOT (a == b))'],
    ['a => b => c', '(a => (b => c))'],
    ['a OR b => c', '((a OR b) => c)'],
    ['a - b - c', '((a - b) - c)'],
    ['a + b * c // d % e', '(a + (((b * c) // d) % e))'],
    ['-a * b', '((- a) * b)'],
    ['- a.b[0]', '(- a.b[0])'],
    ['a in b and c contains d', '((a IN b) AND (c CONTAINS d))'],
    ['a NOT IN [1, 2]', '(a NOT IN [1, 2])'],
    ['a is not null or b IS NULL', '((a IS NOT NULL) OR (b IS NULL))'],
    ['FORALL x IN xs: x > 0 AND y', '(FORALL x IN xs: ((x > 0) AND y))'],
    ['(a + b) * c', '((a + b) * c)'],
    ['a == b + 1', '(a == (b + 1))'],
  ])('%s', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe('literals', () => {
  it.each([
    ['99.99', { $decimal: '99.99' }],
    ['100000.00', { $decimal: '100000.00' }],
    ['1e3', { $decimal: '1000' }],
    ['9007199254740993', { $integer: '9007199254740993' }],
    ['-9223372036854775808', { $integer: '-9223372036854775808' }],
    ['9007199254740991', 9007199254740991],
    ['-0.0', { $decimal: '0.0' }],
    [String.raw`'a\'b\n\u{1F600}'`, "a'b\n😀"],
    [String.raw`'^\d+\.$'`, String.raw`^\d+\.$`],
    ['True', true],
    ['null', null],
  ])('%s', (text, value) => {
    expect(parse(text)).toMatchObject({ kind: 'literal', value });
  });

  it.each(['9223372036854775808', '-9223372036854775809', '1e6145', '1.23456789012345678901234567890123456'])(
    'refuses %s',
    (text) => {
      expect(problems(text)).toMatchObject([{ code: 'invalid-number' }]);
    },
  );
});

describe('errors', () => {
  it.each([
    ['a = b', 'expression-syntax', 3, 4, 'Write ==.'],
    ['a && b', 'expression-syntax', 3, 5, 'Write AND.'],
    ['a ?? b', 'expression-syntax', 3, 5, 'Write COALESCE(x, y).'],
    ['a > 1 ? b : c', 'expression-syntax', 7, 8, 'Write a conditional step, with then and else.'],
    ['a ** 2', 'expression-syntax', 3, 5, 'Multiply: x * x.'],
    ['a < b < c', 'expression-syntax', 7, 8, 'Join two comparisons with AND.'],
    ['SUMM(a)', 'unknown-function', 1, 5, 'Did you mean SUM?'],
    ['LEN()', 'wrong-arguments', 1, 6, 'Write LEN(x).'],
    ['old(a)', 'misplaced-old', 1, 4, undefined],
    ['(a', 'expression-syntax', 3, 3, undefined],
    ["'abc", 'expression-syntax', 1, 5, "Close it with '."],
    ['a b', 'expression-syntax', 3, 4, undefined],
    ['3x', 'expression-syntax', 1, 3, undefined],
    ["MATCHES(a, '(?=b)')", 'invalid-pattern', 12, 19, undefined],
    ['COUNT(*)', 'expression-syntax', 6, 9, 'Write COUNT(xs) or LEN(xs).'],
    ['', 'expression-syntax', 1, 1, undefined],
  ])('%s', (text, code, column, endColumn, suggestion) => {
    const [error] = problems(text);
    expect(error).toMatchObject({ code, range: { line: 1, column, endLine: 1, endColumn } });
    expect(error?.suggestion).toBe(suggestion);
  });

  it('finds several unknown functions at once', () => {
    expect(problems('FOO(a) + BAR(b)').map((error) => error.code)).toEqual([
      'unknown-function',
      'unknown-function',
    ]);
  });

  it.each([
    ['brackets', `${'('.repeat(5000)}a${')'.repeat(5000)}`],
    ['a chain', `a${' + a'.repeat(5000)}`],
    ['nots', `${'NOT '.repeat(5000)}a`],
    ['minuses', `${'-'.repeat(5000)}a`],
    ['implications', `a${' => a'.repeat(5000)}`],
    ['fields', `a${'.a'.repeat(5000)}`],
  ])('refuses deep %s', (_, text) => {
    expect(problems(text)).toMatchObject([{ code: 'expression-too-deep' }]);
  });
});

it('knows which names come from outside', () => {
  const expression = parse('FORALL x IN xs: x > limit AND EXISTS y IN x.ys: y == x');
  expect(freeNames(expression).map((use) => use.name)).toEqual(['xs', 'limit']);
});

it('allows old() where it may stand', () => {
  expect(parse('old(a.b) == a.b', { old: true })).toMatchObject({ left: { kind: 'old' } });
});

describe('laws', () => {
  const name = fc.constantFrom('a', 'b', 'item', 'total_2');
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      name,
      fc.integer().map(String),
      fc.string({ maxLength: 6 }).map((text) => JSON.stringify(text.toWellFormed()).replace(/\\[bf]/g, '')),
      fc
        .tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/', '//', '%', 'AND', 'OR', '=>'), tie('tree'))
        .map(([a, op, b]) => `(${a}) ${op} (${b})`),
      fc
        .tuple(tie('tree'), fc.constantFrom('==', '!=', '<', 'IN', 'NOT IN', 'CONTAINS'), tie('tree'))
        .map(([a, op, b]) => `((${a}) ${op} (${b}))`),
      tie('tree').map((a) => `NOT (${a})`),
      tie('tree').map((a) => `-(${a})`),
      tie('tree').map((a) => `(${a}).field[0]`),
      tie('tree').map((a) => `((${a}) IS NOT NULL)`),
      tie('tree').map((a) => `LEN([${a}, {k: ${a}}])`),
      fc.tuple(name, tie('tree'), tie('tree')).map(([x, a, b]) => `(EXISTS ${x} IN (${a}): ${b})`),
    ),
  }));

  it('reads what it writes', () => {
    const bare = (node: Expression): unknown =>
      JSON.parse(JSON.stringify(node, (key, value) => (key === 'range' ? undefined : value)));
    fc.assert(
      fc.property(tree, (text) => {
        const first = parse(text);
        expect(bare(parse(formatExpression(first)))).toEqual(bare(first));
      }),
    );
  });

  it('never throws, and points into the text', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      'a',
      '1',
      '.5',
      '"',
      "'",
      '\\',
      ' AND ',
      ' IN ',
      'FORALL ',
      ':',
      ',',
      '.',
      '-',
      '=',
      '😀',
      '\n',
      'SUM',
      'old',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const { expression, errors } = parseExpression(source, textOrigin(source));
        expect(expression === null).toBe(errors.length > 0);
        const lines = source.split('\n');
        for (const { range } of errors) {
          expect(range.line).toBeGreaterThan(0);
          expect(range.endLine).toBeLessThanOrEqual(lines.length);
          expect(range.endColumn).toBeLessThanOrEqual((lines[range.endLine - 1] as string).length + 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

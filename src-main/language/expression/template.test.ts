import { describe, expect, it } from 'vitest';
import { textOrigin } from '../positions.ts';
import { formatExpression } from './format.ts';
import { parseTemplate } from './template.ts';

const parse = (text: string) => parseTemplate(text, textOrigin(text));

describe('templates', () => {
  it.each([
    ['plain text', { kind: 'literal', value: 'plain text' }],
    ['', { kind: 'literal', value: '' }],
    ['{{x}}', { kind: 'literal', value: '{x}' }],
    ['{amount}', { kind: 'name', name: 'amount' }],
    ['{ {k: "}"} }', { kind: 'record' }],
  ])('%s', (text, expected) => {
    expect(parse(text).expression).toMatchObject(expected);
  });

  it('keeps text and expressions apart', () => {
    const { expression } = parse('Hi {name}, {{ok}} {LEN("}")}!');
    expect(expression && formatExpression(expression)).toBe('Hi {name}, {{ok}} {LEN("}")}!');
  });

  it.each([
    ['a } b', 3, 4],
    ['a {b', 3, 5],
    ['a {b c}', 6, 7],
    ['a {}', 4, 4],
  ])('points at what is wrong in %s', (text, column, endColumn) => {
    expect(parse(text).errors).toMatchObject([{ code: 'expression-syntax', range: { column, endColumn } }]);
  });
});

import { readFileSync } from 'node:fs';
import type { BigDecimal } from 'bigdecimal.js';
import { expect, test } from 'vitest';
import { StepError } from '../step-error.ts';
import * as decimal from './decimal.ts';

type Row = readonly [operation: string, left: string, right: string, result: string];

const TABLE = JSON.parse(
  readFileSync(new URL('../../../../test/fixtures/decimals/table.json', import.meta.url), 'utf8'),
) as readonly Row[];

const OPERATIONS: Readonly<Record<string, (a: BigDecimal, b: BigDecimal) => BigDecimal>> = {
  '+': decimal.add,
  '-': decimal.subtract,
  '*': decimal.multiply,
  '/': decimal.divide,
  '//': decimal.floorQuotient,
  '%': decimal.modulo,
};

function read(text: string): BigDecimal {
  const value = decimal.parseDecimal(text);
  if (typeof value === 'string') throw new Error(`${text}: ${value}`);
  return value;
}

function codeOf(run: () => unknown): string {
  try {
    return String(run());
  } catch (error) {
    if (error instanceof StepError) return error.code;
    throw error;
  }
}

test.each(Object.keys(OPERATIONS))('%s gives the value and scale that Python gives', (operation) => {
  const rows = TABLE.filter((row) => row[0] === operation);
  expect(rows.length).toBeGreaterThan(100);
  const calculate = OPERATIONS[operation] as (a: BigDecimal, b: BigDecimal) => BigDecimal;
  const wrong = rows
    .map(([, left, right, result]) => ({
      row: `${left} ${operation} ${right}`,
      result,
      got: codeOf(() => decimal.decimalText(calculate(read(left), read(right)))),
    }))
    .filter(({ result, got }) => result !== got);
  expect(wrong).toEqual([]);
});

test.each([
  ['1.50', '1.50'],
  ['-0.00', '0.00'],
  ['007.10', '7.10'],
  ['1e3', '1000'],
  ['1.5E-3', '0.0015'],
  ['1234567890123456789012345678901234', '1234567890123456789012345678901234'],
  [`1${'0'.repeat(50)}`, `1${'0'.repeat(50)}`],
  ['1E+199', `1${'0'.repeat(199)}`],
  ['12345E+250', '12345E+250'],
  ['-12345E-250', '-12345E-250'],
  ['9E+6144', '9E+6144'],
  ['1E-6145', '0'],
  ['0E-7000', '0'],
])('%s reads as %s', (text, shown) => {
  expect(decimal.decimalText(read(text))).toBe(shown);
});

test.each([
  ['', 'syntax'],
  ['.5', 'syntax'],
  ['1.', 'syntax'],
  ['+1', 'syntax'],
  [' 1', 'syntax'],
  ['NaN', 'syntax'],
  ['Infinity', 'syntax'],
  ['0x10', 'syntax'],
  ['٣', 'syntax'],
  ['12345678901234567890123456789012345', 'digits'],
  ['0.12345678901234567890123456789012345', 'digits'],
  ['1E+6145', 'range'],
])('%j is no decimal: %s', (text, fault) => {
  expect(decimal.parseDecimal(text)).toBe(fault);
});

test('leaving the exponent limits overflows or becomes zero', () => {
  const large = read('1E+4000');
  const small = read('1E-4000');
  expect(codeOf(() => decimal.multiply(large, large))).toBe('decimal_overflow');
  expect(codeOf(() => decimal.divide(large, small))).toBe('decimal_overflow');
  expect(decimal.decimalText(decimal.multiply(small, small))).toBe('0');
  expect(codeOf(() => decimal.floorQuotient(large, read('3')))).toBe('decimal_overflow');
});

test.each([
  ['2.5', 0, '2'],
  ['3.5', 0, '4'],
  ['-2.5', 0, '-2'],
  ['2', 2, '2.00'],
  ['0.125', 2, '0.12'],
  ['0.135', 2, '0.14'],
  ['1E+6000', 0, 'decimal_overflow'],
  ['1234567890123456789012345678901234', 1, 'decimal_overflow'],
])('ROUND(%s, %i) is %s', (text, places, result) => {
  expect(codeOf(() => decimal.decimalText(decimal.roundTo(read(text), places)))).toBe(result);
});

test('FLOOR and CEIL go towards their ends', () => {
  expect([decimal.floor(read('-1.5')), decimal.ceil(read('-1.5'))]).toEqual([-2n, -1n]);
  expect([decimal.floor(read('1.5')), decimal.ceil(read('1.5'))]).toEqual([1n, 2n]);
});

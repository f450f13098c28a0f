import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFault } from './json-fault.ts';

test.each([
  ['[,]', 1, 'value or ]'],
  ['{"a":1,}', 7, 'key'],
  ['{"a" 1}', 5, ':'],
  ['[1 2]', 3, ', or ]'],
  ['{"a":tru}', 5, 'value'],
  ["{'a':1}", 1, 'key or }'],
  ['[1]]', 3, 'nothing more'],
  ['[1}', 2, ', or ]'],
  ['["a\nb"]', 1, 'value or ]'],
  ['{"a":', 5, 'value'],
])('%j is wrong at %d: %s is wanted', (text, offset, wanted) => {
  expect(jsonFault(text)).toEqual({ offset, wanted });
});

test('finds a fault exactly where there is no JSON', () => {
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '{', '1', ' ', ':'))
    .map(
      ([text, at, put]) =>
        text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1),
    );
  fc.assert(fc.property(fc.oneof(fc.json(), damaged), (text) => (jsonFault(text) === null) === isJson(text)));
});

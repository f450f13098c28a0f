import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { markedJson } from './marked-json.ts';

const marked = (json: Json, ...paths: string[]) =>
  markedJson(json, new Set(paths)).flatMap(({ text, differs }) => (differs ? [text] : []));

test('the pieces are the whole text, whatever is marked', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.constantFrom('/', '/a', '/0', '/a/0')), (json, paths) => {
      const text = markedJson(json as Json, new Set(paths))
        .map((piece) => piece.text)
        .join('');
      expect(text).toBe(JSON.stringify(json, null, 2));
    }),
  );
});

test('values that differ are pieces of their own, keys are not', () => {
  const json = { amount: '39.40', items: [1, { 'a/b': true }], none: {} };
  expect(marked(json, '/amount')).toEqual(['"39.40"']);
  expect(marked(json, '/items/1/a~1b', '/none')).toEqual(['true', '{}']);
  expect(marked(json, '/items/1')).toEqual(['{\n      "a/b": true\n    }']);
  expect(marked('word', '/')).toEqual(['"word"']);
});

test('arguments of a call are named by the call', () => {
  expect(markedJson({ id: 7 }, new Set(['find 1/id']), 'find 1')).toContainEqual({
    text: '7',
    differs: true,
  });
});

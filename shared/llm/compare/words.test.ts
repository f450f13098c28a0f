import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordDifferences } from './words.ts';

const marked = (a: string, b: string) =>
  wordDifferences(a, b).map((pieces) =>
    pieces.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(''),
  );

test('words that only one of two texts says are marked in it', () => {
  expect(marked('The vase arrived broken.', 'The blue vase arrived whole.')).toEqual([
    'The vase arrived [broken.]',
    'The [blue ]vase arrived [whole.]',
  ]);
  expect(marked('a b c d', 'a d')).toEqual(['a [b c ]d', 'a d']);
  expect(marked('one', '')).toEqual(['[one]', '']);
  expect(marked('same', 'same')).toEqual(['same', 'same']);
});

test('texts of very many words differ as a whole between their beginning and their end', () => {
  const words = (prefix: string) => Array.from({ length: 2000 }, (_, i) => `${prefix}${i}`).join(' ');
  const [left] = wordDifferences(`It is ${words('a')} now`, `It is ${words('b')} now`);
  expect(left.map(({ differs }) => differs)).toEqual([false, true, false]);
});

test('pieces are the texts, and what is not marked is the same in both', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ' ', '\n'), { maxLength: 30 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [left, right] = wordDifferences(a, b);
      const joined = (pieces: typeof left) => pieces.map((piece) => piece.text).join('');
      const same = (pieces: typeof left) => joined(pieces.filter(({ differs }) => !differs));
      expect([joined(left), joined(right)]).toEqual([a, b]);
      expect(same(left)).toBe(same(right));
      expect(left.some(({ differs }) => differs) || right.some(({ differs }) => differs)).toBe(a !== b);
    }),
  );
});

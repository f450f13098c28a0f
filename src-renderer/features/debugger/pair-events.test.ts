import { expect, test } from 'vitest';
import { pairEvents } from './pair-events.ts';

const events = (...kinds: string[]) => kinds.map((kind, index) => ({ index, kind, text: kind }));
const shape = (left: string[], right: string[]) =>
  pairEvents(events(...left), events(...right)).map((pair) => [
    pair.reference?.kind,
    pair.direct?.kind,
    pair.equal,
  ]);

test('equal sequences pair one by one', () => {
  expect(shape(['a', 'b'], ['a', 'b'])).toEqual([
    ['a', 'a', true],
    ['b', 'b', true],
  ]);
});

test('an event that one path lacks stands alone and shifts nothing', () => {
  expect(shape(['a', 'x', 'b'], ['a', 'b'])).toEqual([
    ['a', 'a', true],
    ['x', undefined, false],
    ['b', 'b', true],
  ]);
  expect(shape(['a'], ['y', 'a'])).toEqual([
    [undefined, 'y', false],
    ['a', 'a', true],
  ]);
});

test('a path without events leaves holes', () => {
  expect(shape([], ['a'])).toEqual([[undefined, 'a', false]]);
});

import { expect, test } from 'vitest';
import type { LlmLaneView, LlmRunView } from '../../../shared/api/llm.ts';
import { differingPlaces, verdictText } from './differing.ts';

const lane = (text: string | null) =>
  ({
    response:
      text === null
        ? null
        : { candidates: [{ content: [{ type: 'text', text }], finish: 'stop' }], usage: {} },
  }) as unknown as LlmLaneView;

const verdictOf = (...paths: string[]) =>
  verdictText({
    verdict: { same: paths.length === 0, differences: paths.map((path) => ({ path, values: {} })) },
  } as unknown as LlmRunView);

test('a place counts as soon as one of the answers says it otherwise', () => {
  expect([...differingPlaces([lane('{"a":1,"b":2}'), lane('{"a":9,"b":2}'), lane('{"a":1,"b":3}')])]).toEqual(
    ['/a', '/b'],
  );
  expect(differingPlaces([lane(null), lane('{"a":1}')]).size).toBe(0);
});

test('the verdict names settings in words', () => {
  expect(verdictOf()).toBe('All lanes ran with the same effective settings.');
  expect(verdictOf('/parameters/seed')).toBe('Not comparable as run: effective seed differs between lanes.');
  expect(verdictOf('/parameters/seed', '/reasoning/effort', '/responseFormat')).toBe(
    'Not comparable as run: effective seed, reasoning effort and responseFormat differ between lanes.',
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign, plainProgram, runOf, scripted } from '../../../test/support/debug-fixtures.ts';
import { LiveSession } from '../session.ts';
import { StoredComparison } from '../stored.ts';
import { type Armed, arm, readBreakpoint } from './read.ts';

const LINES = [
  'divergence',
  'step:b',
  'left:c',
  'step:d if b > 1',
  'b > 1',
  'a == c',
  'c < 2 once',
  'input.amount == 10',
  'b == 2 hit 2',
];

function armed(lines: readonly string[]): readonly Armed[] {
  return lines.map((line, i) => {
    const read = readBreakpoint(line);
    const made = read.ok ? arm({ ...read.value, id: i + 1 }) : read;
    if (!made.ok) throw new Error(made.refusal.message);
    return made.value;
  });
}

const value = fc.integer({ min: 0, max: 3 });
const flow = fc
  .tuple(value, value, value, value)
  .map(([a, b, c, d]) => [
    ...assign('a', 'a', a),
    ...assign('b', 'b', b),
    ...assign('c', 'c', c),
    ...assign('d', 'd', d),
  ]);

test('a recorded run: forward, then backward, visits the same rows, each with its hits', async () => {
  await fc.assert(
    fc.asyncProperty(flow, flow, fc.subarray(LINES, { minLength: 1 }), async (a, b, lines) => {
      const given = scripted(
        plainProgram(),
        { events: runOf('plain_v1', a) },
        { events: runOf('plain_v1', b) },
      );
      const session = await LiveSession.start(given.deps, given.options, false, []);
      await session.finished;
      const stored = await StoredComparison.open(given.store, session.id);
      if (!stored) throw new Error('it was not recorded');
      const set = armed(lines);
      const forward = [];
      for (
        let at = await stored.nextHit(set, -1, 'forward');
        at;
        at = await stored.nextHit(set, at.row, 'forward')
      )
        forward.push(at);
      const backward = [];
      for (
        let at = await stored.nextHit(set, 99, 'backward');
        at;
        at = await stored.nextHit(set, at.row, 'backward')
      )
        backward.push(at);
      expect(backward).toEqual(forward.toReversed());
      expect(forward.map(({ row }) => row)).toEqual(
        [...new Set(forward.map(({ row }) => row))].toSorted((x, y) => x - y),
      );
      expect(forward.every(({ hits }) => hits.length > 0)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

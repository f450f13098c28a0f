import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventLine, Header } from './format.ts';
import { decodeLine } from './format.ts';
import { Misplaced, Placer } from './placer.ts';

const HEADER = {
  parallax: 1,
  node: 'n',
  runtime: '',
  version: '',
  inputs: { a: 1 },
  sensitive: [],
} satisfies Header;

const line = (fields: Record<string, unknown>): EventLine => {
  const decoded = decodeLine(fields as never);
  if (decoded.kind !== 'event') throw new Error(JSON.stringify(decoded));
  return decoded.line;
};
const enter = (name: string, more = {}) => line({ kind: 'step_entered', name, ...more });
const leave = line({ kind: 'step_left' });

function placed(lines: readonly EventLine[]): string[] {
  const placer = new Placer(HEADER);
  placer.begin();
  return lines.flatMap((each) => placer.place(each)).map(({ kind, step, occ }) => `${kind} ${step}@${occ}`);
}

describe('places', () => {
  it('count visits, rounds and blocks', () => {
    const round = line({ kind: 'iteration', name: 'x', value: 1 });
    expect(
      placed([
        enter('a'),
        leave,
        enter('a'),
        enter('b'),
        leave,
        enter('b'),
        leave,
        enter('c', { block: 'else' }),
      ]).filter((each) => each.startsWith('step_entered')),
    ).toEqual([
      'step_entered a@0',
      'step_entered a@1',
      'step_entered a/then/b@1.0',
      'step_entered a/then/b@1.1',
      'step_entered a/else/c@1.0',
    ]);
    expect(placed([enter('l'), round, enter('b'), leave, round, enter('b'), leave, leave])).toEqual([
      'step_entered l@0',
      'iteration l@0',
      'step_entered l/do/b@0.0.0',
      'step_left l/do/b@0.0.0',
      'iteration l@0',
      'step_entered l/do/b@0.1.0',
      'step_left l/do/b@0.1.0',
      'step_left l@0',
    ]);
  });

  it('are left by a result', () => {
    const result = line({ kind: 'result', outcome: { success: true } });
    expect(placed([enter('a'), enter('b'), result])).toEqual([
      'step_entered a@0',
      'step_entered a/then/b@0.0',
      'step_left a/then/b@0.0',
      'step_left a@0',
      'result @',
    ]);
  });

  it('refuse what cannot follow', () => {
    const asked = line({ kind: 'effect_requested', request: { type: 'clock' } });
    const answered = line({ kind: 'effect_answered', answer: { ok: true, value: 1 } });
    const result = line({ kind: 'result', outcome: { success: true } });
    for (const wrong of [
      [leave],
      [answered],
      [asked, answered, answered],
      [line({ kind: 'iteration', name: 'x', value: 1 })],
      [enter('a'), line({ kind: 'yielded', value: 1 })],
      [result, enter('a')],
    ])
      expect(() => placed(wrong)).toThrow(Misplaced);
  });

  it('are entered and left in pairs, whatever the lines', () => {
    const steps = fc.array(fc.constantFrom('enter', 'leave', 'round'), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (given) => {
        const placer = new Placer(HEADER);
        const open: string[] = [];
        const visited = new Set<string>();
        for (const what of given) {
          const next =
            what === 'enter'
              ? enter('s')
              : what === 'leave'
                ? leave
                : line({ kind: 'iteration', name: 'x', value: 1 });
          if (what !== 'enter' && open.length === 0) continue;
          const [event] = placer.place(next);
          const place = `${event?.step}@${event?.occ}`;
          // A new visit, or the one that is open.
          expect(what === 'enter' ? !visited.has(place) : open.at(-1) === place).toBe(true);
          visited.add(place);
          if (what === 'enter') open.push(place);
          if (what === 'leave') open.pop();
        }
      }),
    );
  });
});

describe('lines', () => {
  it('spell values in the one way of canonical JSON', () => {
    const value = (given: unknown) => {
      const decoded = line({ kind: 'assigned', name: 'v', value: given });
      return decoded.kind === 'assigned' ? decoded.value : null;
    };
    expect(value({ $set: [2, 1, 2] })).toEqual({ $set: [1, 2] });
    expect(value({ $decimal: '1E+3' })).toEqual({ $decimal: '1000' });
    expect(value({ $integer: '7' })).toBe(7);
    expect(value({ $timestamp: '2026-01-02T03:04:05Z' })).toEqual({
      $timestamp: '2026-01-02T03:04:05.000000Z',
    });
  });

  it('refuse what is no value, fingerprints from elsewhere, and fields that mean nothing', () => {
    for (const wrong of [
      { kind: 'assigned', name: 'v', value: { $decimal: 'much' } },
      { kind: 'assigned', name: 'v', value: { a: [{ $fingerprint: 'ab' }] } },
      { kind: 'assigned', name: 'v' },
      { kind: 'assigned', name: 'a/b', value: 1 },
      { kind: 'step_left', occ: '0' },
      { kind: 'effect_requested', request: { type: 'telepathy' } },
      { kind: 'nonsense' },
      { parallax: 2, node: 'n' },
      { parallax: 1 },
    ])
      expect(decodeLine(wrong as never).kind).toBe('malformed');
  });
});

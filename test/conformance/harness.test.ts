import { describe, expect, test } from 'vitest';
import type { EventBody, TraceEvent } from '../../shared/trace/event.ts';
import { complaints } from '../support/conformance-case.ts';
import { difference, matches } from '../support/conformance-events.ts';
import { type Ran, scripted } from '../support/conformance-run.ts';
import type { WrittenCase } from '../support/conformance-schema.ts';

/** A suite that cannot fail proves nothing: what the conformance tests assert is broken here on purpose. */
const event = (body: EventBody): TraceEvent => ({ step: '', occ: '', time: 0, ...body });
const success = (result: number): Ran => ({
  events: [
    event({ kind: 'assigned', name: 'x', value: 1 }),
    event({ kind: 'result', outcome: { success: true, outputs: { result } } }),
  ],
  ending: { kind: 'completed' },
});
const failure: Ran = {
  events: [
    event({
      kind: 'result',
      outcome: { success: false, error: { code: 'c', message: 'm', fields: { f: 1 } } },
    }),
  ],
  ending: { kind: 'completed' },
};
const written = (more: object): WrittenCase =>
  ({ name: 'n', expr: '1', inputs: {}, types: {}, answers: [], ...more }) as WrittenCase;

describe('a case complains', () => {
  test.each([
    ['about another output', { gives: 2 }, success(1)],
    ['about an error instead of an output', { gives: 1 }, failure],
    ['about an output instead of an error', { error: 'c' }, success(1)],
    ['about another code', { error: 'd' }, failure],
    ['about another message', { error: { code: 'c', message: 'other' } }, failure],
    ['about other fields', { error: { code: 'c', fields: {} } }, failure],
    ['about a missing event', { gives: 1, events: ['assigned y='] }, success(1)],
    ['about the order of events', { gives: 1, events: ['result', 'assigned'] }, success(1)],
    ['about an unwanted event', { gives: 1, without: ['assigned'] }, success(1)],
    ['about a trace that is longer', { gives: 1, trace: ['assigned x=1'] }, success(1)],
    ['about a trace that is shorter', { gives: 1, trace: ['assigned', 'result', 'note'] }, success(1)],
    ['about a path that was cut off', { gives: 1 }, cutOff('timeout')],
    ['about another way of being cut off', { cut_off: 'runtime_died' }, cutOff('timeout')],
    ['about a case without an outcome', {}, success(1)],
  ])('%s', (_, more, ran) => {
    expect(complaints(written(more), ran)).not.toEqual([]);
  });

  test('about nothing where all is as it says', () => {
    expect(complaints(written({ gives: 1, trace: ['assigned x=', 'result success'] }), success(1))).toEqual(
      [],
    );
    expect(complaints(written({ error: { code: 'c', message: 'm', fields: { f: 1 } } }), failure)).toEqual(
      [],
    );
  });
});

test('traces differ by scale, by order of keys and by a missing event, and not by time', () => {
  const of = (value: Parameters<typeof assigned>[0], time = 0) => [assigned(value, time)];
  const names = ['a', 'b'] as const;
  expect(difference(of(1), of(1, 7), names)).toBeNull();
  expect(difference(of({ $decimal: '1.0' }), of({ $decimal: '1.00' }), names)).toContain('event 0 differs');
  expect(difference(of({ a: 1, b: 2 }), of({ b: 2, a: 1 }), names)).toContain('event 0 differs');
  expect(difference(of(1), [], names)).toContain('(no event)');
});

test('a line matches by whole words', () => {
  expect(matches('guard 0 false', 'guard 0')).toBe(true);
  expect(matches('guard 10 false', 'guard 1')).toBe(false);
  expect(matches('assigned x=1', 'assigned x=')).toBe(true);
});

test('an effect that a case does not foresee stops it', () => {
  const request = { type: 'publish', topic: 't', payload: null } as const;
  expect(() => scripted([])('p@0#0', request)).toThrow('no answer to p@0#0');
  expect(scripted([])('p@0#0', { type: 'clock', operation: 'year' })).toMatchObject({
    ok: true,
    value: 2025,
  });
});

function cutOff(code: string): Ran {
  return { events: [], ending: { kind: 'cut_off', error: { code, message: '', fields: {} } } };
}

function assigned(value: Extract<EventBody, { kind: 'assigned' }>['value'], time: number): TraceEvent {
  return { ...event({ kind: 'assigned', name: 'x', value }), time };
}

import { describe, expect, test } from 'vitest';
import { ask, readFilters } from './filters.ts';

const NOW = Date.UTC(2026, 10, 21);
const query = (address: Record<string, string>) => {
  const asked = ask(readFilters(address), NOW);
  return asked.ok ? asked.query : `${asked.field}: ${asked.message}`;
};

describe('what the address asks of the library', () => {
  test('nothing: everything but branches and proofs, newest first', () => {
    expect(query({})).toEqual({
      sort: 'started',
      descending: true,
      origin: ['run', 'ingested', 'replay', 'what_if'],
      roots: true,
    });
  });

  test('all that it says, branches among what is found', () => {
    expect(
      query({
        text: 'Zürich mug',
        node: 'n1',
        outcome: 'failed',
        path: 'direct',
        error: ' timeout ',
        step: 'compute_tax',
        tag: '#nightly',
        since: '7d',
        until: '2026-11-20',
        min: '250ms',
        max: '1.5s',
        pinned: 'yes',
        sort: 'node',
      }),
    ).toEqual({
      sort: 'node',
      descending: false,
      origin: ['run', 'ingested', 'replay', 'what_if'],
      text: 'Zürich mug',
      node: 'n1',
      status: ['failed'],
      path: 'direct',
      error: 'timeout',
      divergedAt: 'compute_tax',
      tags: ['nightly'],
      since: NOW - 7 * 86_400_000,
      until: Date.UTC(2026, 10, 20),
      minDuration: 250,
      maxDuration: 1500,
      pinned: true,
    });
  });

  test.each([
    ['branches', { origin: ['replay', 'what_if'] }],
    ['proofs', { origin: ['proof'] }],
    ['ingested', { origin: ['ingested'] }],
    ['deleted', { deleted: true }],
  ])('%s alone', (kind, expected) => {
    expect(query({ kind })).toEqual({ sort: 'started', descending: true, ...expected });
  });

  test('the result, where no step differs first', () => {
    expect(query({ step: 'result' })).toMatchObject({ divergedAt: '' });
  });

  test('nothing that it does not know', () => {
    expect(query({ outcome: 'odd', path: 'third', sort: 'size', other: 'x' })).toEqual(
      query({ outcome: 'odd' }),
    );
  });

  test.each([
    [{ since: 'soon' }, 'since: A time is'],
    [{ until: '2026-99-99' }, 'until: A time is'],
    [{ min: 'long' }, 'min: A duration is'],
    [{ max: '-1s' }, 'max: A duration is'],
  ])('%j is refused where it stands', (address, message) => {
    expect(query(address)).toContain(message);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findVisit } from './visit.ts';

/** The index and the last chunk, as recording would have made them for chunks of ten events. */
function indexOf(occs: readonly string[], indexed: number) {
  const visits: { first: number; occ: string }[] = [];
  for (let first = 0; first < indexed; first += 10) visits.push({ first, occ: occs[first] as string });
  const last = Math.floor((occs.length - 1) / 10) * 10;
  return { visits, last };
}

test('the chunks of an occurrence are all that hold it, and few others', () => {
  const rounds = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(rounds, fc.boolean(), (lengths, growing) => {
      // Round i has lengths[i] events; the last chunk is not indexed while it grows.
      const occs = lengths.flatMap((length, i) => Array.from({ length }, () => `0.${i}.0`));
      const { visits, last } = indexOf(occs, growing ? Math.floor(occs.length / 10) * 10 : occs.length);
      for (const occ of new Set(occs)) {
        const holding = occs.flatMap((other, i) => (other === occ ? [i - (i % 10)] : []));
        const found = findVisit(visits, last, 'loop/do/x', occ);
        for (const chunk of holding) expect(found).toContain(chunk);
        expect(found.length).toBeLessThanOrEqual(new Set(holding).size + 2);
      }
    }),
  );
});

test('occurrences are ordered by number, not by letter', () => {
  const visits = ['0.2.0', '0.10.0', '0.100.0'].map((occ, i) => ({ first: i * 10, occ }));
  expect(findVisit(visits, 20, 'x', '0.10.0')).toEqual([0, 10]);
  expect(findVisit(visits, 20, 'x', '0.9.0')).toEqual([0]);
});

test('a step in a compensation is looked for everywhere: its occurrences come in reverse', () => {
  const visits = ['0.9.0', '0.5.0', '0.1.0'].map((occ, i) => ({ first: i * 10, occ }));
  expect(findVisit(visits, 20, 'loop/do/pay/compensate/refund', '0.7.0')).toEqual([0, 10, 20]);
});

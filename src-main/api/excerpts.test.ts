import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerptOf } from '../../shared/api/excerpt.ts';
import type { RowDetail } from '../../shared/api/view.ts';
import { type Canonical, canonicalText } from '../../shared/values/canonical.ts';
import { anyValue } from '../../test/support/events.ts';
import { excerpt, isAtHand } from './excerpts.ts';

const list = (length: number): Canonical => Array.from({ length }, (_, i) => ({ i }));

describe('an excerpt', () => {
  test('of what is small is the value itself', () => {
    const value = { text: 'short', list: list(200), set: { $set: [1, 2] }, rate: { $decimal: '0.075' } };
    expect(excerpt(value)).toBe(value);
    expect(excerpt('short')).toBe('short');
    expect(excerpt(null)).toBeNull();
  });

  test('of what is large has its first members and says how many there are', () => {
    expect(excerptOf(excerpt(list(91_000)))).toMatchObject({ count: 91_000, first: list(200) });
    expect(excerptOf(excerpt({ $set: list(300) as Canonical[] }))).toMatchObject({
      count: 300,
      first: { $set: list(200) },
    });
    expect(excerptOf(excerpt('x'.repeat(5000)))).toMatchObject({ count: 5000, first: 'x'.repeat(4000) });
    expect(excerptOf(excerpt({ $bytes: 'AAAA'.repeat(2000) }))).toMatchObject({
      count: 8000,
      first: { $bytes: 'AAAA'.repeat(1000) },
    });
    const inside = excerpt({ name: 'report', rows: list(1000) }) as Record<string, Canonical>;
    expect(inside['name']).toBe('report');
    expect(excerptOf(inside['rows'])).toMatchObject({ count: 1000 });
  });

  test('never cuts through a character', () => {
    const { first } = excerptOf(excerpt(`${'x'.repeat(3999)}😀😀`)) ?? {};
    expect(first).toBe('x'.repeat(3999));
  });

  test('stays small however the value is made', () => {
    let deep: Canonical = list(150);
    for (let i = 0; i < 2; i++) deep = Array.from({ length: 40 }, () => deep);
    expect(JSON.stringify(excerpt(deep)).length).toBeLessThan(200_000);
  });

  test('of what is large is at hand once it was made', () => {
    const large = list(300);
    const detail = (reference: Canonical) => ({ variables: [{ reference }] }) as unknown as RowDetail;
    expect(isAtHand(detail(list(150)))).toBe(true);
    expect(isAtHand(detail({ within: large }))).toBe(false);
    expect(isAtHand(detail(large))).toBe(false);
    excerpt(large);
    expect(isAtHand(detail(large))).toBe(true);
    expect(excerptOf(excerpt(large))?.digest).not.toBe('');
  });

  test('differs exactly when the value does', () => {
    const value = fc
      .tuple(fc.nat(700), anyValue)
      .map(([length, last]) => [...(list(length) as Canonical[]), last]);
    fc.assert(
      fc.property(value, value, (a, b) => {
        const same = canonicalText(a) === canonicalText(b);
        expect(canonicalText(excerpt(a)) === canonicalText(excerpt(b))).toBe(same);
      }),
    );
    const [a, b] = [list(500), [...(list(499) as Canonical[]), 'other']];
    expect(canonicalText(excerpt(a))).not.toBe(canonicalText(excerpt(b)));
  });
});

import { expect, test } from 'vitest';
import { memberPath } from './value-path.ts';

test('members are named as expressions name them', () => {
  expect(memberPath('order', { total: 1 }, 'total')).toBe('order.total');
  expect(memberPath('order', { 'first name': 1 }, 'first name')).toBe('order["first name"]');
  expect(memberPath('order.lines', [1, 2], '1')).toBe('order.lines[1]');
  expect(memberPath('rates', { $map: [['NZ', 1]] }, '"NZ"')).toBe('rates["NZ"]');
});

test('an element of a set has no name, and nothing in it has', () => {
  expect(memberPath('tags', { $set: ['a'] }, '·')).toBeNull();
  expect(memberPath(null, [1], '0')).toBeNull();
});

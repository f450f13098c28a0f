import { expect, test } from 'vitest';
import { longHex } from './themes.ts';

test('short colours become long ones, long ones stay', () => {
  expect(longHex('#fa0')).toBe('#ffaa00');
  expect(longHex('#0e1014')).toBe('#0e1014');
});

import { expect, it } from 'vitest';
import { givenSecrets } from './secret-values.ts';

it('reads texts as they are, numbers after =, and JSON where it begins like some', () => {
  const typed = { card: '4242 4242', pin: '=12.50', empty: '', quoted: '"=1"', list: '[1, 2]', broken: '{a' };
  expect(givenSecrets(typed)).toEqual({
    card: '4242 4242',
    pin: { $decimal: '12.50' },
    quoted: '=1',
    list: [1, 2],
    broken: '{a',
  });
});

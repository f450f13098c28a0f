import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { runs } from '../../test/support/full.ts';
import { fromJson } from '../effects/json.ts';
import { canonical } from './canonical.ts';

const values = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' });
const keys = fc.oneof(fc.string(), fc.constantFrom('$decimal', '$x', '__proto__', '\ud800', '\\', '"'));

test('it is what reading the text of the value gives', () => {
  const objects = fc.dictionary(keys, fc.oneof(values, fc.dictionary(keys, values)), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(objects, (value) => {
      // An own member of that name is kept by reading JSON and by nothing else.
      const parsed = parseJsonText(JSON.stringify(value)) as object;
      expect(canonical(parsed)).toEqual(fromJson(JSON.stringify(parsed))?.value);
    }),
    { numRuns: runs(300, 20_000) },
  );
});

test('what nests deeper than values may is its text; members that are undefined are none', () => {
  const deep = JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`);
  expect(canonical(deep)).toBe(JSON.stringify(deep));
  expect(canonical({ a: undefined, b: -0, c: 0.5 })).toEqual({ b: 0, c: { $decimal: '0.5' } });
});

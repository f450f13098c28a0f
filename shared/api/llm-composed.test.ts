import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composedBytes } from './llm-composed.ts';

test('what it takes is what is written of it, whatever its text is', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', '"', '\n', 'é', '€', '😀', '\ud800', '\udc00'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(text, (text) => {
      const composed = { name: 'é', edited: true, text, policy: 'warn' as const, lanes: ['a/b'] };
      expect(composedBytes(composed)).toBe(Buffer.byteLength(JSON.stringify(composed)));
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Of, textOfBase64 } from './base64.ts';

test('texts as base64, like everybody', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(base64Of(text)).toBe(Buffer.from(text, 'utf8').toString('base64'));
      expect(textOfBase64(base64Of(text))).toBe(text);
    }),
  );
  expect(base64Of('\ud800')).toBe(Buffer.from('\ufffd').toString('base64'));
});

test('bytes that are no text are none', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString();
      const whole = Buffer.from(text).equals(Buffer.from(bytes));
      expect(textOfBase64(Buffer.from(bytes).toString('base64'))).toBe(whole ? text : undefined);
    }),
  );
  expect(textOfBase64('no base64!')).toBeUndefined();
});

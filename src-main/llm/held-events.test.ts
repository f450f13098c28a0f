import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { runs } from '../../test/support/full.ts';
import { HeldEvents } from './held-events.ts';

/** Texts with many ends of lines, some of them of events. */
const texts = fc
  .array(fc.constantFrom('a', ': b', '\n', '\r\n', '\n\n', '\r\n\r\n', '\r', 'data: x\n\n'), {
    maxLength: 20,
  })
  .map((pieces) => pieces.join(''));

test('however it is cut, what is given on ends with an event, and nothing is missing', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 60 }), (text, lengths) => {
      const held = new HeldEvents();
      let given = '';
      for (let at = 0, i = 0; at < text.length; i++) {
        const piece = text.slice(at, at + (lengths[i] ?? 1));
        at += piece.length;
        held.push(Buffer.from(piece));
        if (i % 3 === 0) continue;
        given += held.events().toString();
        expect(given).toBe(/^.*\n\r?\n|/s.exec(text.slice(0, at))?.[0]);
      }
      expect(given + held.rest().toString()).toBe(text);
    }),
    { numRuns: runs(500, 20_000) },
  );
});

test('one event of many pieces is copied once', () => {
  const held = new HeldEvents();
  const piece = Buffer.alloc(4096, 'x');
  const concat = vi.spyOn(Buffer, 'concat');
  for (let i = 0; i < 500; i++) {
    held.push(piece);
    expect(held.events().length).toBe(0);
  }
  held.push(Buffer.from('\n\n'));
  expect(held.events().length).toBe(500 * 4096 + 2);
  const copied = concat.mock.results.map(({ value }) => (value as Buffer).length);
  expect(copied.reduce((sum, length) => sum + length)).toBe(500 * 4096 + 2);
  concat.mockRestore();
});

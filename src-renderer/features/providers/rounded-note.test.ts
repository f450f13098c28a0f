import { expect, test } from 'vitest';
import { roundedNote } from './rounded-note.ts';

test('a number with more digits than are sent is told with its place', () => {
  const text = '{\n  "metadata": {},\n  "x": [1, -12345678901234567890]\n}';
  expect(roundedNote(text)).toEqual({
    message:
      'The number -12345678901234567890 has more digits than a 64-bit float keeps; it was read as -12345678901234567000.',
    line: 3,
    column: 12,
    length: 21,
  });
  expect(roundedNote('12345678901234567890')).toMatchObject({ line: 1, column: 1 });
});

test('of several the first, and how many there are', () => {
  expect(roundedNote('[9007199254740993, 1]')?.message).toMatch(/2\.$/);
  expect(roundedNote('[9007199254740993, 1e400]')?.message).toMatch(/One more was rounded\.$/);
  expect(roundedNote('[1e400, 9007199254740993, 9007199254740993]')?.message).toBe(
    'The number 1e400 is beyond all 64-bit floats; it was read as null. 2 more were rounded.',
  );
});

test('what is sent as it is typed needs no word', () => {
  expect(roundedNote('{"a": "12345678901234567890", "b": 0.1, "c": 9007199254740992}')).toBeNull();
});

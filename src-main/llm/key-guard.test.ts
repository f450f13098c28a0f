import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Assembly } from '../../shared/llm/protocol/assemble.ts';
import type { StreamPart } from '../../shared/llm/protocol/stream.ts';
import { runs } from '../../test/support/full.ts';
import { holdsKey, KeyGuard, withoutKey } from './key-guard.ts';
import { spellingsOf } from './key-spellings.ts';

const KEY = 'sk-aab-aac';
const at = { candidate: 0, part: 0 };
const delta = (text: string): StreamPart => ({ type: 'delta', ...at, text });

function through(
  parts: readonly StreamPart[],
  spellings: readonly string[] = [KEY],
): {
  readonly text: string;
  readonly parts: readonly StreamPart[];
} {
  const guard = new KeyGuard(spellings);
  const out = parts.flatMap((part) => guard.push(part));
  const assembly = new Assembly();
  for (const part of out) assembly.push(part);
  const [first] = assembly.response.candidates[0]?.content ?? [];
  return { text: first?.type === 'text' ? first.text : '', parts: out };
}
const stream = (pieces: readonly string[]): StreamPart[] => [
  { type: 'part_start', ...at, value: { type: 'text', text: '' } },
  ...pieces.map(delta),
  { type: 'part_end', ...at },
  { type: 'end' },
];

/** Texts that are often nearly the key. */
const texts = fc
  .array(fc.constantFrom('s', 'sk-', 'sk-aa', 'b-aac', 'a', '-', KEY, KEY.slice(0, -1), 'x'), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(''));

/** Only most of a key at the very end is taken for one. */
function expected(text: string): string {
  for (let length = KEY.length - 1; length * 2 >= KEY.length; length--)
    if (text.endsWith(KEY.slice(0, length))) return `${text.slice(0, -length)}[redacted]`;
  return text;
}

test('however a text is cut, the key is nowhere in it, and the rest arrives', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(80), { maxLength: 12 }), (text, cuts) => {
      const places = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
      const seen = through(stream(pieces));
      expect(seen.text).not.toContain(KEY);
      expect(seen.text).toBe(expected(withoutKey(text, [KEY])));
      for (const part of seen.parts) expect(JSON.stringify(part)).not.toContain(KEY);
    }),
    { numRuns: runs(500, 20_000) },
  );
});

test('what only begins like the key comes with the end of its part; most of a key does not', () => {
  expect(through(stream(['see ', 'sk', '-a'])).text).toBe('see sk-a');
  expect(through(stream(['see ', 'sk-aab', '-aa'])).text).toBe('see [redacted]');
});

test('a stream that ends in an error gives what it held', () => {
  const parts = through([
    { type: 'part_start', ...at, value: { type: 'text', text: '' } },
    delta('a sk-'),
    { type: 'error', error: { code: 'server', message: `no ${KEY}` } },
  ]).parts;
  expect(parts.slice(1)).toEqual([
    delta('a '),
    delta('sk-'),
    { type: 'error', error: { code: 'server', message: 'no [redacted]' } },
  ]);
});

test('names, ids and everything else of a part are looked at, member names too', () => {
  const value = { type: 'extension', dialect: 'gemini', value: { [KEY]: [`a${KEY}b`, 1, null] } } as const;
  expect(new KeyGuard([KEY]).push(value)).toEqual([
    { ...value, value: { '[redacted]': ['a[redacted]b', 1, null] } },
  ]);
});

describe('a key that is written otherwise', () => {
  const ODD = 'p"l\\a+nted/7391==';
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const basic = base64('a name:a long password');
  test.each<readonly [string, string, string]>([
    ['in an address', ODD, encodeURIComponent(ODD)],
    [
      'in an address, in small letters',
      ODD,
      encodeURIComponent(ODD).replaceAll(/%../g, (x) => x.toLowerCase()),
    ],
    ['in JSON within JSON', ODD, JSON.stringify({ key: ODD })],
    ...['', 'a:', 'ab:', 'abc:'].flatMap((before) => [
      [`in base 64 behind "${before}"`, ODD, base64(before + ODD)] as const,
      [`in base 64 between "${before}" and more`, ODD, base64(`${before}${ODD} and more`)] as const,
    ]),
    ['in base 64 of addresses', ODD, Buffer.from(ODD).toString('base64url')],
    ['with what it says', basic, 'a name:a long password'],
    ['with its password alone', basic, 'a long password'],
  ])('%s, is found, whole and in pieces', (_, key, text) => {
    const spellings = spellingsOf(key);
    expect(holdsKey({ deep: [`see ${text}!`] }, spellings)).toBe(true);
    for (const clean of [
      withoutKey(`see ${text}!`, spellings),
      through(stream([...`see ${text}!`]), spellings).text,
    ]) {
      expect(clean).toContain('[redacted]');
      // The ends of base 64 hang on what stands around it.
      expect(clean).not.toContain(text.slice(4, -4));
    }
  });

  test('a short one hides no text that only looks like it in base 64', () => {
    expect(withoutKey(`${base64('demo')} demo`, spellingsOf('demo'))).toBe(`${base64('demo')} [redacted]`);
  });
});

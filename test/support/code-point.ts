import fc from 'fast-check';

const SURROGATES = [0xd800, 0x800] as const;

/** Any character there is, as a unit of texts. fast-check's own (`binary`) makes a map of all million of them first. */
export const codePoint: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - SURROGATES[1] })
  .map((number) => String.fromCodePoint(number < SURROGATES[0] ? number : number + SURROGATES[1]), numberOf);

/** The other way, by which fast-check also knows what it may put into such texts. */
function numberOf(text: unknown): number {
  const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (code === undefined || text !== String.fromCodePoint(code) || (code >= 0xd800 && code < 0xe000))
    throw new Error('no character');
  return code < SURROGATES[0] ? code : code - SURROGATES[1];
}

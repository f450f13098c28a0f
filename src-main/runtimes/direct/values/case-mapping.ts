/**
 * Characters whose case mapping is younger than Unicode 13.0 (CPython 3.10): they stay as they are. Derived by comparing
 * Node 24's mappings (Unicode 17.0) of every code point with those of CPython 3.10; case-mapping.test.ts has the law.
 */
const YOUNGER =
  /[\u{19b}\u{264}\u{1c89}-\u{1c8a}\u{2c2f}\u{2c5f}\u{a7c0}-\u{a7c1}\u{a7cb}-\u{a7dc}\u{10570}-\u{1057a}\u{1057c}-\u{1058a}\u{1058c}-\u{10592}\u{10594}-\u{10595}\u{10597}-\u{105a1}\u{105a3}-\u{105b1}\u{105b3}-\u{105b9}\u{105bb}-\u{105bc}\u{10d50}-\u{10d65}\u{10d70}-\u{10d85}\u{16ea0}-\u{16eb8}\u{16ebb}-\u{16ed3}]/u;
const SPLIT = new RegExp(`(${YOUNGER.source}+)`, 'u');

export function upper(text: string): string {
  return mapped(text, (part) => part.toUpperCase());
}

export function lower(text: string): string {
  return mapped(text, (part) => part.toLowerCase());
}

/** A younger character is no letter to Unicode 13.0, so it also ends the word that a final sigma looks at. */
function mapped(text: string, map: (part: string) => string): string {
  if (!YOUNGER.test(text)) return map(text);
  return text
    .split(SPLIT)
    .map((part, index) => (index % 2 === 0 ? map(part) : part))
    .join('');
}

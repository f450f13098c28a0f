import { type Canonical, tagOf } from '../../shared/values/canonical.ts';

/** More of one value is not looked at: the index is for finding runs, not for keeping them twice. */
const LIMIT = 20_000;

/** What a person might look for in a value: its texts, numbers and times; neither names of fields nor fingerprints. */
export function wordsOf(value: Canonical): string {
  let text = '';
  const stack: Canonical[] = [value];
  for (let next = stack.pop(); next !== undefined && text.length < LIMIT; next = stack.pop()) {
    if (typeof next === 'string' || typeof next === 'number') text += `${next}\n`;
    else if (Array.isArray(next)) for (const member of next.toReversed()) stack.push(member);
    else if (typeof next === 'object' && next !== null) {
      const tagged = tagOf(next);
      if (tagged?.tag === '$fingerprint' || tagged?.tag === '$bytes') continue;
      if (tagged !== undefined) stack.push(tagged.payload);
      else for (const member of Object.values(next).toReversed()) stack.push(member);
    }
  }
  return text.slice(0, LIMIT);
}

/** Words as a query of the index: all of them must be there, in any order, the last characters of each may be missing. */
export function matchOf(words: string): string {
  return words
    .split(/\s+/)
    .map((word) => word.replaceAll('"', ''))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `"${word}"*`)
    .join(' ');
}

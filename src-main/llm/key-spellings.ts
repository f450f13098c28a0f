/** Of a shorter one, what it looks like in base 64 may stand in any text. */
const SHORT = 8;

const known = new Map<string, readonly string[]>();

/**
 * How a key may stand in a text: as it is, as addresses and JSON within JSON write it, and in base 64, alone or in the middle of
 * what a header holds. Of one that is a name and a password in base 64, what it says too.
 */
export function spellingsOf(key: string): readonly string[] {
  const found = known.get(key);
  if (found !== undefined) return found;
  const address = encodeURIComponent(key);
  const all = [key, address, address.replace(/%../g, (byte) => byte.toLowerCase()), quoted(key)];
  if (key.length >= SHORT) all.push(...inBase64(key), ...credentialsIn(key));
  // A longer one may hold a shorter one.
  const spellings = [...new Set(all)].toSorted((a, b) => b.length - a.length);
  known.set(key, spellings);
  return spellings;
}

function quoted(key: string): string {
  return JSON.stringify(key).slice(1, -1);
}

/** Behind any number of bytes; without the characters at both ends that hang on its neighbours. */
function inBase64(key: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.from(' '.repeat(before) + key).toString('base64');
    const inner = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + key.length) * 8) / 6));
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function credentialsIn(key: string): string[] {
  const text = Buffer.from(key, 'base64').toString('latin1');
  const [, password = ''] = /^[\x20-\x7e]+?:([\x20-\x7e]+)$/.exec(text) ?? [];
  return password.length >= SHORT ? [text, password] : [];
}

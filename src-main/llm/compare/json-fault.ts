/** Tokens of JSON, and white space. */
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON's strings may hold any but these
  /[ \t\r\n]+|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;

/** What may come next: a value, a value or the end of a list, a key or the end of an object, and so on. */
type Want = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'nothing more';

/** Where a text stops being JSON, as an offset, and what was wanted there; null where it is JSON. */
export function jsonFault(text: string): { readonly offset: number; readonly wanted: Want } | null {
  const open: ('[' | '{')[] = [];
  let want: Want = 'value';
  const after = (): Want => {
    const last = open.at(-1);
    return last === undefined ? 'nothing more' : last === '[' ? ', or ]' : ', or }';
  };
  for (let offset = 0; offset < text.length; ) {
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return { offset, wanted: want };
    if (token.trim() !== '') {
      const next = step(token, want, open, after);
      if (next === null) return { offset, wanted: want };
      want = next;
    }
    offset += token.length;
  }
  return want === 'nothing more' ? null : { offset: text.length, wanted: want };
}

/** What is wanted after a token; null where it was not wanted itself. */
function step(token: string, want: Want, open: ('[' | '{')[], after: () => Want): Want | null {
  const wantsValue = want === 'value' || want === 'value or ]';
  switch (token) {
    case '{':
    case '[':
      if (!wantsValue) return null;
      open.push(token);
      return token === '{' ? 'key or }' : 'value or ]';
    case '}':
    case ']':
      if (want !== (token === '}' ? 'key or }' : 'value or ]') && want !== `, or ${token}`) return null;
      open.pop();
      return after();
    case ',':
      return want === ', or ]' ? 'value' : want === ', or }' ? 'key' : null;
    case ':':
      return want === ':' ? 'value' : null;
  }
  if (wantsValue) return after();
  return token.startsWith('"') && (want === 'key' || want === 'key or }') ? ':' : null;
}

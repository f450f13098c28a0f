import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonText } from './json-text.ts';

/** Keys that are short, and begin as others are written. */
const keys = fc.oneof(
  fc.constantFrom(
    '\\',
    '"',
    '\n',
    '\ud800',
    'a',
    'a\\',
    'a"',
    'a\\b',
    'a\bc',
    '\\u',
    '',
    '0',
    '/',
    '__proto__',
  ),
  fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'a', 'b', 'u', '0', 'é', '\ud800'), maxLength: 3 }),
);
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -1.5e300, 7, '', '\\', '"}', 'a\\"', '":'),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** The value as JSON, each character and each space as the next number says. */
function spelled(value: unknown, next: () => number): string {
  const space = () => ['', '', ' ', '\n\t', '\r'][next() % 5] ?? '';
  const put = (...parts: readonly string[]) => parts.map((part) => space() + part + space()).join('');
  const character = (unit: string) =>
    next() % 3 === 0
      ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
      : JSON.stringify(unit).slice(1, -1);
  const string = (text: string) => `"${text.split('').map(character).join('')}"`;
  const write = (part: unknown): string => {
    if (typeof part === 'string') return string(part);
    if (typeof part !== 'object' || part === null) return JSON.stringify(part);
    if (Array.isArray(part))
      return `[${part.length === 0 ? space() : part.map((item) => put(write(item))).join(',')}]`;
    const members = Object.entries(part).map(([key, member]) => `${put(string(key))}:${put(write(member))}`);
    return `{${members.length === 0 ? space() : members.join(',')}}`;
  };
  return put(write(value));
}

const spelling = fc.infiniteStream(fc.nat(29)).map((numbers) => () => numbers.next().value ?? 0);

test.each(['"', '\n', '\ud800', 'é'])('the key %j is not taken for one that objects like it had', (key) => {
  const written = `"\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}"`;
  const like = JSON.parse(`{${JSON.stringify(`like ${key}`)}:0,"\\\\":0}`);
  const [first = ''] = Object.keys(like);
  expect(parseJsonText(`{${JSON.stringify(first)}:1,${written}:2}`)).toEqual({ [first]: 1, [key]: 2 });
});

test('every spelling of a value is read as that value, whatever was read before', () => {
  fc.assert(
    fc.property(values, spelling, (value, next) => {
      expect(JSON.stringify(parseJsonText(spelled(value, next)))).toBe(JSON.stringify(value));
    }),
    { numRuns: 2000 },
  );
});

test('numbers are handed on as they are written, and each value once its parts are', () => {
  const read = (text: string) =>
    parseJsonText(text, (value, source) =>
      typeof value === 'number' ? source : Array.isArray(value) ? value.join('+') : value,
    );
  expect(read('{"a":[1.50,-0,1e2],"b":3,"c":"4"}')).toEqual({ a: '1.50+-0+1e2', b: '3', c: '4' });
  expect(read('{"\\n":[1.50,-0,1e2],"b":3,"c":"4"}')).toEqual({ '\n': '1.50+-0+1e2', b: '3', c: '4' });
});

test('of members of one name the last is read, `__proto__` is a name like any other', () => {
  const text = '{"\\u0061":1,"b":2,"a":3,"__proto__":{"c":4}}';
  expect(JSON.stringify(parseJsonText(text))).toBe('{"a":3,"b":2,"__proto__":{"c":4}}');
});

test('what is no JSON is refused with the reason of the engine', () => {
  const failure = (read: () => unknown): string => {
    try {
      read();
      return '';
    } catch (error) {
      return String(error);
    }
  };
  const damaged = fc
    .tuple(values, spelling, fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '{', '1', ' ', ':', '\\'))
    .map(([value, next, at, put]) => {
      const text = spelled(value, next);
      return text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1);
    });
  fc.assert(
    fc.property(damaged, (text) => {
      expect(failure(() => parseJsonText(text))).toBe(failure(() => JSON.parse(text)));
    }),
    { numRuns: 2000 },
  );
});

import type { Canonical, CanonicalObject } from '../../../shared/values/canonical.ts';
import { isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';
import type { Imports } from './imports.ts';

/** Characters that would be invisible or end a line: written as escapes. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

function escaped(char: string): string {
  const code = char.codePointAt(0) as number;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A Python string literal, in the quotes that need fewer escapes. */
export function pythonString(text: string): string {
  const double = JSON.stringify(text).replace(HIDDEN, escaped);
  return text.includes('"') && !text.includes("'")
    ? `'${double.slice(1, -1).replaceAll('\\"', '"')}'`
    : double;
}

/** Text for a comment: one line, nothing hidden. */
export function commentText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(HIDDEN, '').trim();
}

/** The lines of a docstring, quotes included. */
export function docstring(paragraphs: readonly string[]): string[] {
  const lines = paragraphs
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph, index) => [
      ...(index > 0 ? [''] : []),
      ...paragraph.split(/\r\n|[\n\r\v\f\u2028\u2029\u0085]/),
    ])
    .map((line) =>
      line.trimEnd().replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"').replace(HIDDEN, escaped),
    );
  const last = lines.length - 1;
  // A quote at the end would run into the closing ones.
  if (last >= 0) lines[last] = (lines[last] as string).replace(/"$/, '\\"');
  if (last <= 0) return [`"""${lines[0] ?? ''}"""`];
  return [`"""${lines[0]}`, ...lines.slice(1), '"""'];
}

/** A decimal in the one form it has at run time: beyond 34 digits before the point, the shortest coefficient. */
function decimalText(text: string): string {
  const [, whole, zeros] = /^(-?[0-9]+?)(0*)$/.exec(text) ?? [];
  return whole === undefined || zeros === undefined || text.replace('-', '').length <= 34
    ? text
    : `${whole}E+${zeros.length}`;
}

/** A Python expression for a constant. */
export function pythonLiteral(value: Canonical, imports: Imports): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonString(value);
  if (!isCanonicalObject(value)) return `[${value.map((each) => pythonLiteral(each, imports)).join(', ')}]`;
  const tagged = tagOf(value);
  if (tagged === undefined) return recordLiteral(value, imports);
  const { tag, payload } = tagged;
  const text = typeof payload === 'string' ? pythonString(payload) : '';
  switch (tag) {
    case '$integer':
      return String(payload);
    case '$decimal':
      return `${imports.use('decimal', 'Decimal')}(${pythonString(decimalText(String(payload)))})`;
    case '$timestamp':
      return `${imports.use('timestamps', 'timestamp')}(${text})`;
    case '$bytes':
      return `${imports.use('encoding', 'decode_base64')}(${text})`;
    case '$set':
      return `${imports.use('values', 'Set')}(${pythonLiteral(payload, imports)})`;
    case '$map':
      return mapLiteral(payload as readonly (readonly [Canonical, Canonical])[], imports);
    case '$fingerprint':
      return recordLiteral(value, imports);
  }
}

function recordLiteral(value: CanonicalObject, imports: Imports): string {
  const entries = Object.entries(value).map(
    ([key, each]) => `${pythonString(key)}: ${pythonLiteral(each, imports)}`,
  );
  return `{${entries.join(', ')}}`;
}

function mapLiteral(pairs: readonly (readonly [Canonical, Canonical])[], imports: Imports): string {
  const entries = pairs.map(([key, value]) => {
    const shown = pythonLiteral(key, imports);
    const asKey = typeof key === 'string' ? shown : `${imports.use('values', 'Key')}(${shown})`;
    return `${asKey}: ${pythonLiteral(value, imports)}`;
  });
  return `{${entries.join(', ')}}`;
}

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield match case type'
  ).split(' '),
);
/** Names that generated functions use themselves; every imported name is kept free too. */
const OWN = new Set([
  'run',
  'v',
  'probe',
  'frame',
  'inner',
  'loop',
  'result',
  'block',
  'state',
  'node',
  'flow',
  'fn',
  'decimal',
]);

/** A Python identifier that reads like the name; `taken` says which are in use already. */
export function identifier(name: string, taken: (candidate: string) => boolean): string {
  let base = name.replace(/[^A-Za-z0-9_]+/g, '_');
  if (!/^[A-Za-z]/.test(base)) base = base.replace(/^_*/, '') || 'value';
  if (/^[0-9]/.test(base)) base = `step_${base}`;
  let candidate = KEYWORDS.has(base) || OWN.has(base) || base.startsWith('__') ? `${base}_` : base;
  for (let count = 2; taken(candidate); count++) candidate = `${base}_${count}`;
  return candidate;
}

import { type Canonical, tagOf } from './canonical.ts';
import { mapEntries } from './equality.ts';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Short text of a value, the same in the application, in messages and in the terminal: decimals plain, strings quoted,
 * lists and records written out while they fit into `max` characters and else as `array[3]`, `{… 4}`.
 */
export function displayValue(value: Canonical | undefined, max = 60): string {
  if (value === undefined) return '';
  return inline(value, max) ?? summary(value, max);
}

/** A path of names and indices: `lines[2].total`, `["a b"].c`. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!IDENTIFIER.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function inline(value: Canonical, max: number): string | undefined {
  if (max < 1) return undefined;
  const simple = scalar(value, max);
  if (simple !== undefined) return simple;
  if (Array.isArray(value)) return list(value, '[', ']', max);
  const tagged = tagOf(value);
  if (tagged?.tag === '$set' && Array.isArray(tagged.payload)) return list(tagged.payload, 'set{', '}', max);
  const entries = mapEntries(value);
  if (entries === undefined) return undefined;
  const parts: string[] = [];
  let room = max - 2;
  for (const [key, member] of entries) {
    const name = typeof key === 'string' && IDENTIFIER.test(key) ? key : (inline(key, room) ?? '');
    const text = inline(member, room - name.length - 2);
    if (text === undefined) return undefined;
    parts.push(`${name}: ${text}`);
    room -= name.length + text.length + 4;
    if (room < -2) return undefined;
  }
  return `{${parts.join(', ')}}`;
}

function list(items: readonly Canonical[], start: string, end: string, max: number): string | undefined {
  const parts: string[] = [];
  let room = max - start.length - end.length;
  for (const item of items) {
    const text = inline(item, room);
    if (text === undefined) return undefined;
    parts.push(text);
    room -= text.length + 2;
    if (room < -2) return undefined;
  }
  return `${start}${parts.join(', ')}${end}`;
}

function scalar(value: Canonical, max: number): string | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value, max);
  const tagged = tagOf(value);
  if (tagged === undefined || typeof tagged.payload !== 'string') return undefined;
  const text = tagged.payload;
  switch (tagged.tag) {
    case '$integer':
    case '$decimal':
      return clip(text, max);
    case '$timestamp':
      return text.replace(/\.?0*Z$/, 'Z');
    case '$bytes':
      return `bytes[${byteLength(text)}]${text === '' ? '' : ` ${clip(text, Math.max(max - 12, 8))}`}`;
    case '$fingerprint':
      return `••• ${text.slice(0, 4)}`;
    default:
      return undefined;
  }
}

function summary(value: Canonical, max: number): string {
  if (Array.isArray(value)) return `array[${value.length}]`;
  const tagged = tagOf(value);
  if (tagged?.tag === '$set' && Array.isArray(tagged.payload)) return `set[${tagged.payload.length}]`;
  const entries = mapEntries(value);
  return entries === undefined ? clip(JSON.stringify(value), max) : `{… ${entries.length}}`;
}

function quoted(text: string, max: number): string {
  // Cut before quoting: a string may have millions of characters.
  const written = JSON.stringify(text.length > max ? text.slice(0, max) : text);
  if (text.length <= max && written.length <= max) return written;
  return `${withoutHalfCharacter(written.slice(0, Math.max(max - 2, 4)))}…"`;
}

function clip(text: string, max: number): string {
  return text.length <= max ? text : `${withoutHalfCharacter(text.slice(0, Math.max(max - 1, 1)))}…`;
}

function withoutHalfCharacter(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? text.slice(0, -1) : text;
}

function byteLength(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}

import { excerptOf } from '../../shared/api/excerpt.ts';
import {
  type Canonical,
  type CanonicalObject,
  canonicalText,
  isCanonicalObject,
  tagOf,
} from '../../shared/values/canonical.ts';

/** How a value looks in one line: `tone` says which kind of thing it is, for colour and shape. */
export interface Shown {
  readonly text: string;
  readonly tone: 'text' | 'number' | 'constant' | 'time' | 'bytes' | 'collection' | 'secret';
}

const LONG = 160;

export function showValue(value: Canonical, limit = LONG): Shown {
  if (value === null || typeof value === 'boolean') return { text: String(value), tone: 'constant' };
  if (typeof value === 'number') return { text: String(value), tone: 'number' };
  if (typeof value === 'string') return { text: JSON.stringify(cutText(value, limit)), tone: 'text' };
  if (Array.isArray(value)) return { text: inline(value, limit), tone: 'collection' };
  const excerpt = excerptOf(value);
  if (excerpt) {
    const shown = showValue(excerpt.first, limit);
    if (shown.tone === 'bytes') return { ...shown, text: `${Math.floor((excerpt.count * 3) / 4)} bytes` };
    if (shown.tone !== 'collection') return { ...shown, text: `${shown.text}…` };
    return { text: inline(value, limit), tone: 'collection' };
  }
  const tagged = tagOf(value);
  switch (tagged?.tag) {
    case '$decimal':
    case '$integer':
      return { text: String(tagged.payload), tone: 'number' };
    case '$timestamp':
      return { text: shortTimestamp(String(tagged.payload)), tone: 'time' };
    case '$bytes':
      return { text: `${byteCount(String(tagged.payload))} bytes`, tone: 'bytes' };
    case '$fingerprint':
      return { text: `••• ${String(tagged.payload).slice(0, 4)}`, tone: 'secret' };
    default:
      return { text: inline(value, limit), tone: 'collection' };
  }
}

/** Has a text room in so many characters of the code font? Other than Latin ones may be wider. */
export function isShort(text: string, room: number): boolean {
  return text.length <= room && /^[\x20-\xff]*$/.test(text);
}

/** What lies inside a collection, as label and value. Nothing for a scalar. */
export function childrenOf(value: Canonical | undefined): readonly (readonly [string, Canonical])[] {
  if (value === undefined || value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item] as const);
  const excerpt = excerptOf(value);
  if (excerpt) return childrenOf(excerpt.first);
  const tagged = tagOf(value);
  if (tagged?.tag === '$set' && Array.isArray(tagged.payload))
    return (tagged.payload as readonly Canonical[]).map((item) => ['·', item] as const);
  if (tagged?.tag === '$map' && Array.isArray(tagged.payload))
    return (tagged.payload as readonly Canonical[]).map((pair) => {
      const [key = null, item = null] = pair as readonly Canonical[];
      return [showValue(key).text, item] as const;
    });
  return tagged ? [] : Object.entries(value);
}

/** How many members a collection has, those that were not sent included. */
export function memberCount(value: Canonical | undefined): number {
  return excerptOf(value)?.count ?? childrenOf(value).length;
}

/** Is a part of the value left out? */
export function hasExcerpt(value: Canonical): boolean {
  return excerptOf(value) !== undefined || childrenOf(value).some(([, child]) => hasExcerpt(child));
}

/** `array[3]`, `set[2]`, `record{4}` for the closed form of something that opens. */
export function sizeLabel(value: Canonical): string {
  const shown = excerptOf(value)?.first ?? value;
  const count = memberCount(value);
  if (Array.isArray(shown)) return `array[${count}]`;
  const tag = tagOf(shown)?.tag;
  return tag === '$set' ? `set[${count}]` : tag === '$map' ? `map{${count}}` : `record{${count}}`;
}

/** Are two values the same canonical value? Absent equals absent only. */
export function sameValue(a: Canonical | undefined, b: Canonical | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonicalText(a) === canonicalText(b);
}

/** The value as text to be read or copied: scalars bare, collections as indented canonical JSON; what is left out of excerpts says so. */
export function copyText(value: Canonical): string {
  if (typeof value === 'string') return value;
  if (isCanonicalObject(value)) {
    const tagged = tagOf(value);
    if (tagged && typeof tagged.payload === 'string') return tagged.payload;
  }
  return JSON.stringify(value, (_, part: Canonical) => withNote(part), 2);
}

/** An excerpt as its beginning and how much more there is. */
function withNote(value: Canonical): Canonical {
  const excerpt = excerptOf(value);
  if (!excerpt) return value;
  const { first, count } = excerpt;
  const more = (shown: number) => `… ${(count - shown).toLocaleString('en')} more`;
  if (typeof first === 'string') return `${first}${more(first.length)} characters`;
  if (Array.isArray(first)) return [...first, more(first.length)];
  return { ...(first as CanonicalObject), '…': more(childrenOf(first).length) };
}

function inline(value: Canonical, limit: number): string {
  const shown = excerptOf(value)?.first ?? value;
  const isArray = Array.isArray(shown) || tagOf(shown)?.tag === '$set';
  let text = '';
  for (const [label, item] of childrenOf(value)) {
    if (text.length > limit) {
      text += ', …';
      break;
    }
    text += `${text ? ', ' : ''}${isArray ? '' : `${label}: `}${showValue(item, limit - text.length).text}`;
  }
  if (shown !== value && !text.endsWith('…')) text += ', …';
  return isArray ? `[${text}]` : `{${text}}`;
}

/** A text in no more than so many characters, the ellipsis included. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = Math.max(1, limit - 1);
  // Never through the middle of a surrogate pair.
  const code = text.charCodeAt(end - 1);
  return `${text.slice(0, code >= 0xd800 && code < 0xdc00 ? end - 1 : end)}…`;
}

function byteCount(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** Seconds without the zeros that nobody asked for. */
function shortTimestamp(text: string): string {
  return text
    .replace('T', ' ')
    .replace(/(\.\d*?)0+Z$/, (_, digits: string) => (digits === '.' ? 'Z' : `${digits}Z`));
}

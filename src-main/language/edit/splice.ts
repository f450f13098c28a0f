import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from '../yaml/tree.ts';
import { scalarText, styleOf } from './scalar-text.ts';

/** One replacement in a text. Everything outside [start, end) stays as it is, byte for byte. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applySplice(text: string, { start, end, text: instead }: Splice): string {
  return text.slice(0, start) + instead + text.slice(end);
}

/** What a field is set to: a scalar's content, or a collection as written in one line; null takes the field away. */
export type FieldValue = { readonly scalar: string } | { readonly written: string } | null;

/** `retry_policy.max_attempts`, `guards[0]`: keys and indices. */
export function fieldPath(field: string): readonly (string | number)[] {
  return [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? (key as string) : Number(index),
  );
}

/** The change that sets a field within a map; a text says why it cannot be made. */
export function setField(
  text: string,
  map: YamlMap,
  path: readonly (string | number)[],
  value: FieldValue,
): Splice | string {
  const [key, ...rest] = path;
  if (typeof key !== 'string') return 'a field begins with a name';
  const entry = entryOf(map, key);
  if (entry === undefined) {
    if (value === null) return `there is no ${key}`;
    if (rest.some((part) => typeof part === 'number')) return `there is no list ${key}`;
    return addEntry(text, map, key, nested(rest, value));
  }
  if (rest.length === 0)
    return value === null ? removeEntry(text, map, entry) : replace(text, entry.value, map, value, entry);
  return setWithin(text, entry.value, rest, value, key);
}

function setWithin(
  text: string,
  node: YamlNode,
  path: readonly (string | number)[],
  value: FieldValue,
  name: string,
): Splice | string {
  const [key, ...rest] = path;
  if (node.kind === 'map')
    return typeof key === 'number' ? `${name} is no list` : setField(text, node, path, value);
  if (node.kind !== 'list') return `${name} is a single value, it has no ${key}`;
  const index = typeof key === 'number' ? key : /^\d+$/.test(key ?? '') ? Number(key) : -1;
  const item = node.items[index];
  if (item === undefined) return `${name} has ${node.items.length} entries, there is no ${key}`;
  if (rest.length > 0) return setWithin(text, item, rest, value, `${name}[${index}]`);
  return value === null ? `an entry of ${name} cannot be taken away` : replace(text, item, node, value, null);
}

function nested(path: readonly (string | number)[], value: Exclude<FieldValue, null>): FieldValue {
  return path.reduceRight<Exclude<FieldValue, null>>(
    (inner, key) => ({ written: `{${scalarText(String(key), 'plain', true)}: ${written(inner, true)}}` }),
    value,
  );
}

function written(value: Exclude<FieldValue, null>, inFlow: boolean): string {
  return 'written' in value ? value.written : scalarText(value.scalar, 'plain', inFlow);
}

function replace(
  text: string,
  node: YamlNode,
  holder: YamlNode,
  value: Exclude<FieldValue, null>,
  entry: YamlEntry | null,
): Splice {
  const inFlow = isFlow(text, holder);
  const { start } = node;
  const end = endOf(text, node);
  const isBlock = node.kind === 'scalar' ? /^[|>]/.test(text.slice(start)) : !isFlow(text, node);
  const instead =
    'scalar' in value && node.kind === 'scalar'
      ? scalarText(value.scalar, isBlock ? 'plain' : styleOf(text.slice(start, end)), inFlow)
      : written(value, inFlow);
  // What has no place of its own begins behind the colon, and so does a collection that stood below its key.
  const moves = end === start || (node.kind !== 'scalar' && isBlock);
  if (moves && entry !== null) {
    const colon = text.indexOf(':', entry.keyEnd) + 1;
    return { start: colon, end: Math.max(colon, end), text: ` ${instead}` };
  }
  return { start, end, text: instead };
}

function addEntry(text: string, map: YamlMap, key: string, value: FieldValue): Splice | string {
  if (value === null) return `there is no ${key}`;
  const inFlow = isFlow(text, map);
  const entry = `${scalarText(key, 'plain', inFlow)}: ${written(value, inFlow)}`;
  const last = map.entries.at(-1);
  if (inFlow) {
    const at = last ? entryEnd(text, last) : map.start + 1;
    return { start: at, end: at, text: last ? `, ${entry}` : entry };
  }
  const first = map.entries[0];
  if (first === undefined || last === undefined) return 'the map is empty';
  const after = entryOf(map, 'operation') ?? last;
  const at = lineEnd(text, entryEnd(text, after));
  return { start: at, end: at, text: `${newline(text)}${' '.repeat(first.keyRange.column - 1)}${entry}` };
}

function removeEntry(text: string, map: YamlMap, entry: YamlEntry): Splice | string {
  const at = map.entries.indexOf(entry);
  const end = entryEnd(text, entry);
  if (map.entries.length === 1) return `${entry.key} is all there is`;
  if (isFlow(text, map)) {
    const next = map.entries[at + 1];
    if (next) return { start: entry.keyStart, end: next.keyStart, text: '' };
    const before = map.entries[at - 1] as YamlEntry;
    return { start: entryEnd(text, before), end, text: '' };
  }
  const line = text.lastIndexOf('\n', entry.keyStart - 1) + 1;
  if (text.slice(line, entry.keyStart).trim() !== '') return `${entry.key} stands on the line of a dash`;
  const after = lineEnd(text, end);
  return { start: line, end: Math.min(after + 1, text.length), text: '' };
}

export function isFlow(text: string, node: YamlNode): boolean {
  return node.kind !== 'scalar' && /[[{]/.test(text[node.start] ?? '');
}

/** The end of an entry: of its value, or of the key where there is none. */
export function entryEnd(text: string, entry: YamlEntry): number {
  return Math.max(entry.keyEnd, endOf(text, entry.value));
}

/** The end of a value without the white space, and for a collection the comments, that YAML counts to it. */
export function endOf(text: string, { kind, start, end }: YamlNode): number {
  let at = start + text.slice(start, end).trimEnd().length;
  if (kind === 'scalar') return at;
  for (;;) {
    const line = text.lastIndexOf('\n', at - 1) + 1;
    if (line <= start || !/^\s*#/.test(text.slice(line, at))) return at;
    at = start + text.slice(start, line).trimEnd().length;
  }
}

export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
}

export function newline(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

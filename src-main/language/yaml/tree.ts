import type { Range } from '../../../shared/node/source.ts';
import type { Origin } from '../positions.ts';

/** A YAML text as the language sees it: every value with its place, aliases followed, scalars as source text. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

interface YamlBase {
  readonly range: Range;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

export interface YamlMap extends YamlBase {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}

export interface YamlList extends YamlBase {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlScalar extends YamlBase {
  readonly kind: 'scalar';
  /** The text after quotes, escapes and folding; a plain scalar's own text. */
  readonly text: string;
  /** Plain scalars may be numbers, booleans and null; all others are strings. */
  readonly plain: boolean;
  /** Where the characters of `text` stand. */
  readonly origin: Origin;
}

export function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.plain && /^(?:|~|null|Null|NULL)$/.test(node.text);
}

export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** What a node is, for messages. */
export function shapeOf(node: YamlNode): string {
  return node.kind === 'scalar' ? (isNull(node) ? 'nothing' : 'a single value') : `a ${node.kind}`;
}

/** One step from the root of the file towards the cursor. */
export type Segment =
  | { readonly kind: 'key'; readonly key: string; readonly line: number; readonly column: number }
  | { readonly kind: 'item' };

/** Where the cursor stands, judged by indentation alone, so that it works while the text is no YAML. Lines and columns from 0. */
export interface Cursor {
  /** Keys and list items around the cursor, outermost first; the key whose value it is in comes last. */
  readonly path: readonly Segment[];
  /** In the value of the last key (or in an item), or where a key would stand. */
  readonly at: 'value' | 'key';
  /** Fields of the map that the cursor's entry belongs to, with the text of their values. */
  readonly siblings: ReadonlyMap<string, string>;
  /** What stands between the beginning of the value or key and the cursor. */
  readonly before: string;
}

interface Level {
  readonly column: number;
  /** Null for a list item's dash. */
  readonly key: string | null;
  readonly value: string;
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s#"'{}[\],][^:#]*?))\s*:(?=\s|$)\s?/;

/** The dashes and the key of a line. */
function levelsOf(line: string): readonly Level[] {
  const levels: Level[] = [];
  let column = line.length - line.trimStart().length;
  for (;;) {
    const rest = line.slice(column);
    const dash = /^-(?:\s+|$)/.exec(rest);
    if (dash) {
      levels.push({ column, key: null, value: '' });
      column += dash[0].length;
      continue;
    }
    const match = KEY.exec(rest);
    if (match)
      levels.push({
        column,
        key: match[1] ?? match[2] ?? (match[3] as string),
        value: rest.slice(match[0].length),
      });
    return levels;
  }
}

function isBlank(line: string): boolean {
  return /^\s*(?:#.*)?$/.test(line);
}

/** Fields of the map whose keys stand at `column` around `line`. */
function siblingsAt(lines: readonly string[], line: number, column: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (index: number): boolean => {
    const text = lines[index] as string;
    if (isBlank(text)) return true;
    const levels = levelsOf(text);
    const here = levels.find((level) => level.key !== null && level.column === column);
    if (here?.key) found.set(here.key, here.value.trim());
    const first = levels[0]?.column ?? text.length - text.trimStart().length;
    return first >= column;
  };
  for (let i = line; i >= 0 && visit(i); i--);
  for (let i = line + 1; i < lines.length; i++) {
    const text = lines[i] as string;
    if (!isBlank(text) && text.length - text.trimStart().length < column) break;
    visit(i);
  }
  return found;
}

export function cursorAt(text: string, wanted: number, column: number): Cursor {
  const lines = text.split(/\r?\n/);
  const line = Math.max(0, Math.min(wanted, lines.length - 1));
  const current = (lines[line] ?? '').slice(0, column);
  const flow = flowPart(current);
  const own = levelsOf(flow ? current.slice(0, flow.start) : current);
  const path: Segment[] = [];
  const last = own.at(-1);
  const inValue = last?.key !== undefined && last?.key !== null;
  const keyColumn = last
    ? inValue
      ? last.column
      : current.length - current.slice(last.column + 1).trimStart().length
    : current.length - current.trimStart().length;
  for (const level of own) path.push(segmentOf(level, line));
  let limit = own[0] ?? { column: blankColumn(current), key: '', value: '' };
  for (let i = line - 1; i >= 0 && (limit.column > 0 || limit.key === null); i--) {
    const above = lines[i] as string;
    if (isBlank(above)) continue;
    for (const level of levelsOf(above).toReversed()) {
      const encloses =
        level.column < limit.column ||
        (limit.key === null && level.key !== null && level.column === limit.column);
      if (!encloses) continue;
      path.unshift(segmentOf(level, i));
      limit = level;
    }
  }
  if (flow)
    return {
      path: flow.key === null ? path : [...path, { kind: 'key', key: flow.key, line, column }],
      at: flow.key === null ? 'key' : 'value',
      siblings: flow.siblings,
      before: flow.before,
    };
  const siblings = siblingsAt(lines, line, keyColumn);
  const before = inValue ? (last?.value ?? '') : current.slice(keyColumn);
  return { path, at: inValue ? 'value' : 'key', siblings, before };
}

function blankColumn(text: string): number {
  return text.length - text.trimStart().length;
}

function segmentOf(level: Level, line: number): Segment {
  return level.key === null ? { kind: 'item' } : { kind: 'key', key: level.key, line, column: level.column };
}

interface FlowPart {
  readonly start: number;
  readonly key: string | null;
  readonly before: string;
  readonly siblings: ReadonlyMap<string, string>;
}

/** The innermost map in braces that is open at the end of a line, outside quotes. */
function flowPart(text: string): FlowPart | null {
  const open: number[] = [];
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (quote !== '') {
      if (char === '\\' && quote === '"') i++;
      else if (char === quote) quote = '';
    } else if ((char === '"' || char === "'") && /[\s{[,:-]/.test(text[i - 1] ?? ' ')) quote = char;
    else if (char === '{') open.push(i);
    else if (char === '}') open.pop();
  }
  const start = open.at(-1);
  if (start === undefined) return null;
  const inner = text.slice(start + 1);
  const siblings = new Map<string, string>();
  const pieces = inner.split(/,\s*(?=[\w"']*(?::|$))/);
  for (const piece of pieces) {
    const match = KEY.exec(piece.trimStart());
    if (match)
      siblings.set(match[3] ?? match[1] ?? match[2] ?? '', piece.trimStart().slice(match[0].length).trim());
  }
  const lastPiece = (pieces.at(-1) ?? '').trimStart();
  const match = KEY.exec(lastPiece);
  return {
    start,
    key: match ? (match[3] ?? match[1] ?? match[2] ?? '') : null,
    before: match ? lastPiece.slice(match[0].length) : lastPiece,
    siblings,
  };
}

/** Fields of the map that holds a key segment. */
export function fieldsAround(
  text: string,
  segment: Segment & { readonly kind: 'key' },
): ReadonlyMap<string, string> {
  return siblingsAt(text.split(/\r?\n/), segment.line, segment.column);
}

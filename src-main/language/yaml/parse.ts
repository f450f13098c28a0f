import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  Parser,
} from 'yaml';
import type { Findings } from '../diagnostics.ts';
import type { LineMap, Origin } from '../positions.ts';
import { contentOffsets } from './offsets.ts';
import { scanText } from './scan.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './tree.ts';

const MAX_VALUES = 20_000;
const MAX_DEPTH = 400;
const MAX_SYNTAX_ERRORS = 50;

/** Reads YAML into the language's own tree; null where there is nothing to go on with. Never throws. */
export function parseYaml(lines: LineMap, findings: Findings): YamlNode | null {
  if (!scanText(lines, findings)) return null;
  const documents = compose(lines, findings);
  const first = documents[0];
  const second = documents[1];
  if (second) {
    const start = second.range[0];
    findings.add(
      'yaml-documents',
      'The file holds more than one document.',
      lines.range(start, start + 3),
      'Give every node a file of its own.',
    );
  }
  return first?.contents ? convert(first, lines, findings) : null;
}

function compose(lines: LineMap, findings: Findings): Document.Parsed[] {
  const documents: Document.Parsed[] = [];
  // `failsafe` leaves every scalar a string: numbers are read from their source text, by the language's own rules.
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    keepSourceTokens: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  for (const document of composer.compose(new Parser().parse(lines.text), true, lines.text.length)) {
    documents.push(document as Document.Parsed);
    if (documents.length === 2) break;
  }
  let count = 0;
  for (const document of documents) {
    for (const problem of document.errors) {
      if (++count > MAX_SYNTAX_ERRORS) return documents;
      const tab = problem.code === 'TAB_AS_INDENT';
      const range = lines.range(problem.pos[0], Math.max(problem.pos[1], problem.pos[0] + 1));
      findings.add(
        tab ? 'tab-indentation' : 'yaml-syntax',
        sentence(problem.message),
        range,
        tab ? 'Indent with spaces.' : undefined,
      );
    }
  }
  return documents;
}

function sentence(message: string): string {
  const text = message.split('\n')[0]?.trim() ?? message;
  return text.endsWith('.') ? text : `${text}.`;
}

function convert(document: Document.Parsed, lines: LineMap, findings: Findings): YamlNode | null {
  const anchors = new Map<string, YamlNode | 'open'>();
  const sizes = new Map<YamlNode, number>();
  let total = 0;
  let refused = false;

  const rangeOf = (node: Node): [number, number] => {
    const [start, end] = node.range ?? [0, 0];
    return [start, Math.max(start, end)];
  };
  const missing = (at: number): YamlScalar => scalar('', true, at, at, lines);
  const refuse = (message: string, start: number, end: number): YamlScalar => {
    refused = true;
    findings.add(
      'alias-expansion',
      message,
      lines.range(start, end),
      'Write the value out, or keep it in one place.',
    );
    return missing(start);
  };

  const sized = (node: YamlNode, size: number): YamlNode => {
    sizes.set(node, size);
    return node;
  };

  const visit = (node: ParsedNode | null, at: number, depth: number): YamlNode => {
    if (!node) return sized(missing(at), 1);
    const [start, end] = rangeOf(node);
    if (refused) return sized(missing(start), 1);
    if (depth > MAX_DEPTH) return sized(refuse('Aliases nest too deep.', start, end), 1);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) {
        findings.add(
          'yaml-syntax',
          `There is no anchor &${node.source} before this alias.`,
          lines.range(start, end),
        );
        return sized(missing(start), 1);
      }
      if (target === 'open')
        return sized(refuse(`Alias *${node.source} stands inside its own anchor.`, start, end), 1);
      total += sizes.get(target) ?? 1;
      if (total > MAX_VALUES)
        return sized(refuse(`Aliases expand to more than ${MAX_VALUES} values.`, start, end), 1);
      return target;
    }
    const anchor = node.anchor;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    if (node.tag !== undefined && !/:str$/.test(node.tag) && explicitTag(node)) {
      findings.add(
        'yaml-tag',
        `The tag ${node.tag} has no meaning here.`,
        lines.range(start, end),
        'Leave the tag out.',
      );
    }
    const converted = collection(node, start, end, depth);
    if (anchor !== undefined) anchors.set(anchor, converted);
    return converted;
  };

  const collection = (
    node: Exclude<ParsedNode, { source: string; srcToken?: { type: 'alias' } }> | ParsedNode,
    start: number,
    end: number,
    depth: number,
  ): YamlNode => {
    if (isMap(node)) {
      const entries: YamlEntry[] = [];
      const seen = new Set<string>();
      let size = 1;
      for (const pair of node.items) {
        const entry = mapEntry(
          pair.key as ParsedNode | null,
          pair.value as ParsedNode | null,
          end,
          depth,
          seen,
        );
        if (!entry) continue;
        size += sizes.get(entry.value) ?? 1;
        entries.push(entry);
      }
      return sized(
        { kind: 'map', entries, start, end, range: lines.range(start, end) } satisfies YamlMap,
        size,
      );
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => visit(item as ParsedNode | null, end, depth + 1));
      const size = items.reduce((sum, item) => sum + (sizes.get(item) ?? 1), 1);
      return sized({ kind: 'list', items, start, end, range: lines.range(start, end) }, size);
    }
    if (!isScalar(node)) return sized(missing(start), 1);
    const plain = node.type === 'PLAIN' && !/:str$/.test(node.tag ?? '');
    return sized(scalar(String(node.source ?? node.value ?? ''), plain, start, end, lines), 1);
  };

  const mapEntry = (
    key: ParsedNode | null,
    value: ParsedNode | null,
    end: number,
    depth: number,
    seen: Set<string>,
  ): YamlEntry | null => {
    const target = key && isAlias(key) ? visit(key, end, depth + 1) : null;
    const text =
      target?.kind === 'scalar'
        ? target.text
        : key && isScalar(key)
          ? String(key.source ?? key.value ?? '')
          : null;
    const [keyStart, keyEnd] = key ? rangeOf(key) : [end, end];
    const keyRange = lines.range(keyStart, keyEnd);
    if (text === null) {
      findings.add(
        'yaml-key',
        'A key must be a single word or text.',
        keyRange,
        'A map in braces inside a text needs quotes around the text.',
      );
      return null;
    }
    if (key && isScalar(key) && key.anchor !== undefined)
      anchors.set(key.anchor, scalar(text, false, keyStart, keyEnd, lines));
    if (seen.has(text)) {
      findings.add(
        'duplicate-key',
        `The key ${text} stands here a second time.`,
        keyRange,
        'Keep one of them.',
      );
      return null;
    }
    seen.add(text);
    return { key: text, keyRange, keyStart, keyEnd, value: visit(value, keyEnd, depth + 1) };
  };

  const root = visit(document.contents, 0, 0);
  return refused ? null : root;
}

function explicitTag(node: ParsedNode): boolean {
  return !isScalar(node) || node.tag !== undefined;
}

function scalar(text: string, plain: boolean, start: number, end: number, lines: LineMap): YamlScalar {
  let offsets: number[] | undefined;
  const source = lines.text.slice(start, end);
  const origin: Origin = {
    range(from, to) {
      if (source === text) return lines.range(start + from, start + to);
      offsets ??= contentOffsets(source, text);
      const first = offsets[Math.min(from, text.length)] as number;
      const last = to <= from ? first : (offsets[Math.min(to, text.length) - 1] as number) + 1;
      return lines.range(start + first, start + Math.max(first, last));
    },
  };
  return { kind: 'scalar', text, plain, start, end, range: lines.range(start, end), origin };
}

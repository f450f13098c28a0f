import { Lexer } from 'yaml';
import type { Findings } from '../diagnostics.ts';
import type { LineMap } from '../positions.ts';

const MAX_FILE_LENGTH = 400_000;
const MAX_NESTING = 200;
/** Words and signs of YAML: the library takes some microseconds for each, and much longer for some. */
const MAX_TOKENS = 120_000;

/**
 * What must be known of a text before the YAML library may see it: it recurses as deep as the text nests.
 * Returns false where parsing it could do harm or makes no sense.
 */
export function scanText(lines: LineMap, findings: Findings): boolean {
  const { text } = lines;
  if (text.length > MAX_FILE_LENGTH) {
    const message = `The file has more characters than a node may have: ${MAX_FILE_LENGTH}.`;
    return tooLarge(message, lines, findings);
  }
  if (text.startsWith('\ufeff')) {
    findings.add(
      'byte-order-mark',
      'The file begins with a byte-order mark.',
      lines.range(0, 1),
      'Save it as UTF-8 without a mark.',
    );
  }
  if (text.replace('\ufeff', '').trim() === '') {
    findings.add(
      'file-empty',
      'The file is empty.',
      lines.range(0, 0),
      'Begin with node_id, inputs, outputs and flow.',
    );
    return false;
  }
  return scanCharacters(lines, findings) && scanNesting(lines, findings);
}

/** Control characters but tab, newline and carriage return, and surrogates without their other half. */
const FORBIDDEN = /[\p{Cc}--[\t\n\r]]|\p{Cs}/gv;
const MAX_REPORTED = 20;

function scanCharacters(lines: LineMap, findings: Findings): boolean {
  let count = 0;
  for (const match of lines.text.matchAll(FORBIDDEN)) {
    const code = match[0].charCodeAt(0);
    const hex = code.toString(16).toUpperCase().padStart(4, '0');
    const what =
      code === 0
        ? 'a NUL character'
        : code >= 0xd800
          ? `a lone surrogate U+${hex}`
          : `control character U+${hex}`;
    findings.add(
      'control-character',
      `The text holds ${what}.`,
      lines.range(match.index, match.index + 1),
      'Remove it.',
    );
    if (++count === MAX_REPORTED) break;
  }
  return count === 0;
}

/** Follows brackets and indentation over the tokens, with a stack of columns instead of recursion. */
function scanNesting(lines: LineMap, findings: Findings): boolean {
  let position = 0;
  let lineStart = 0;
  let flow = 0;
  let inScalar = false;
  let count = 0;
  /** Column of the last content on this line: the key, when a `:` follows. */
  let content: number | null = null;
  const columns: number[] = [];
  const push = (column: number): void => {
    while (columns.length > 0 && (columns.at(-1) as number) >= column) columns.pop();
    columns.push(column);
  };
  for (const token of new Lexer().lex(lines.text)) {
    if (token === '\x02' || token === '\x18' || token === '\x1f') {
      inScalar = token === '\x1f';
      continue;
    }
    if (++count > MAX_TOKENS) {
      const message = `The file has more than ${MAX_TOKENS} words and signs.`;
      return tooLarge(message, lines, findings);
    }
    const start = position;
    position += token.length;
    const column = start - lineStart;
    const newline = token.lastIndexOf('\n');
    if (newline !== -1) lineStart = start + newline + 1;
    if (inScalar || token[0] === '"' || token[0] === "'" || token[0] === '*') content = column;
    else if (newline !== -1) content = null;
    else if (token === '[' || token === '{') flow++;
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
    else if (flow === 0 && (token === '-' || token === '?')) push(column);
    else if (flow === 0 && token === ':') push(content ?? column);
    inScalar = false;
    if (flow + columns.length > MAX_NESTING) {
      const message = `The text is nested deeper than ${MAX_NESTING} levels.`;
      findings.add(
        'nesting-too-deep',
        message,
        lines.range(start, position),
        'Flatten it, or move parts into nodes of their own.',
      );
      return false;
    }
  }
  return true;
}

function tooLarge(message: string, lines: LineMap, findings: Findings): false {
  const advice = 'Move data out of the node, into its inputs or a database.';
  findings.add('file-too-large', message, lines.range(0, 0), advice);
  return false;
}

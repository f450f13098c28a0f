import { isScalar, parseDocument } from 'yaml';
import { type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';
import { readNumber } from '../numbers.ts';

/** How a scalar was written: its first character decides, where it has one that matters. */
export type ScalarStyle = 'plain' | 'single' | 'double';

export function styleOf(source: string): ScalarStyle {
  return source.startsWith("'") ? 'single' : source.startsWith('"') ? 'double' : 'plain';
}

/** A text as a YAML scalar in the given style, or in double quotes where that style cannot say it. */
export function scalarText(content: string, style: ScalarStyle, inFlow: boolean): string {
  if (style === 'plain' && readsPlain(content, inFlow)) return content;
  if (style === 'single' && !/[\n\r\t]/.test(content) && isPrintable(content))
    return `'${content.replaceAll("'", "''")}'`;
  return JSON.stringify(content).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Does the text mean itself when it stands without quotes? */
function readsPlain(content: string, inFlow: boolean): boolean {
  if (content === '' || /[\n\r]/.test(content) || !isPrintable(content)) return false;
  const document = parseDocument(inFlow ? `{k: ${content}}` : `k: ${content}\n`, { schema: 'failsafe' });
  if (document.errors.length > 0) return false;
  const node = document.get('k', true);
  return (
    isScalar(node) &&
    node.type === 'PLAIN' &&
    node.source === content &&
    node.comment == null &&
    node.anchor === undefined &&
    node.tag === undefined
  );
}

function isPrintable(content: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what YAML wants escaped.
  return content.isWellFormed() && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/.test(content);
}

/** A value as the language reads it back from YAML, on one line: what test cases are written in. */
export function valueText(value: Canonical): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return stringText(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  const tagged = tagOf(value);
  if (
    (tagged?.tag === '$decimal' || tagged?.tag === '$integer') &&
    typeof tagged.payload === 'string' &&
    readsAs(tagged.payload, value)
  )
    return tagged.payload;
  const entries = Object.entries(isCanonicalObject(value) ? value : {});
  return `{${entries.map(([key, member]) => `${stringText(key)}: ${tagged ? payloadText(member) : valueText(member)}`).join(', ')}}`;
}

/** The payload of a tagged value: a number's text stays a text. */
function payloadText(payload: Canonical): string {
  return typeof payload === 'string' ? JSON.stringify(payload) : valueText(payload);
}

function stringText(text: string): string {
  const plain =
    !/^(?:|~|null|true|false)$/i.test(text) && !/^[-+.\d]/.test(text) && readNumber(text) === null;
  return scalarText(text, plain ? 'plain' : 'double', true);
}

function readsAs(text: string, value: Canonical): boolean {
  const reading = readNumber(text);
  if (reading === null || !('value' in reading)) return false;
  return JSON.stringify(reading.value) === JSON.stringify(value);
}

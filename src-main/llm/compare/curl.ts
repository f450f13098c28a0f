import type { RequestDialect } from '../../../shared/llm/transform/import.ts';

export interface CurlRequest {
  readonly url: URL;
  readonly body: string;
  /** Names of headers that were given; what they hold is not kept. */
  readonly headers: readonly string[];
}

const DATA = new Set(['-d', '--data', '--data-raw', '--data-binary', '--data-ascii', '--json']);
/** Options without a value; every other one that begins with a dash takes the next word. */
const ALONE =
  /^(-[sSkLfivNgG#]+|--(silent|show-error|insecure|location|fail|include|verbose|no-buffer|compressed|globoff|get|http1\.1|http2|fail-with-body|progress-bar))$/;

/** Reads a curl command as people copy them; a string says what is wrong with it. Headers' values are never kept. */
export function readCurl(text: string): CurlRequest | string {
  const words = shellWords(text.trim());
  if (typeof words === 'string') return words;
  let address: string | undefined;
  const bodies: string[] = [];
  const headers: string[] = [];
  const rest = words.slice(1)[Symbol.iterator]();
  for (const word of rest) {
    const [name, given] = split(word);
    const value = (): string => given ?? rest.next().value ?? '';
    if (DATA.has(name)) bodies.push(value());
    else if (name === '-H' || name === '--header') headers.push(value().split(':', 1)[0]?.trim() ?? '');
    else if (name === '--url') address = value();
    else if (!word.startsWith('-')) address ??= word;
    else if (!ALONE.test(word) && given === undefined) rest.next();
  }
  if (address === undefined) return 'the curl command names no address';
  if (!URL.canParse(address)) return `${address} is no address: variables of the shell have to be filled in`;
  const file = bodies.find((body) => body.startsWith('@'));
  if (file !== undefined)
    return `the body is in the file ${file.slice(1)}, which is not read: paste what it holds`;
  if (bodies.length === 0) return 'the curl command has no body: -d or --data gives one';
  return { url: new URL(address), body: bodies.join('&'), headers };
}

/** What an endpoint speaks; undefined: its path does not tell. */
export function dialectOfUrl(url: URL): RequestDialect | undefined {
  if (/:(stream)?generateContent$/i.test(url.pathname)) return 'gemini';
  if (url.pathname.endsWith('/messages')) return 'anthropic';
  if (url.pathname.endsWith('/responses')) return 'openai-responses';
  if (url.pathname.endsWith('/chat/completions'))
    return url.hostname === 'api.mistral.ai' ? 'mistral' : 'openai-chat';
  return undefined;
}

/** `--header=x` and `-Hx` are an option and its value. */
function split(word: string): readonly [string, string | undefined] {
  const long = /^(--[\w-]+)=([\s\S]*)$/.exec(word);
  if (long) return [long[1] as string, long[2] as string];
  const short = /^(-[dHXuAboe])([\s\S]+)$/.exec(word);
  return short && !word.startsWith('--') ? [short[1] as string, short[2] as string] : [word, undefined];
}

const ANSI: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', "'": "'", '"': '"', '\\': '\\' };

/** Words as a POSIX shell splits them, with $'…'; nothing is expanded. */
function shellWords(text: string): readonly string[] | string {
  const words: string[] = [];
  let word: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\\') {
      i++;
      const next = text[i] ?? '';
      if (next === '\r' && text[i + 1] === '\n') i++;
      else if (next !== '\n') word = (word ?? '') + next;
    } else if (char === "'" || char === '"' || (char === '$' && text[i + 1] === "'")) {
      const quoted = readQuoted(text, char === '$' ? i + 1 : i, char === '$');
      if (quoted === null) return `a quote ${char} is not closed`;
      word = (word ?? '') + quoted.text;
      i = quoted.end;
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (word !== null) words.push(word);
  return words;
}

function readQuoted(
  text: string,
  start: number,
  ansi: boolean,
): { readonly text: string; readonly end: number } | null {
  const quote = text[start];
  let read = '';
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i] as string;
    if (char === quote) return { text: read, end: i };
    if (char === '\\' && (ansi || quote === '"')) {
      i++;
      const next = text[i] ?? '';
      const unicode = ansi && next === 'u' ? /^[\da-f]{4}/i.exec(text.slice(i + 1)) : null;
      if (unicode) {
        read += String.fromCharCode(Number.parseInt(unicode[0], 16));
        i += 4;
      } else if (ansi) read += ANSI[next] ?? `\\${next}`;
      else if (next !== '\n') read += '"\\$`'.includes(next) ? next : `\\${next}`;
    } else read += char;
  }
  return null;
}

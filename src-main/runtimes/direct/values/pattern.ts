import { patternProblem } from '../../../language/pattern.ts';

/** ASCII, as the members of a class: JavaScript's own \s is Unicode's. */
const CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'A-Za-z0-9_',
  s: ' \\t\\n\\v\\f\\r',
};
const CONTROLS = 'nrtfv';
const SYNTAX = '\\^$.*+?()[]{}|/-';
const CACHED = 256;
const cache = new Map<string, RegExp | null>();

/** A pattern of the language's subset as JavaScript's, or null for a pattern outside it. */
export function compilePattern(pattern: string): RegExp | null {
  let compiled = cache.get(pattern);
  if (compiled === undefined) {
    compiled = patternProblem(pattern) === null ? new RegExp(translate([...pattern]), 'u') : null;
    if (cache.size >= CACHED) cache.clear();
    cache.set(pattern, compiled);
  }
  return compiled;
}

function translate(chars: readonly string[]): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    if (char === '\\') {
      i++;
      out += escaped(chars[i] as string, inClass);
    } else if (inClass) {
      inClass = char !== ']';
      out += char === ']' || char === '^' || char === '-' || !SYNTAX.includes(char) ? char : `\\${char}`;
    } else if (char === '[') {
      inClass = true;
      out += char;
    } else if (char === '(') {
      out += '(?:';
      if (chars[i + 1] === '?') i += 2;
    } else if (char === '.') out += '[^\\n]';
    else out += char === '/' ? '\\/' : char;
  }
  return out;
}

/** What a backslash before `letter` stands for. */
function escaped(letter: string, inClass: boolean): string {
  const members = CLASSES[letter];
  if (members !== undefined) return inClass ? members : `[${members}]`;
  if (CONTROLS.includes(letter)) return `\\${letter}`;
  if (letter === '-') return inClass ? '\\-' : '-';
  return SYNTAX.includes(letter) ? `\\${letter}` : letter;
}

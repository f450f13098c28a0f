/**
 * The regular expressions that both runtimes understand alike, over code points:
 * literals, `.` (anything but newline), classes, groups `( )` and `(?: )`, alternation, `? * + {m} {m,} {m,n}`, `^ $` as absolute ends,
 * `\d \w \s` (ASCII), `\n \t \r \f \v` and escaped punctuation.
 */
const MAX_LENGTH = 1000;
const MAX_GROUPS = 50;
const MAX_REPEAT = 1000;
const ESCAPABLE = /[\\^$.|?*+()[\]{}/\-"'#&~,:;<>=!@%`_]/;
const CLASSES: ReadonlySet<string> = new Set(['d', 'w', 's']);
const CONTROLS: ReadonlySet<string> = new Set(['n', 't', 'r', 'f', 'v']);

/** What is wrong with a pattern, as the end of a sentence; null where nothing is. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  const chars = [...pattern];
  let depth = 0;
  let groups = 0;
  /** May a quantifier follow here? */
  let atom = false;
  let quantified = false;
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    const quantifier = quantifierAt(chars, i);
    if (quantifier !== null) {
      if ('problem' in quantifier) return quantifier.problem;
      if (quantified) return 'lazy, possessive and double quantifiers are not in the subset';
      if (!atom) return `${char} has nothing to repeat`;
      i += quantifier.length - 1;
      quantified = true;
      continue;
    }
    quantified = false;
    atom = true;
    if (char === '\\') {
      const problem = escapeProblem(chars[++i]);
      if (problem !== null) return problem;
    } else if (char === '[') {
      const end = classEnd(chars, i);
      if (typeof end === 'string') return end;
      i = end;
    } else if (char === '(') {
      if (chars[i + 1] === '?') {
        if (chars[i + 2] !== ':') return `group (?${chars[i + 2] ?? ''} is not in the subset`;
        i += 2;
      }
      depth++;
      if (++groups > MAX_GROUPS) return `more than ${MAX_GROUPS} groups`;
      atom = false;
    } else if (char === ')') {
      if (--depth < 0) return 'a ) closes nothing';
    } else if (char === '^' || char === '$' || char === '|') atom = false;
    else if (char === ']' || char === '{' || char === '}') return `a literal ${char} needs a backslash`;
  }
  return depth === 0 ? null : 'a ( is not closed';
}

function quantifierAt(chars: readonly string[], at: number): { length: number } | { problem: string } | null {
  const char = chars[at];
  if (char === '?' || char === '*' || char === '+') return { length: 1 };
  if (char !== '{') return null;
  const match = /^\{([0-9]{1,5})(?:(,)([0-9]{0,5}))?\}/.exec(chars.slice(at, at + 16).join(''));
  if (!match) return { problem: 'a literal { needs a backslash' };
  const low = Number(match[1]);
  const high = match[2] === undefined ? low : match[3] === '' ? low : Number(match[3]);
  if (high < low) return { problem: `${match[0]} counts down` };
  if (high > MAX_REPEAT) return { problem: `${match[0]} repeats more than ${MAX_REPEAT} times` };
  return { length: match[0].length };
}

function escapeProblem(letter: string | undefined): string | null {
  if (letter === undefined) return 'it ends with a backslash';
  if (CLASSES.has(letter) || CONTROLS.has(letter) || ESCAPABLE.test(letter)) return null;
  if (/[1-9]/.test(letter)) return `backreference \\${letter} is not in the subset`;
  return `\\${letter} is not in the subset`;
}

/** Index of the `]` that closes the class at `start`, or what is wrong with it. */
function classEnd(chars: readonly string[], start: number): number | string {
  let i = chars[start + 1] === '^' ? start + 2 : start + 1;
  let previous: string | null = null;
  let empty = true;
  for (; i < chars.length; i++) {
    let char = chars[i] as string;
    if (char === ']') return empty ? 'a class [] holds nothing' : i;
    if (char === '[') return 'a [ within a class needs a backslash';
    if (/[&~|-]/.test(char) && chars[i + 1] === char)
      return `${char}${char} within a class is not in the subset`;
    if (char === '-' && !empty && chars[i + 1] !== ']') {
      if (previous === null) return 'a range begins with a class';
      let high = chars[++i];
      if (high === '\\') {
        high = chars[++i];
        const problem = escapeProblem(high);
        if (problem !== null) return problem;
        if (high !== undefined && CLASSES.has(high)) return 'a range ends with a class';
        high = high === undefined ? high : controlOf(high);
      }
      if (high === undefined) break;
      if ((high.codePointAt(0) as number) < (previous.codePointAt(0) as number))
        return `the range ${previous}-${high} runs backwards`;
      previous = null;
      continue;
    }
    empty = false;
    if (char === '\\') {
      const letter = chars[++i];
      const problem = escapeProblem(letter);
      if (problem !== null) return problem;
      char = letter as string;
      previous = CLASSES.has(char) ? null : controlOf(char);
    } else previous = char;
  }
  return 'a [ is not closed';
}

function controlOf(letter: string): string {
  return { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' }[letter] ?? letter;
}

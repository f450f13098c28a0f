const CONTEXT = 3;
/** Larger differences are shown as one block. */
const MOST_CELLS = 4_000_000;

interface Hunk {
  readonly lines: readonly string[];
  readonly before: readonly [start: number, count: number];
  readonly after: readonly [start: number, count: number];
}

/** What changed between two texts, as `diff -u` says it; '' where nothing did. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const marked = compare(linesOf(before), linesOf(after));
  const hunks = hunksOf(marked).map(
    ({ before: [a, n], after: [b, m], lines }) =>
      `@@ -${span(a, n)} +${span(b, m)} @@\n${lines.join('\n')}\n`,
  );
  return `--- a/${file}\n+++ b/${file}\n${hunks.join('')}`;
}

function span(start: number, count: number): string {
  return count === 1 ? String(start) : `${count === 0 ? start - 1 : start},${count}`;
}

/** Lines with their ends left out; a last line without one says so. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines.push(`${lines.pop()}\n\\ No newline at end of file`);
  return lines;
}

/** Every line with ` `, `-` or `+` before it. */
function compare(a: readonly string[], b: readonly string[]): readonly string[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const middle = between(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const same = (line: string) => ` ${line}`;
  return [...a.slice(0, head).map(same), ...middle, ...a.slice(a.length - tail).map(same)];
}

function between(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length * b.length > MOST_CELLS)
    return [...a.map((line) => `-${line}`), ...b.map((line) => `+${line}`)];
  const width = b.length + 1;
  // Length of the longest common part of what follows.
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] as number) + 1
          : Math.max(longest[(i + 1) * width + j] as number, longest[i * width + j + 1] as number);
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(` ${a[i++]}`);
      j++;
    } else if (
      j >= b.length ||
      (i < a.length && (longest[(i + 1) * width + j] as number) >= (longest[i * width + j + 1] as number))
    )
      lines.push(`-${a[i++]}`);
    else lines.push(`+${b[j++]}`);
  }
  return lines;
}

function hunksOf(marked: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let a = 1;
  let b = 1;
  for (let i = 0; i < marked.length; ) {
    const next = marked.findIndex((line, at) => at >= i && !line.startsWith(' '));
    if (next < 0) break;
    const start = Math.max(i, next - CONTEXT);
    a += start - i;
    b += start - i;
    let end = next;
    for (let quiet = 0; end < marked.length && quiet <= CONTEXT * 2; end++)
      quiet = marked[end]?.startsWith(' ') ? quiet + 1 : 0;
    while (end > next && marked[end - 1]?.startsWith(' ')) end--;
    const lines = marked.slice(start, Math.min(end + CONTEXT, marked.length));
    const old = lines.filter((line) => !line.startsWith('+')).length;
    const now = lines.filter((line) => !line.startsWith('-')).length;
    hunks.push({ lines, before: [a, old], after: [b, now] });
    a += old;
    b += now;
    i = start + lines.length;
  }
  return hunks;
}

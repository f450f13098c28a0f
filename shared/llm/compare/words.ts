import type { Piece } from './marked-json.ts';

/** Of more pairs of words than these, what stands between the same beginning and end differs as a whole. */
const MOST_PAIRS = 4_000_000;

/** Two texts, each in its order: what both say, and words that only the one says. Joined, the pieces are the text. */
export function wordDifferences(a: string, b: string): readonly [readonly Piece[], readonly Piece[]] {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start++;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  const middle = (words: readonly string[]) => words.slice(start, words.length - end);
  const [keptLeft, keptRight] = common(middle(left), middle(right));
  const pieces = (words: readonly string[], kept: ReadonlySet<number>): readonly Piece[] =>
    joined(
      words.map((text, i) => ({
        text,
        differs: i >= start && i < words.length - end && !kept.has(i - start),
      })),
    );
  return [pieces(left, keptLeft), pieces(right, keptRight)];
}

/** Words, and what stands between them. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\s+|\S+/g) ?? [];
}

/** Places of a longest sequence of words that both have. */
function common(
  a: readonly string[],
  b: readonly string[],
): readonly [ReadonlySet<number>, ReadonlySet<number>] {
  const kept: [Set<number>, Set<number>] = [new Set(), new Set()];
  if (a.length * b.length > MOST_PAIRS) return kept;
  const width = b.length + 1;
  // How long it is from a place in both to their ends.
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length)
    if (a[i] === b[j]) {
      kept[0].add(i++);
      kept[1].add(j++);
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  return kept;
}

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const out: Piece[] = [];
  for (const { text, differs } of pieces) {
    const last = out.at(-1);
    if (last?.differs === differs) out[out.length - 1] = { text: last.text + text, differs };
    else out.push({ text, differs });
  }
  return out;
}

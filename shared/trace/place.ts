/**
 * Reading step paths and occurrences (see EventPlace). A step path alternates names and blocks:
 * `price_lines/do/line_total`; a called node's place ends with the block `call`: `charge/call`.
 */

/** Names and blocks of a step path; none for the root node. */
export function segmentsOf(step: string): readonly string[] {
  return step === '' ? [] : step.split('/');
}

/** Is it the place of a node (the root, or a called one) rather than of a step? */
export function isNodePlace(step: string): boolean {
  return step === '' || slashesIn(step) % 2 === 1;
}

/** Number of steps on the path: 1 for a top-level step, 0 for the root node. */
export function depthOf(step: string): number {
  return step === '' ? 0 : (slashesIn(step) + 2) >> 1;
}

/** Counted in place: it is asked of every event. */
function slashesIn(step: string): number {
  let slashes = 0;
  for (let i = 0; i < step.length; i++) if (step.charCodeAt(i) === 47) slashes++;
  return slashes;
}

/** Last name of a step path: what people call the step. */
export function stepName(step: string): string {
  return step.slice(step.lastIndexOf('/') + 1);
}

/** The place of the node that a step (or node place) belongs to: `` or `charge/call`. */
export function nodePlace(step: string): string {
  if (isNodePlace(step)) return step;
  if (!step.includes('/call/')) return '';
  const segments = segmentsOf(step);
  for (let i = segments.length - 2; i > 0; i -= 2)
    if (segments[i] === 'call') return segments.slice(0, i + 1).join('/');
  return '';
}

/** A step path as its own node writes it: `charge/call/check` is `check` in the called node. */
export function localPath(step: string): string {
  const node = nodePlace(step);
  return node === '' ? step : step.slice(node.length + 1);
}

/** Attempt − 1 of the place's innermost step. */
export function attemptOf(occ: string): number {
  return occ === '' ? 0 : Number(occ.slice(occ.lastIndexOf('.') + 1));
}

/** What directly holds a place: a node, a step, or the round of a loop. */
export interface Holder {
  readonly step: string;
  readonly occ: string;
  /** Index of the loop's round, or -1. */
  readonly round: number;
}

/** The place that holds this one, or undefined for the root node. */
export function holderOf(step: string, occ: string): Holder | undefined {
  if (step === '') return undefined;
  const cut = step.lastIndexOf('/');
  if (cut < 0) return { step: '', occ: '', round: -1 };
  if (isNodePlace(step)) return { step: step.slice(0, cut), occ, round: -1 };
  const block = step.slice(0, cut);
  const outer = occ.slice(0, Math.max(occ.lastIndexOf('.'), 0));
  const name = stepName(block);
  if (name === 'call') return { step: block, occ: outer, round: -1 };
  const parent = block.slice(0, Math.max(block.lastIndexOf('/'), 0));
  if (name !== 'do') return { step: parent, occ: outer, round: -1 };
  const dot = outer.lastIndexOf('.');
  return { step: parent, occ: outer.slice(0, Math.max(dot, 0)), round: Number(outer.slice(dot + 1)) };
}

import type { Dialect, ReasoningPart } from '../protocol/part.ts';
import type { Writing } from '../transform/writing.ts';

/** Says why thoughts stay behind: what is bound to another provider never travels, and many wires take none. */
export function noteReasoning(part: ReasoningPart, path: string, dialect: Dialect, writing: Writing): void {
  const bound = part.signature !== undefined || part.encrypted !== undefined;
  const foreign = part.dialect !== undefined && part.dialect !== dialect;
  writing.note(path, {
    class: bound ? 'opaque-state-lost' : 'dropped',
    severity: bound ? 'medium' : 'low',
    reason: foreign
      ? `Thoughts that came from ${part.dialect} mean nothing to ${writing.target.provider.name}.`
      : `${writing.target.provider.name} takes no thoughts back.`,
  });
}

import type { BreakpointFields, BreakpointPart, BreakpointView } from '../../../shared/api/breakpoints.ts';
import { arm, breakpointText, hitsText, type NewBreakpoint, readBreakpoint, readHits } from './read.ts';
import type { Breakpoint, Part } from './types.ts';

export interface FieldRefusal {
  readonly part: BreakpointPart;
  /** In the part as it was typed, from 1. */
  readonly column: number;
  readonly message: string;
}

const PARTS: Readonly<Record<Part, BreakpointPart>> = {
  spec: 'spec',
  if: 'condition',
  hit: 'hits',
  log: 'log',
};

/** A breakpoint that was typed part by part. */
export function readFields(
  fields: BreakpointFields,
):
  | { readonly ok: true; readonly value: NewBreakpoint }
  | { readonly ok: false; readonly refusal: FieldRefusal } {
  const typed = { spec: fields.spec, if: fields.condition, hit: fields.hits, log: fields.log };
  const text = (part: Part): string | undefined => typed[part]?.trim() || undefined;
  const refuse = (part: Part, column: number, message: string) => {
    const indent = (typed[part] ?? '').length - (typed[part] ?? '').trimStart().length;
    return { ok: false, refusal: { part: PARTS[part], column: column + indent, message } } as const;
  };
  const count = text('hit');
  const hits = count === undefined ? undefined : readHits(count);
  if (hits === null) return refuse('hit', 1, 'Expected N, >=N or %N: the third hit is 3, every third %3.');
  const value: NewBreakpoint = {
    spec: text('spec') ?? '',
    ...(text('if') === undefined ? {} : { condition: text('if') }),
    ...(hits === undefined ? {} : { hits }),
    ...(text('log') === undefined ? {} : { log: text('log') }),
    once: fields.once,
    enabled: fields.enabled,
  };
  const armed = arm({ ...value, id: 0 });
  if (!armed.ok) {
    const { part = 'spec', column, message } = armed.refusal;
    return refuse(part, column, message);
  }
  // On one line it must say the same: a step has no name with ` if ` in it.
  const line = readBreakpoint(breakpointText(value));
  if (line.ok && line.value.spec === value.spec) return { ok: true, value };
  const word = /\s(if|hit|once|log)(?=\s|$)/.exec(value.spec);
  return refuse('spec', (word?.index ?? 0) + 2, `${word?.[1] ?? 'This'} has a field of its own.`);
}

export function breakpointView(breakpoint: Breakpoint): BreakpointView {
  const { hits, ...rest } = breakpoint;
  return { ...rest, ...(hits ? { hits: hitsText(hits) } : {}), text: breakpointText(breakpoint) };
}

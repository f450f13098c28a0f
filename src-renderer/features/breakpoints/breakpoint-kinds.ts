import type { BreakpointPart } from '../../../shared/api/breakpoints.ts';

/** How each kind of breakpoint is entered: its name, and what is typed after it. */
export interface BreakpointKind {
  readonly id: string;
  readonly title: string;
  /** Before the text in what the breakpoint is called; '' where the text is all of it. */
  readonly word: string;
  /** null: nothing is typed. */
  readonly example: string | null;
  readonly hint: string;
  /** May the text be left out? */
  readonly optional?: true;
}

const STEP = 'A step’s name, or NODE:STEP for one node’s step alone.';

export const KINDS: readonly BreakpointKind[] = [
  { id: 'step', title: 'Step entered', word: 'step', example: 'compute_tax', hint: STEP },
  { id: 'left', title: 'Step left', word: 'left', example: 'compute_tax', hint: STEP },
  {
    id: 'expression',
    title: 'Expression becomes true',
    word: '',
    example: 'input.amount > 10000',
    hint: 'Over variables, input, and at the end output, success and error.',
  },
  {
    id: 'contract',
    title: 'Contract violated',
    word: 'contract_violation',
    example: 'one_path:postcondition',
    hint: 'Any contract on any path, or: reference, direct, one_path; constraint, precondition, invariant, postcondition.',
    optional: true,
  },
  {
    id: 'transition',
    title: 'State transition',
    word: 'state_transition',
    example: 'paid->refunded',
    hint: 'FROM->TO, * is any state; then :reference, :direct or :differing.',
  },
  {
    id: 'effect',
    title: 'Effect',
    word: 'effect',
    example: 'http:payments',
    hint: 'Its type, or *; a part of its target; then :answered to stop after the answer.',
  },
  {
    id: 'loss',
    title: 'Loss at a language model',
    word: 'loss',
    example: 'medium',
    hint: 'Something that the wire could not carry: low, medium or high is the least that stops.',
    optional: true,
  },
  {
    id: 'error',
    title: 'Error code',
    word: 'error',
    example: 'network_timeout',
    hint: 'Where the error is raised; * is any code.',
  },
  {
    id: 'divergence',
    title: 'Divergence',
    word: 'divergence',
    example: null,
    hint: 'The first difference between the paths.',
  },
];

const EXPRESSION = KINDS.find(({ word }) => word === '') as BreakpointKind;

/** What a breakpoint is called, taken apart. */
export function kindOf(spec: string): { readonly kind: BreakpointKind; readonly text: string } {
  for (const kind of KINDS) {
    if (kind.word === '') continue;
    if (spec === kind.word) return { kind, text: '' };
    if (kind.example !== null && spec.startsWith(`${kind.word}:`))
      return { kind, text: spec.slice(kind.word.length + 1) };
  }
  return { kind: EXPRESSION, text: spec };
}

export function specOf({ word, example, optional }: BreakpointKind, text: string): string {
  if (example === null) return word;
  if (word === '') return text;
  return text.trim() === '' && optional ? word : `${word}:${text}`;
}

/** A column of a part as it was refused, in the field in which that part was typed. */
export function fieldColumn({ word }: BreakpointKind, part: BreakpointPart, column: number): number {
  return part === 'spec' && word !== '' ? Math.max(1, column - word.length - 1) : column;
}

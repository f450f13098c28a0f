import { type Condition, type LogMessage, readCondition, readLogMessage } from './condition.ts';
import { contractViolation } from './kinds/contract-violation.ts';
import { effect } from './kinds/effect.ts';
import { error } from './kinds/error.ts';
import { expression } from './kinds/expression.ts';
import { loss } from './kinds/loss.ts';
import { stateTransition } from './kinds/state-transition.ts';
import { step } from './kinds/step.ts';
import { type Breakpoint, type HitCount, type Part, type Read, refused, type Watch } from './types.ts';

const KINDS = [contractViolation, stateTransition, step, effect, loss, error];

/** The stop at the first divergence; the aligner finds it, so there is nothing to watch. */
export const DIVERGENCE = 'divergence';

/** A breakpoint that is ready to watch. */
export interface Armed {
  readonly breakpoint: Breakpoint;
  readonly watch: (() => Watch) | null;
  readonly condition: Condition | null;
  readonly message: LogMessage | null;
}

/** What a session has where nothing else is said. */
export const DEFAULT_BREAKPOINTS: readonly Armed[] = [
  {
    breakpoint: { id: 1, spec: DIVERGENCE, once: false, enabled: true },
    watch: null,
    condition: null,
    message: null,
  },
];

/** What is entered on a line: a breakpoint without its number. */
export type NewBreakpoint = Omit<Breakpoint, 'id'>;

/** `SPEC [if EXPRESSION] [hit [>=|%]N] [once] [log TEXT]`. */
export function readBreakpoint(line: string): Read<NewBreakpoint> {
  const parts = split(line);
  const hits = parts.hit && readHits(parts.hit.text);
  if (hits === null) return refused('Expected hit N, hit >=N or hit %N.', parts.hit?.column);
  if (parts.once && parts.once.text !== '')
    return refused('Nothing follows once but log.', parts.once.column);
  const entered: NewBreakpoint = {
    spec: parts.spec.text,
    ...(parts.if ? { condition: parts.if.text } : {}),
    ...(hits ? { hits } : {}),
    ...(parts.log ? { log: parts.log.text } : {}),
    once: parts.once !== undefined,
    enabled: true,
  };
  const armed = arm({ ...entered, id: 0 }, (part) => (parts[part]?.column ?? 1) - 1);
  return armed.ok ? { ok: true, value: entered } : armed;
}

/** Refuses what cannot be read; `offset` says where its parts stand in what was entered. */
export function arm(breakpoint: Breakpoint, offset: (part: Part) => number = () => 0): Read<Armed> {
  const { spec, condition, log } = breakpoint;
  const shifted = <T>(read: Read<T>, part: Part): Read<T> =>
    read.ok
      ? read
      : {
          ok: false,
          refusal: { message: read.refusal.message, column: read.refusal.column + offset(part), part },
        };
  if (spec === DIVERGENCE) {
    if (condition !== undefined || log !== undefined || breakpoint.hits)
      return {
        ok: false,
        refusal: {
          message: 'divergence is the first difference of all: it takes no condition, count or log.',
          column: 1,
          part: condition !== undefined ? 'if' : breakpoint.hits ? 'hit' : 'log',
        },
      };
    return { ok: true, value: { breakpoint, watch: null, condition: null, message: null } };
  }
  const watch = shifted(readSpec(spec), 'spec');
  if (!watch.ok) return watch;
  const met = condition === undefined ? null : shifted(readCondition(condition), 'if');
  if (met && !met.ok) return met;
  const message = log === undefined ? null : shifted(readLogMessage(log), 'log');
  if (message && !message.ok) return message;
  return {
    ok: true,
    value: {
      breakpoint,
      watch: watch.value,
      condition: met?.value ?? null,
      message: message?.value ?? null,
    },
  };
}

function readSpec(spec: string): Read<() => Watch> {
  for (const kind of KINDS) {
    const read = kind.read(spec);
    if (read) return read;
  }
  const other = /^\w+:/.exec(spec);
  if (other)
    return refused(
      `There are no breakpoints ${other[0]} – there are contract_violation, state_transition, step, left, effect, error, divergence, and expressions.`,
    );
  return expression.read(spec);
}

/** Null where it is no count. */
export function readHits(text: string): HitCount | null {
  const [, when, count] = /^(>=|%)?\s*([1-9]\d{0,8})$/.exec(text) ?? [];
  return count === undefined
    ? null
    : { when: (when as HitCount['when'] | undefined) ?? '=', count: Number(count) };
}

interface Cut {
  readonly text: string;
  readonly column: number;
}

type Cuts = { readonly spec: Cut } & Partial<Readonly<Record<'if' | 'hit' | 'once' | 'log', Cut>>>;

/** Cuts a line at its keywords, those within quotes left alone; after `log` all is text. */
function split(line: string): Cuts {
  const marks: { word: string; start: number; end: number }[] = [{ word: 'spec', start: 0, end: 0 }];
  for (const found of line.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\s(if|hit|once|log)(?=\s|$)/g)) {
    const word = found[1];
    if (word === undefined || marks.some((mark) => mark.word === word)) continue;
    marks.push({ word, start: found.index, end: found.index + found[0].length });
    if (word === 'log') break;
  }
  const cuts = marks.map(({ word, end }, i): [string, Cut] => {
    const raw = line.slice(end, marks[i + 1]?.start);
    return [word, { text: raw.trim(), column: end + (raw.length - raw.trimStart().length) + 1 }];
  });
  return Object.fromEntries(cuts) as unknown as Cuts;
}

export function hitsText({ when, count }: HitCount): string {
  return `${when === '=' ? '' : when}${count}`;
}

/** A breakpoint as it is entered. */
export function breakpointText({ spec, condition, hits, once, log }: NewBreakpoint): string {
  return [
    spec,
    condition === undefined ? '' : ` if ${condition}`,
    hits ? ` hit ${hitsText(hits)}` : '',
    once ? ' once' : '',
    log === undefined ? '' : ` log ${log}`,
  ].join('');
}

import type { LibraryQuery, LibrarySort, LibraryStatus } from '../../../shared/api/library.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';

/** What the list shows, as it stands in the address: texts by name, absent where nothing is asked. */
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

/** Those that are asked for more seldom. */
export const MORE = ['path', 'error', 'step', 'tag', 'since', 'until', 'min', 'max', 'pinned'] as const;
const NARROWING = ['text', 'node', 'outcome', ...MORE] as const;
const NAMES = [...NARROWING, 'kind', 'sort', 'order', 'group'] as const;
export type FilterName = (typeof NAMES)[number];

const STATUSES: readonly LibraryStatus[] = [
  'equal',
  'accepted',
  'diverged',
  'failed',
  'running',
  'interrupted',
];
const SORTS: readonly LibrarySort[] = ['started', 'duration', 'node', 'status'];
const PATHS: readonly PathName[] = ['reference', 'direct'];

export type Asked =
  | { readonly ok: true; readonly query: Omit<LibraryQuery, 'limit'> }
  | { readonly ok: false; readonly field: FilterName; readonly message: string };

/** Keeps what is a filter: an address may say anything. */
export function readFilters(address: Readonly<Record<string, string>>): Filters {
  return Object.fromEntries(
    NAMES.flatMap((name) => (address[name] ? [[name, address[name].slice(0, 1000)]] : [])),
  );
}

/** Does it ask for some of the runs only? Then branches stand among them, not under their original. */
export function isNarrowed(filters: Filters): boolean {
  return filters.kind !== undefined || NARROWING.some((name) => filters[name] !== undefined);
}

export function sortOf(filters: Filters): LibrarySort {
  return SORTS.find((one) => one === filters.sort) ?? 'started';
}

export function descending(filters: Filters): boolean {
  const sort = sortOf(filters);
  return filters.order === undefined ? sort === 'started' || sort === 'duration' : filters.order === 'down';
}

/** The question for the library, or which field is none and why. */
export function ask(filters: Filters, now: number): Asked {
  try {
    return { ok: true, query: queryOf(filters, now) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, field: error.field, message: error.message };
    throw error;
  }
}

class Malformed extends Error {
  readonly field: FilterName;
  constructor(field: FilterName, message: string) {
    super(message);
    this.field = field;
  }
}

function queryOf(filters: Filters, now: number): Omit<LibraryQuery, 'limit'> {
  const { text, node, error, step, tag, since, until, min, max, kind } = filters;
  const outcome = STATUSES.find((one) => one === filters.outcome);
  const path = PATHS.find((one) => one === filters.path);
  return {
    sort: sortOf(filters),
    descending: descending(filters),
    ...ofKind(kind, isNarrowed(filters)),
    ...(text === undefined ? {} : { text }),
    ...(node === undefined ? {} : { node }),
    ...(outcome === undefined ? {} : { status: [outcome] }),
    ...(path === undefined ? {} : { path }),
    ...(error === undefined ? {} : { error: error.trim() }),
    // The result has no name of its own.
    ...(step === undefined ? {} : { divergedAt: step === RESULT ? '' : step.trim() }),
    ...(tag === undefined ? {} : { tags: [tag.trim().replace(/^#/, '')] }),
    ...(since === undefined ? {} : { since: time('since', since, now) }),
    ...(until === undefined ? {} : { until: time('until', until, now) }),
    ...(min === undefined ? {} : { minDuration: duration('min', min) }),
    ...(max === undefined ? {} : { maxDuration: duration('max', max) }),
    ...(filters.pinned === undefined ? {} : { pinned: true }),
  };
}

/** How the address says that the results differ first, not a step. */
export const RESULT = 'result';

function ofKind(kind: string | undefined, narrowed: boolean): Partial<LibraryQuery> {
  switch (kind) {
    case 'branches':
      return { origin: ['replay', 'what_if'] };
    case 'proofs':
      return { origin: ['proof'] };
    case 'ingested':
      return { origin: ['ingested'] };
    case 'deleted':
      return { deleted: true };
    default:
      return { origin: ['run', 'ingested', 'replay', 'what_if'], ...(narrowed ? {} : { roots: true }) };
  }
}

const AGO = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function time(field: FilterName, text: string, now: number): number {
  const [, count, unit] = /^\s*(\d{1,6})\s*(m|h|d|w)\s*$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * AGO[unit as keyof typeof AGO];
  const at = /^\s*\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.trim()) : Number.NaN;
  if (Number.isNaN(at))
    throw new Malformed(field, 'A time is 2026-11-20, 2026-11-20T10:00, or 12h or 7d ago.');
  return at;
}

const LASTS = { ms: 1, s: 1000, m: 60_000 } as const;

function duration(field: FilterName, text: string): number {
  const [, count, unit = 'ms'] = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m)?\s*$/.exec(text) ?? [];
  if (count === undefined) throw new Malformed(field, 'A duration is 250ms, 30s or 2m.');
  return Number(count) * LASTS[unit as keyof typeof LASTS];
}

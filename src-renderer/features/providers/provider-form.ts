import { wrongAddress } from '../../../shared/llm/providers/service-address.ts';
import type { ProviderOverride, TargetLimits } from '../../../shared/llm/providers/spec.ts';

/** An entry of parallax.yml while somebody fills it in. */
export interface ProviderDraft {
  readonly id: string;
  readonly name: string;
  /** The provider that it is made of; empty: it changes the one of its own id. */
  readonly base: string;
  readonly baseUrl: string;
  /** One name per line; commas separate them too. */
  readonly models: string;
  readonly concurrent: string;
  readonly perMinute: string;
  /** Seconds. */
  readonly headers: string;
  /** Seconds. */
  readonly idle: string;
}

export type DraftProblems = Readonly<Partial<Record<keyof ProviderDraft, string>>>;

export const NEW_DRAFT: ProviderDraft = {
  id: '',
  name: '',
  base: 'openai-compatible',
  baseUrl: 'http://127.0.0.1:8000/v1',
  models: '',
  concurrent: '',
  perMinute: '',
  headers: '',
  idle: '',
};

export function draftOf(id: string, own: ProviderOverride | null): ProviderDraft {
  const { concurrent, perMinute, headersMs, idleMs }: TargetLimits = own?.limits ?? {};
  const text = (value: number | undefined, unit = 1) => (value === undefined ? '' : String(value / unit));
  return {
    id,
    name: own?.name ?? '',
    base: own?.extends ?? '',
    baseUrl: own?.baseUrl ?? '',
    models: (own?.models ?? []).map((model) => model.id).join('\n'),
    concurrent: text(concurrent),
    perMinute: text(perMinute),
    headers: text(headersMs, 1000),
    idle: text(idleMs, 1000),
  };
}

/** What is wrong, by its field; `taken`: ids that a new provider cannot have. */
export function draftProblems(draft: ProviderDraft, taken: readonly string[]): DraftProblems {
  const problems: Partial<Record<keyof ProviderDraft, string>> = {};
  if (!/^[a-z][a-z0-9_.-]*$/.test(draft.id))
    problems.id = 'It begins with a small letter; small letters, digits, dots, _ and - may follow.';
  else if (taken.includes(draft.id)) problems.id = `There is a provider ${draft.id} already: edit that one.`;
  const url = draft.baseUrl.trim();
  const wrong = url === '' && draft.base === '' ? undefined : wrongAddress(url);
  if (wrong !== undefined) problems.baseUrl = `${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}.`;
  for (const name of ['concurrent', 'perMinute'] as const)
    if (!/^([1-9]\d{0,8})?$/.test(draft[name].trim())) problems[name] = 'It takes a whole number from 1.';
  for (const name of ['headers', 'idle'] as const) {
    const seconds = Number(draft[name].trim() || 1);
    if (!(seconds >= 0.001 && seconds <= 86_400)) problems[name] = 'It takes seconds, up to a day.';
  }
  return problems;
}

/** The entry to write. What the form does not show of the one before is kept. */
export function overrideOf(draft: ProviderDraft, own: ProviderOverride | null): ProviderOverride {
  const {
    name: _,
    extends: __,
    baseUrl: ___,
    limits: ____,
    models: before = [],
    ...kept
  } = own ?? { id: '' };
  const { id, name, base, baseUrl } = draft;
  // What is made of another has a name of its own.
  const called = name.trim() || (own === null && base !== '' ? id : '');
  const names = [...new Set(draft.models.split(/[\s,]+/).filter((model) => model !== ''))];
  const models = names.map((model) => before.find((one) => one.id === model) ?? { id: model });
  const limits = {
    ...limit('concurrent', draft.concurrent, 1),
    ...limit('perMinute', draft.perMinute, 1),
    ...limit('headersMs', draft.headers, 1000),
    ...limit('idleMs', draft.idle, 1000),
  };
  return {
    ...kept,
    id,
    ...(base === '' ? {} : { extends: base }),
    ...(called === '' ? {} : { name: called }),
    ...(baseUrl.trim() === '' ? {} : { baseUrl: baseUrl.trim().replace(/\/+$/, '') }),
    ...(models.length === 0 ? {} : { models }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
}

function limit(name: keyof TargetLimits, text: string, unit: number): TargetLimits {
  return text.trim() === '' ? {} : { [name]: Math.round(Number(text) * unit) };
}

/** Limits in a few words; empty: there are none. */
export function limitsText({ concurrent, perMinute, headersMs, idleMs }: TargetLimits): string {
  return [
    concurrent === undefined ? '' : `${concurrent} at once`,
    perMinute === undefined ? '' : `${perMinute} a minute`,
    headersMs === undefined ? '' : `${headersMs / 1000} s to the answer's head`,
    idleMs === undefined ? '' : `${idleMs / 1000} s between pieces`,
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

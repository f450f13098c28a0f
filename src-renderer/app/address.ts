import type { Moment } from '../../shared/api/timeline.ts';

/** Where the user is, as the part of the address after `#`: it can be copied, bookmarked, and gone back to. */
export type Address =
  | { readonly view: 'nodes'; readonly node: string | null }
  | ({ readonly view: 'comparison'; readonly comparison: string | null } & Place)
  | { readonly view: 'ledger' }
  | { readonly view: 'providers'; readonly tab: ProvidersTab; readonly run?: string | null }
  /** Without `filters`: as the list was last. */
  | { readonly view: 'runs'; readonly filters?: Readonly<Record<string, string>> };

export const PROVIDERS_TABS = ['request', 'losses', 'lanes', 'proxy', 'settings'] as const;
export type ProvidersTab = (typeof PROVIDERS_TABS)[number];

/** Where in a comparison: nothing given is left as it is. */
export interface Place {
  readonly row: number | null;
  /** So many events have happened on each path, where it is not the end of the row. */
  readonly moment?: Moment | null;
  /** The rows to which everything is filtered. */
  readonly range?: { readonly from: number; readonly to: number } | null;
  /** The panel or tab in front, where it is not the first one. */
  readonly panel?: string | null;
  /** What is asked about where a value comes from. */
  readonly ask?: Asked | null;
}

/** Who wrote a value that stands at a row, why it differs there, or why a divergence, by its index, came to be. */
export interface Asked {
  readonly kind: 'writes' | 'why' | 'divergence';
  readonly at: number;
  /** Of the value: `order.lines[2].total`. */
  readonly name: string;
}

export function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, kind, id] = path.split('/', 3);
  if (kind === 'comparison') {
    return { view: 'comparison', comparison: id ? decode(id) : null, ...placeOf(new URLSearchParams(query)) };
  }
  if (kind === 'ledger') return { view: 'ledger' };
  if (kind === 'providers') return providersPlace(id, path.split('/', 4)[3]);
  if (kind === 'runs') return { view: 'runs', filters: Object.fromEntries(new URLSearchParams(query)) };
  return { view: 'nodes', node: kind === 'node' && id ? decode(id) : null };
}

export function formatAddress(address: Address): string {
  switch (address.view) {
    case 'nodes':
      return address.node === null ? '#/' : `#/node/${encodeURIComponent(address.node)}`;
    case 'ledger':
      return '#/ledger';
    case 'providers':
      return `#/providers${address.tab === 'request' ? '' : `/${address.tab}`}${address.run ? `/${address.run}` : ''}`;
    case 'runs': {
      const filters = new URLSearchParams(address.filters).toString();
      return filters === '' ? '#/runs' : `#/runs?${filters}`;
    }
    case 'comparison': {
      if (address.comparison === null) return '#/comparison';
      const query = placeText(address);
      return `#/comparison/${encodeURIComponent(address.comparison)}${query === '' ? '' : `?${query}`}`;
    }
  }
}

function providersPlace(tab: string | undefined, run: string | undefined): Address {
  const found = PROVIDERS_TABS.find((one) => one === tab) ?? 'request';
  return { view: 'providers', tab: found, ...(found === 'lanes' && run ? { run: decode(run) } : {}) };
}

/** Each part of a place, what it looks like, and what to say of one that does not. */
const PARTS = {
  row: { form: /^\d{1,9}$/, what: 'a whole number from 0' },
  at: { form: /^(\d{1,10}|-)\.(\d{1,10}|-)$/, what: 'the events of both paths, as in 12.12' },
  range: { form: /^\d{1,9}-\d{1,9}$/, what: 'the first and the last row, as in 3-9' },
  panel: { form: /^[a-z-]{1,40}$/, what: 'the name of a panel' },
  ask: {
    form: /^(writes|why|divergence)\.\d{1,9}\..{1,300}$/s,
    what: 'writes, why or divergence, its row or number, and a name, as in writes.12.tax',
  },
} as const;

function placeOf(query: URLSearchParams): Place {
  const part = (name: keyof typeof PARTS) => {
    const text = query.get(name);
    return text !== null && PARTS[name].form.test(text) ? text : null;
  };
  const [row, at, range, panel] = [part('row'), part('at'), part('range'), part('panel')];
  const ask = askedOf(part('ask'));
  const count = (text: string | undefined) => (text === undefined || text === '-' ? null : Number(text));
  const [reference, direct] = at?.split('.') ?? [];
  const [from = 0, to = 0] = range?.split('-').map(Number) ?? [];
  return {
    row: row === null ? null : Number(row),
    ...(at === null ? {} : { moment: { reference: count(reference), direct: count(direct) } }),
    ...(range === null ? {} : { range: { from: Math.min(from, to), to: Math.max(from, to) } }),
    ...(panel === null ? {} : { panel }),
    ...(ask === null ? {} : { ask }),
  };
}

function askedOf(text: string | null): Asked | null {
  const [kind, at, ...name] = text?.split('.') ?? [];
  if (kind !== 'writes' && kind !== 'why' && kind !== 'divergence') return null;
  return { kind, at: Number(at), name: name.join('.') };
}

function placeText({ row, moment, range, panel, ask }: Place): string {
  const query = new URLSearchParams();
  if (row !== null) query.set('row', String(row));
  if (moment) query.set('at', `${moment.reference ?? '-'}.${moment.direct ?? '-'}`);
  if (range) query.set('range', `${range.from}-${range.to}`);
  if (panel) query.set('panel', panel);
  if (ask) query.set('ask', `${ask.kind}.${ask.at}.${ask.name}`);
  return query.toString();
}

const VIEWS: ReadonlySet<string> = new Set(['', 'node', 'runs', 'comparison', 'ledger', 'providers']);

/** What is wrong with an address that somebody was given or has typed; null where it can be opened as it is. */
export function addressProblem(hash: string): string | null {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const kind = path.split('/', 3)[1] ?? '';
  if (!VIEWS.has(kind))
    return `There is no view ${kind}: addresses begin with #/node, #/comparison, #/runs, #/ledger or #/providers.`;
  const tab = path.split('/', 3)[2];
  if (kind === 'providers' && tab !== undefined && !PROVIDERS_TABS.some((one) => one === tab))
    return `There is no ${tab} among the providers: there are ${PROVIDERS_TABS.join(', ')}.`;
  if (kind !== 'comparison') return null;
  for (const [name, text] of new URLSearchParams(query)) {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name as keyof typeof PARTS] : null;
    if (part === null) return `The address says ${name}=${text}, and there is no ${name} in a comparison.`;
    if (!part.form.test(text)) return `The address says ${name}=${text}: ${name} is ${part.what}.`;
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

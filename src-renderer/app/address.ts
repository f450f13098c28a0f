/** Where the user is, as the part of the address after `#`: it can be copied, bookmarked, and gone back to. */
export type Address =
  | { readonly view: 'nodes'; readonly node: string | null }
  | { readonly view: 'comparison'; readonly comparison: string | null; readonly row: number | null }
  | { readonly view: 'ledger' }
  /** Without `filters`: as the list was last. */
  | { readonly view: 'runs'; readonly filters?: Readonly<Record<string, string>> };

export function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, kind, id] = path.split('/', 3);
  if (kind === 'comparison') {
    const row = new URLSearchParams(query).get('row');
    return {
      view: 'comparison',
      comparison: id ? decode(id) : null,
      row: row !== null && /^\d{1,9}$/.test(row) ? Number(row) : null,
    };
  }
  if (kind === 'ledger') return { view: 'ledger' };
  if (kind === 'runs') return { view: 'runs', filters: Object.fromEntries(new URLSearchParams(query)) };
  return { view: 'nodes', node: kind === 'node' && id ? decode(id) : null };
}

export function formatAddress(address: Address): string {
  switch (address.view) {
    case 'nodes':
      return address.node === null ? '#/' : `#/node/${encodeURIComponent(address.node)}`;
    case 'ledger':
      return '#/ledger';
    case 'runs': {
      const filters = new URLSearchParams(address.filters).toString();
      return filters === '' ? '#/runs' : `#/runs?${filters}`;
    }
    case 'comparison': {
      if (address.comparison === null) return '#/comparison';
      const row = address.row === null ? '' : `?row=${address.row}`;
      return `#/comparison/${encodeURIComponent(address.comparison)}${row}`;
    }
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Python source that can be laid out on one line or over several. */
export type Layout =
  | string
  /** `open` item, item `close`; every item gets a line of its own where they do not fit on one. */
  | { readonly open: string; readonly items: readonly Layout[]; readonly close: string }
  | { readonly prefix: string; readonly rest: Layout };

const WIDTH = 100;

export function call(name: string, ...items: Layout[]): Layout {
  return { open: `${name}(`, items, close: ')' };
}

export function list(items: readonly Layout[]): Layout {
  return { open: '[', items, close: ']' };
}

export function dictionary(entries: readonly (readonly [key: string, value: Layout])[]): Layout {
  return { open: '{', items: entries.map(([key, value]) => prefixed(`${key}: `, value)), close: '}' };
}

export function prefixed(prefix: string, rest: Layout): Layout {
  return { prefix, rest };
}

function flat(layout: Layout): string {
  if (typeof layout === 'string') return layout;
  if ('prefix' in layout) return layout.prefix + flat(layout.rest);
  return `${layout.open}${layout.items.map(flat).join(', ')}${layout.close}`;
}

/** The lines of a statement at this indentation; those after the first carry their own. */
export function laidOut(layout: Layout, indent: string): string[] {
  return render(layout, indent, '', '').split('\n');
}

function render(layout: Layout, indent: string, before: string, after: string): string {
  const line = indent + before + flat(layout) + after;
  if (typeof layout === 'string' || line.length <= WIDTH) return line;
  if ('prefix' in layout) return render(layout.rest, indent, before + layout.prefix, after);
  if (layout.items.length === 0) return line;
  const [only] = layout.items;
  // A single argument shares its brackets' lines.
  if (layout.items.length === 1 && typeof only === 'object')
    return render(only, indent, before + layout.open, layout.close + after);
  const inner = `${indent}    `;
  const items = layout.items.map((item) => render(item, inner, '', ','));
  return [indent + before + layout.open, ...items, indent + layout.close + after].join('\n');
}
